"""The formats that can be read, built in or from installed packages, all through one call."""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from feeds.base import FeedFormat
from monitor.errors import FeedError

ENTRY_POINT_GROUP = "monitor.feeds"
_BUILT_IN = (EntryPoint(name="ndjson", value="feeds.ndjson:NDJSON", group=ENTRY_POINT_GROUP),)


class FormatRegistry:
    """The known formats by key; a key names one format only."""

    def __init__(self) -> None:
        """Starts empty."""
        self._formats: dict[str, FeedFormat] = {}
        self._owners: dict[str, str] = {}

    def register(self, entry: EntryPoint) -> None:
        """Loads a format and adds it under its entry point's name.

        Raises:
            FeedError: where the key is taken, naming both packages, or where the entry point
                gives no format of that key.
        """
        owner = entry.dist.name if entry.dist is not None else "sanctions-monitor"
        if entry.name in self._formats:
            msg = (
                f"the feed format '{entry.name}' is offered by both '{self._owners[entry.name]}' "
                f"and '{owner}'; uninstall one of them"
            )
            raise FeedError(msg)
        found = entry.load()
        if not isinstance(found, FeedFormat) or found.key != entry.name:
            msg = (
                f"the entry point '{entry.name}' of '{owner}' must give a FeedFormat with the key "
                f"'{entry.name}', and '{entry.value}' does not"
            )
            raise FeedError(msg)
        self._formats[entry.name] = found
        self._owners[entry.name] = owner

    def names(self) -> tuple[str, ...]:
        """Gives the keys in alphabetical order."""
        return tuple(sorted(self._formats))

    def format(self, key: str) -> FeedFormat:
        """Gives the format with this key.

        Raises:
            FeedError: where there is none, naming those that there are.
        """
        if key not in self._formats:
            msg = f"no feed format '{key}'; there are: {', '.join(self.names())}"
            raise FeedError(msg)
        return self._formats[key]

    def detect(self, head: bytes) -> FeedFormat:
        """Gives the one format that the first bytes of a stream look like.

        Raises:
            FeedError: where none or more than one does; the user then names it.
        """
        fitting = [key for key in self.names() if self._formats[key].sniff(head)]
        if len(fitting) != 1:
            seen = f"more than one: {', '.join(fitting)}" if fitting else "none that is known"
            msg = f"the format cannot be told from the first bytes, they fit {seen}; name it"
            raise FeedError(msg)
        return self._formats[fitting[0]]


def load_formats(offered: Iterable[EntryPoint] | None = None) -> FormatRegistry:
    """Registers the built-in formats, then those of installed packages, in the order of names.

    Args:
        offered: Stands in for what the installed packages offer.
    """
    registry = FormatRegistry()
    found = entry_points(group=ENTRY_POINT_GROUP) if offered is None else offered
    for entry in (*_BUILT_IN, *sorted(found, key=lambda each: (each.name, each.value))):
        registry.register(entry)
    return registry
