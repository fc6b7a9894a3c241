"""Why an input was rejected: every fault with its JSON path and a message."""

from dataclasses import dataclass

REASONS_MAX = 50


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an input was rejected: the JSON path (empty for the whole) and a message."""

    path: str
    message: str

    def to_json(self) -> dict[str, str]:
        """Give the shape of ``errors[]``."""
        return {"path": self.path, "message": self.message}


class EventRejected(Exception):
    """One event that breaks the contract.

    Attributes:
        reasons: every fault found, at most 50.
        source: the feed's name where it could be read.
        event_id: the event's id where it could be read.
    """

    def __init__(
        self,
        reasons: list[Reason],
        source: str | None = None,
        event_id: str | None = None,
    ) -> None:
        super().__init__("; ".join(f"{r.path}: {r.message}" for r in reasons))
        self.reasons = tuple(reasons[:REASONS_MAX])
        self.source = source
        self.event_id = event_id
