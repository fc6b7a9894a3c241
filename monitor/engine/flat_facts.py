"""Facts as the matching network sees them: flat text, and only what some anchor asks for.

A fact that is open counts as holding: a possible or unknown tag is shown as if it were there, a
value that is absent or only possible as the wildcard ``?``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from monitor.domain.truth import Truth
from monitor.engine.facts import Fact, Sheet, Tags
from monitor.engine.rete import SUBJECT

OPEN = "?"
HOLDS = "1"

_TAG, _TRUTH, _VALUE = "t", "b", "v"


def tag_key(name: str, tag: str) -> str:
    """Name what holds where a field has a tag."""
    return f"{_TAG}:{name}:{tag}"


def truth_key(name: str) -> str:
    """Name what holds where a statement is not false."""
    return f"{_TRUTH}:{name}"


def value_key(name: str) -> str:
    """Name the value of a field."""
    return f"{_VALUE}:{name}"


class _Field(NamedTuple):
    """One field that anchors ask about, and how it is shown.

    Attributes:
        kind: Whether tags, a statement or a value is asked for.
        keys: The key of each tag asked for; for the other kinds the one key, under no name.
        when_absent: What is shown where the fact is absent.
    """

    name: str
    kind: str
    keys: Mapping[str, str]
    when_absent: Mapping[str, str]

    def shown(self, fact: Fact | None) -> Mapping[str, str]:
        """Give what the network is told of a fact."""
        if fact is None:
            return self.when_absent
        value = fact.value
        if self.kind == _TAG:
            return self._tags(value) if isinstance(value, Tags) else {}
        if self.kind == _TRUTH:
            return {} if value is Truth.FALSE else {self.keys[""]: HOLDS}
        return {self.keys[""]: str(value) if fact.certain else OPEN}

    def _tags(self, tags: Tags) -> Mapping[str, str]:
        keys, known = self.keys, tags.known
        if not tags.complete:
            return {
                key: HOLDS
                for tag, key in keys.items()
                if tag not in known or known[tag].truth is not Truth.FALSE
            }
        # A subject has few tags, and the anchors of all rules ask for many.
        return {
            keys[tag]: HOLDS
            for tag, found in known.items()
            if tag in keys and found.truth is not Truth.FALSE
        }


class GroupView:
    """What the anchors of one group of subjects, such as ``shipment.goods``, ask for.

    Args:
        group: The group's name.
        keys: Every key in one of its patterns.
        is_open_when_absent: tells whether the absence of a field leaves it open.
        is_of_event: tells whether a field is the same for all subjects of an event.
    """

    def __init__(
        self,
        group: str,
        keys: Iterable[str],
        is_open_when_absent: Callable[[str], bool],
        is_of_event: Callable[[str], bool],
    ) -> None:
        fields = _fields(keys, is_open_when_absent)
        self._group = group
        self._of_event = tuple(field for field in fields if is_of_event(field.name))
        self._of_subject = tuple(field for field in fields if not is_of_event(field.name))

    def flat(self, sheets: Sequence[Sheet]) -> list[dict[str, str]]:
        """Give what the network is told of each subject of one event."""
        of_all = {SUBJECT: self._group}
        for field in self._of_event:
            of_all.update(field.shown(sheets[0].get(field.name)))
        return [self._of_one(sheet, of_all) for sheet in sheets]

    def _of_one(self, sheet: Sheet, of_all: Mapping[str, str]) -> dict[str, str]:
        shown = dict(of_all)
        for field in self._of_subject:
            shown.update(field.shown(sheet.get(field.name)))
        return shown


def _fields(keys: Iterable[str], is_open_when_absent: Callable[[str], bool]) -> tuple[_Field, ...]:
    asked: dict[tuple[str, str], dict[str, str]] = {}
    for key in sorted(keys):
        name, _, tag = key[2:].partition(":")
        asked.setdefault((key[0], name), {})[tag] = key
    return tuple(
        _Field(name, kind, keys_of, _when_absent(kind, keys_of, is_open_when_absent(name)))
        for (kind, name), keys_of in asked.items()
    )


def _when_absent(kind: str, keys: Mapping[str, str], is_open: bool) -> Mapping[str, str]:  # noqa: FBT001
    wildcard = OPEN if kind == _VALUE else HOLDS
    return dict.fromkeys(keys.values(), wildcard) if is_open else {}
