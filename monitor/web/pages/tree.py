"""An event's own fields as a tree, with those marked that decided a finding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

SHOWN_ITEMS = 20
FLAT_FIELDS = 8
FLAT_LENGTH = 60
# How the keys of an envelope are ordered for reading; others follow as the source wrote them.
_FIRST_KEYS = (
    "source", "event_id", "kind", "activity", "occurred_on", "stage", "certainty", "goods",
    "amount", "route", "vessel", "other_vessel", "aircraft", "parties",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One field: a value, or the fields below it.

    Attributes:
        name: The key, or the number in a list counted from one.
        path: The JSON path, as evidence names it.
        value: The text of a plain value, ``None`` where there are fields below.
        says: What a finding read in it.
        is_subject: Whether a finding is about it.
        children: The fields below.
        left_out: How many items of a long list are not shown.
    """

    name: str
    path: str
    value: str | None
    says: tuple[str, ...] = ()
    is_subject: bool = False
    children: tuple["Node", ...] = ()
    left_out: int = 0

    @property
    def is_flat(self) -> bool:
        """Tell whether the fields below are few and short, so that they fit on one line."""
        return 0 < len(self.children) <= FLAT_FIELDS and all(
            child.value is not None and len(child.value) <= FLAT_LENGTH for child in self.children
        )


@dataclass(frozen=True, slots=True)
class Deciding:
    """What findings say of the event's paths.

    Attributes:
        says: What was read at each path.
        subjects: The paths that findings are about.
        touched: All of these paths, and those above them.
    """

    says: Mapping[str, tuple[str, ...]]
    subjects: frozenset[str]
    touched: frozenset[str]

    @classmethod
    def of(cls, findings: Sequence[Mapping[str, object]]) -> "Deciding":
        """Collect evidence and subjects of findings in their JSON form."""
        says: dict[str, tuple[str, ...]] = {}
        subjects: set[str] = set()
        for finding in findings:
            subjects.update(_texts(finding.get("subjects")))
            for piece in _mappings(finding.get("evidence")):
                path, text = str(piece.get("path", "")), str(piece.get("says", ""))
                if text not in says.get(path, ()):
                    says[path] = (*says.get(path, ()), text)
        touched = {part for path in (*says, *subjects) for part in _with_parents(path)}
        return cls(says, frozenset(subjects), frozenset(touched))


def tree_of(event: Mapping[str, object], deciding: Deciding) -> tuple[Node, ...]:
    """Lay an event out; long lists show their first items and every deciding one."""
    keys = [key for key in _FIRST_KEYS if key in event]
    keys += [key for key in event if key not in _FIRST_KEYS]
    return tuple(_node(key, key, event[key], deciding) for key in keys)


def _node(name: str, path: str, value: object, deciding: Deciding) -> Node:
    says = deciding.says.get(path, ())
    is_subject = path in deciding.subjects
    match value:
        case dict():
            below = tuple(_node(key, f"{path}/{key}", value[key], deciding) for key in value)
            return Node(name, path, None, says, is_subject, below)
        case list():
            shown = [index for index in range(len(value)) if _is_shown(index, path, deciding)]
            below = tuple(
                _node(str(index + 1), f"{path}/{index}", value[index], deciding) for index in shown
            )
            left_out = len(value) - len(shown)
            return Node(name, path, None, says, is_subject, below, left_out)
        case _:
            return Node(name, path, _leaf(value), says, is_subject)


def _is_shown(index: int, path: str, deciding: Deciding) -> bool:
    return index < SHOWN_ITEMS or f"{path}/{index}" in deciding.touched


def _leaf(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case None:
            return "—"
        case _:
            return str(value)


def _with_parents(path: str) -> list[str]:
    steps = path.split("/")
    return ["/".join(steps[: count + 1]) for count in range(len(steps))]


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _mappings(value: object) -> list[Mapping[str, object]]:
    items = value if isinstance(value, list | tuple) else []
    return [item for item in items if isinstance(item, Mapping)]
