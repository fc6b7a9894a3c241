"""The feed that ships with the project: documented cases as events, with the outcome expected."""

from collections.abc import Iterator
from importlib.resources import files

from feeds.ndjson import read_ndjson

EVENTS = "events.ndjson"
EXPECTED = "expected.yaml"


def builtin_events() -> Iterator[bytes]:
    """Gives the events of the built-in feed in order, each as the JSON of one line."""
    with (files(__name__) / EVENTS).open("rb") as stream:
        for record in read_ndjson(stream):
            yield record.raw
