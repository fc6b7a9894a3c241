"""Errors whose class tells the caller what to do, and whose message tells a person."""

from collections.abc import Iterable


class MonitorError(Exception):
    """Stands above every error that this project raises on purpose."""


class RuleError(MonitorError):
    """Says that rule content is wrong; the process refuses to start with it.

    Attributes:
        code: The code of the check, such as RB404.
        place: File, line and column as `rules/dprk/x.yaml:41:9`, as much of it as is known.
        message: What is wrong, what is allowed and what to do.
    """

    def __init__(self, message: str, *, place: str = "", code: str = "") -> None:
        """Keeps the parts apart, so that they can be sorted and shown in columns."""
        self.message = message
        self.place = place
        self.code = code
        super().__init__("  ".join(part for part in (place, code, message) if part))


class RuleErrors(RuleError):
    """Carries every fault of a rulebook at once, so that nobody repairs them one by one."""

    def __init__(self, errors: Iterable[RuleError]) -> None:
        """Keeps the faults in the order in which they were found."""
        self.errors: tuple[RuleError, ...] = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class FeedError(MonitorError):
    """Stands above what can go wrong while a feed is read."""


class RecordRejected(FeedError):
    """Refuses one record; the feed goes on with the next.

    Attributes:
        path: The place inside the record, such as `goods/0/hs_code`.
        message: What is wrong with the value there.
    """

    def __init__(self, message: str, *, path: str = "") -> None:
        """Keeps the path apart from the message, as results show them apart."""
        self.message = message
        self.path = path
        super().__init__(f"{path}: {message}" if path else message)


class FeedAborted(FeedError):
    """Stops a feed: what follows cannot be read or cannot be trusted."""


class EngineError(MonitorError):
    """Says that an event could not be judged; it stays journalled as unjudged."""


class StoreError(MonitorError):
    """Says that something could not be kept or read back."""


class NotAllowed(MonitorError):
    """Refuses an action that this person or key may not take."""
