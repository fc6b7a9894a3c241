"""What two judgements of one event say differently: findings that appear, vanish or change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.finding import Outcome

Json = Mapping[str, object]
WORDING = frozenset({"summary", "action", "evidence", "evidence_more"})
"""What a change of text alone touches; the finding means the same."""
_NOT_COMPARED = frozenset({"version"})


@dataclass(frozen=True, slots=True)
class Change:
    """One finding before and after, and the keys in which it differs."""

    before: Json
    after: Json
    differs: tuple[str, ...]

    @property
    def is_wording(self) -> bool:
        """Tell whether only texts differ."""
        return WORDING.issuperset(self.differs)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second judgement of one event says otherwise than the first."""

    before: str
    after: str
    appears: tuple[Json, ...] = ()
    vanishes: tuple[Json, ...] = ()
    changes: tuple[Change, ...] = ()
    undecided_appears: tuple[str, ...] = ()
    undecided_vanishes: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Tell whether both say the same."""
        lists = (self.appears, self.vanishes, self.changes)
        open_ = (self.undecided_appears, self.undecided_vanishes)
        return self.before == self.after and not any(lists) and not any(open_)

    def to_json(self) -> dict[str, object]:
        """Give the shape of one event in a replay report."""
        return {
            "outcome": {"before": self.before, "after": self.after},
            "appears": [dict(finding) for finding in self.appears],
            "vanishes": [dict(finding) for finding in self.vanishes],
            "changes": [
                {
                    "rule": change.before["rule"],
                    "differs": list(change.differs),
                    "wording_only": change.is_wording,
                    "before": dict(change.before),
                    "after": dict(change.after),
                }
                for change in self.changes
            ],
            "undecided": {
                "appears": list(self.undecided_appears),
                "vanishes": list(self.undecided_vanishes),
            },
        }


def compare(before: Json | None, after: Json | None) -> Difference:
    """Compare two judgements in their JSON form; ``None`` is one that failed."""
    old, new = _list(before, "findings"), _list(after, "findings")
    same, old_rest, new_rest = _paired(old, new, _exact_key)
    moved, vanished, appeared = _paired(old_rest, new_rest, _loose_key)
    changes = [_change(*pair) for pair in (*same, *moved)]
    was = {str(item["rule"]) for item in _list(before, "undecided")}
    is_ = {str(item["rule"]) for item in _list(after, "undecided")}
    return Difference(
        before=_outcome(before),
        after=_outcome(after),
        appears=tuple(appeared),
        vanishes=tuple(vanished),
        changes=tuple(change for change in changes if change.differs),
        undecided_appears=tuple(sorted(is_ - was)),
        undecided_vanishes=tuple(sorted(was - is_)),
    )


def _outcome(judgement: Json | None) -> str:
    return Outcome.UNJUDGED.value if judgement is None else str(judgement["outcome"])


def _list(judgement: Json | None, key: str) -> list[Json]:
    found = [] if judgement is None else judgement.get(key)
    return list(found) if isinstance(found, list) else []


def _exact_key(finding: Json) -> tuple[object, ...]:
    return (*_loose_key(finding), finding["verdict"])


def _loose_key(finding: Json) -> tuple[object, ...]:
    """A rule, and of a limit also the step, basis and window."""
    limit = finding.get("limit")
    if not isinstance(limit, Mapping):
        return (finding["rule"],)
    return (finding["rule"], limit["id"], limit["basis"], limit["from"], limit["step"])


def _paired(
    old: Sequence[Json], new: Sequence[Json], key_of: Callable[[Json], tuple[object, ...]]
) -> tuple[list[tuple[Json, Json]], list[Json], list[Json]]:
    """Pair findings of one key in their order; give the pairs and what is left on each side."""
    waiting: dict[tuple[object, ...], list[Json]] = {}
    for finding in old:
        waiting.setdefault(key_of(finding), []).append(finding)
    pairs: list[tuple[Json, Json]] = []
    rest: list[Json] = []
    for finding in new:
        partners = waiting.get(key_of(finding))
        if partners:
            pairs.append((partners.pop(0), finding))
        else:
            rest.append(finding)
    return pairs, [finding for partners in waiting.values() for finding in partners], rest


def _change(before: Json, after: Json) -> Change:
    keys = sorted((before.keys() | after.keys()) - _NOT_COMPARED)
    return Change(before, after, tuple(key for key in keys if before.get(key) != after.get(key)))
