"""The texts of an event by which a person looks for it: numbers and names before the rest."""

import json
from collections.abc import Iterator

# What a document, a ship, an account or a party is known by; the rest of an event may be long.
_FIRST = frozenset(
    {
        "reference", "imo", "mmsi", "call_sign", "value", "registration", "number", "tx",
        "from_address", "to_address", "committee_approval", "flight",
    }
)  # fmt: skip
_NAMED = frozenset({"imo", "mmsi"})
_SECOND = frozenset({"name", "other_names", "acting_for", "former_names", "locode", "address"})
_SKIPPED = frozenset({"kind", "occurred_on", "source", "event_id", "stage", "certainty"})
_TEXT_MAX = 2_000


def texts_of(raw: bytes) -> list[str]:
    """Give the texts of an event as it came; one that cannot be read has none."""
    try:
        body = json.loads(raw.decode("utf-8-sig"))
    except ValueError:
        return []
    ranked: tuple[list[str], list[str], list[str]] = ([], [], [])
    for key, text in _leaves(body, ""):
        if key in _NAMED:
            # People write "IMO 9000003", so the name of the number is a word as well.
            ranked[0].append(key)
        rank = 0 if key in _FIRST else 1 if key in _SECOND else 2
        ranked[rank].append(text[:_TEXT_MAX])
    numbers = ["".join(text.split()) for text in ranked[0]]
    return [*numbers, *ranked[0], *ranked[1], *ranked[2]]


def _leaves(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _SKIPPED:
                yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, key)
