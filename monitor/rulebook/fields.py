"""The fields that rules may ask about: type, subject, and what their absence means."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.shapes import Choice, Text

FIELD_TYPES = ("text", "code", "country", "day", "number", "truth", "tags", "choice")
SUBJECTS = ("event", "goods", "party", "vessel", "aircraft", "place", "claim")
FIELD_PATTERN = r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field; ``absent`` is ``unknown``, or ``none`` where absence means there is no such thing.

    Attributes:
        name: The field's name, such as ``goods.hs_code``.
        type: What its value is.
        subject: What it belongs to; rules for each of that subject see it, event fields all do.
        absent: What its absence means.
        meaning: What it says, in words.
        values: The closed list of a choice, or of tags.
        vocab: The vocabulary whose entries its tags are: ``commodity`` or ``place``.
    """

    name: str
    type: str
    subject: str
    absent: str
    meaning: str
    values: tuple[str, ...] = ()
    vocab: str = ""

    @property
    def is_link(self) -> bool:
        """Tell whether the field, when true, ties an event to the target or to a listed party."""
        first, _, last = self.name.rpartition(".")
        is_tie = first in {"nexus", "listed"} or last in {"dprk", "listed"}
        return self.type == "truth" and is_tie


@dataclass(frozen=True, slots=True)
class _FieldEntry:
    type: str
    subject: str
    absent: str
    meaning: str
    values: tuple[str, ...]
    vocab: str


FIELDS_SHAPE = MapOf(
    Record(
        build=_FieldEntry,
        keys={
            "type": Key(Choice(FIELD_TYPES), "what the value is"),
            "subject": Key(Choice(SUBJECTS), "what the field belongs to"),
            "absent": Key(Choice(("unknown", "none")), "what its absence means"),
            "values": optional(ListOf(Text()), "the closed list of values", default=()),
            "vocab": optional(
                Choice(("commodity", "place")), "the vocabulary of its tags", default=""
            ),
            "meaning": Key(Text(), "what the field says"),
        },
    ),
    key_pattern=FIELD_PATTERN,
    key_form="subject.name in small letters",
)


def fields_of(entries: Mapping[str, _FieldEntry]) -> dict[str, FieldSpec]:
    """Give each entry of the file its name."""
    return {
        name: FieldSpec(
            name=name,
            type=entry.type,
            subject=entry.subject,
            absent=entry.absent,
            meaning=entry.meaning,
            values=entry.values,
            vocab=entry.vocab,
        )
        for name, entry in entries.items()
    }
