"""Small typed readers for what a file may hold; each one also writes its JSON Schema.

A shape reads a node into a value, or records every fault below it and raises `Refused`. One source
gives the checks, the messages and the schema that editors use.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, NoReturn, TypeVar

from monitor.rulebook.issues import Issue, did_you_mean, listed, quoted
from monitor.rulebook.yaml12 import Document, Path, Plain

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

JsonSchema = dict[str, Any]
Definitions = dict[str, JsonSchema]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST_YEAR = 1900


class Refused(Exception):
    """A value was refused; what is wrong with it is already recorded."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a document, with the way to it."""

    document: Document
    path: Path
    value: Plain

    def child(self, step: str | int) -> "Node":
        """Give the node of a key or a list position that exists."""
        inner = self.value[step]  # type: ignore[index] # the caller looked
        return Node(self.document, (*self.path, step), inner)

    def note(self, code: str, message: str, *, at_key: bool = False, offset: int = 0) -> None:
        """Record a fault at the value, ``offset`` characters into it, or at its key."""
        document = self.document
        place = document.key_place(self.path) if at_key else document.place(self.path, offset)
        document.issues.append(Issue(place, code, message))

    def refuse(self, code: str, message: str, *, at_key: bool = False, offset: int = 0) -> NoReturn:
        """Record a fault and give the value up."""
        self.note(code, message, at_key=at_key, offset=offset)
        raise Refused

    @property
    def label(self) -> str:
        """Name the value for a message: ``'title'`` or ``item 2 of 'tags'``."""
        if not self.path:
            return "the file"
        last = self.path[-1]
        if isinstance(last, str):
            return quoted(last)
        owner = next((quoted(step) for step in reversed(self.path) if isinstance(step, str)), "")
        return f"item {last + 1} of {owner or 'the list'}"


def seen(value: Plain) -> str:
    """Name a value for a message by what it is."""
    match value:
        case None:
            return "null"
        case bool():
            return f"the truth value {str(value).lower()}"
        case int() | Decimal():
            return f"the number {value}"
        case str():
            return f"the text {quoted(value)}"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a mapping" if value else "an empty mapping"


class Shape(ABC, Generic[T_co]):
    """What one value may be."""

    @abstractmethod
    def read(self, node: Node) -> T_co:
        """Read the node, or record what is wrong and raise `Refused`."""

    @abstractmethod
    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write the JSON Schema; shapes with a name are put into ``definitions`` once."""


@dataclass(frozen=True)
class Text(Shape[str]):
    """Text that is not blank; with a pattern, text of one form."""

    pattern: str | None = None
    form: str = "text"
    length_max: int = 2000
    hint: str = " Correct it"

    def read(self, node: Node) -> str:
        """Read text; a number in its place is told to be quoted."""
        value = node.value
        if not isinstance(value, str):
            is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
            todo = f'Quote it, "{value}"' if is_number else "Write text"
            node.refuse("RB014", f"{node.label} must be {self.form}, not {seen(value)}. {todo}")
        if not value.strip():
            node.refuse("RB014", f"{node.label} must be {self.form}, and it is blank. Fill it in")
        if len(value) > self.length_max:
            node.refuse(
                "RB016",
                f"{node.label} has {len(value)} characters: at most {self.length_max} are "
                "allowed. Shorten it",
            )
        if self.pattern is not None and re.fullmatch(self.pattern, value) is None:
            node.refuse(
                "RB016", f"{node.label} is {quoted(value)}: {self.form} is expected.{self.hint}"
            )
        return value.strip()

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write a string schema."""
        found: JsonSchema = {"type": "string", "minLength": 1}
        return {**found, "pattern": f"^(?:{self.pattern})$"} if self.pattern else found


@dataclass(frozen=True)
class Choice(Shape[str]):
    """One word of a closed list."""

    allowed: tuple[str, ...]

    def read(self, node: Node) -> str:
        """Read one of the words."""
        value = node.value
        if not isinstance(value, str) or value not in self.allowed:
            hint = did_you_mean(value, self.allowed) if isinstance(value, str) else ""
            node.refuse(
                "RB015",
                f"{node.label} is {seen(value)}: allowed are {listed(self.allowed)}."
                f"{hint or ' Choose one'}",
            )
        return value

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write an enumeration."""
        return {"enum": list(self.allowed)}


@dataclass(frozen=True)
class Flag(Shape[bool]):
    """True or false."""

    def read(self, node: Node) -> bool:
        """Read true or false; words such as yes are text and refused."""
        if not isinstance(node.value, bool):
            node.refuse(
                "RB014", f"{node.label} must be true or false, not {seen(node.value)}. Write one"
            )
        return node.value

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Number(Shape[Decimal]):
    """A decimal within bounds; also as quoted digits, for factors with many of them."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 15
    is_whole: bool = False

    def read(self, node: Node) -> Decimal:
        """Read a number exactly."""
        value = node.value
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?", value):
            value = Decimal(value)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            node.refuse(
                "RB014", f"{node.label} must be a number, not {seen(value)}. Write plain digits"
            )
        number = Decimal(value)
        if not self.least <= number <= self.most:
            node.refuse(
                "RB016",
                f"{node.label} is {value}: it must lie between {self.least} and {self.most:f}. "
                "Correct it",
            )
        if self.is_whole and number != number.to_integral_value():
            node.refuse("RB016", f"{node.label} is {value}: a whole number is expected. Round it")
        return number

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write a number, or digits as text."""
        return {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}]
        }


@dataclass(frozen=True)
class Day(Shape[date]):
    """A day of the calendar, ``YYYY-MM-DD``."""

    def read(self, node: Node) -> date:
        """Read a day that exists and does not lie before 1900."""
        value = node.value
        if not isinstance(value, str):
            node.refuse("RB014", f"{node.label} must be a day, not {seen(value)}. Write YYYY-MM-DD")
        day = parse_day(value)
        if day is None:
            node.refuse(
                "RB016",
                f"{node.label} is {quoted(value)}: a day that exists is expected, as YYYY-MM-DD, "
                f"not before {EARLIEST_YEAR}. Write it as in 2019-03-14",
            )
        return day

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write a date string."""
        return {"type": "string", "format": "date"}


def parse_day(text: str) -> date | None:
    """Read ``YYYY-MM-DD``; nothing else is a day."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= EARLIEST_YEAR else None


@dataclass(frozen=True)
class Nullable(Shape[T | None], Generic[T]):
    """The inner shape, or null."""

    inner: Shape[T]

    def read(self, node: Node) -> T | None:
        """Read null as None, anything else through the inner shape."""
        return None if node.value is None else self.inner.read(node)

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write the inner schema or null."""
        return {"anyOf": [self.inner.schema(definitions), {"type": "null"}]}


@dataclass(frozen=True)
class Anything(Shape[Plain]):
    """Any plain value, kept as it is."""

    def read(self, node: Node) -> Plain:
        """Give the value itself."""
        return node.value

    def schema(self, definitions: Definitions) -> JsonSchema:  # noqa: ARG002 - one signature
        """Write the schema that allows everything."""
        return {}


def read_document(shape: Shape[T], document: Document) -> T | None:
    """Read a whole document; None where it has faults, which then stand in its issues."""
    if not document.is_read:
        return None
    try:
        return shape.read(Node(document, (), document.value))
    except Refused:
        return None
