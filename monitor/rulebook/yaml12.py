"""Strict YAML 1.2 subset: plain values, with line and column of every key and value.

Plain PyYAML turns country ``NO`` into false, HS code ``0303`` into 195 and ``12:30:00`` into
45000. This reader stands on its event stream and refuses what is not obvious: odd numbers, tags,
duplicate keys, several documents, and anchors outside ``tests``. It goes on after a fault, so that
one run shows them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from monitor.rulebook.issues import Issue, Place, quoted
from monitor.rulebook.scalars import BOOLEAN_KEYS, AmbiguousScalar, read_plain

Plain = None | bool | int | Decimal | str | list["Plain"] | dict[str, "Plain"]
"""What a document is made of; decimals never pass through a binary float."""

Path = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top."""

TESTS_KEY = "tests"
MERGE_KEY = "<<"
CONTRACT_KEY = "on"
"""The event contract has a key of this name, so the events of embedded cases may have it."""

_FAST_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold; an alias counts with everything that it repeats."""

    bytes_max: int = 1_048_576
    depth_max: int = 24
    nodes_max: int = 100_000


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a key and its value start, from 1; ``inline`` where offsets into the text count."""

    key_line: int
    key_column: int
    line: int
    column: int
    inline: bool = False


@dataclass(slots=True)
class Document:
    """One file's value, where everything in it stands, and what was wrong with it."""

    name: str
    value: Plain = None
    issues: list[Issue] = field(default_factory=list)
    is_read: bool = False
    _marks: dict[int, dict[str | int, Mark]] = field(default_factory=dict, repr=False)
    _root: Mark = Mark(1, 1, 1, 1)

    def mark(self, path: Path) -> Mark:
        """Give the mark of the deepest part of the path that exists."""
        found, value = self._root, self.value
        for step in path:
            marks = self._marks.get(id(value), {})
            if step not in marks:
                break
            found = marks[step]
            value = value[step]  # type: ignore[index] # a marked step exists
        return found

    def key_place(self, path: Path) -> Place:
        """Give where the key at the end of the path stands."""
        mark = self.mark(path)
        return Place(self.name, mark.key_line, mark.key_column)

    def place(self, path: Path, offset: int = 0) -> Place:
        """Give where the value at the path stands, ``offset`` characters into its text."""
        mark = self.mark(path)
        return Place(self.name, mark.line, mark.column + (offset if mark.inline else 0))

    def paths(self) -> Iterator[Path]:
        """Give the path of every value, outer ones first."""
        yield from _walk((), self.value)


def _walk(path: Path, value: Plain) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk((*path, key), inner)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _walk((*path, position), inner)


def read_yaml(
    content: bytes, name: str, *, limits: Limits | None = None, loader: type | None = None
) -> Document:
    """Read one file; what is wrong with it stands in the document's ``issues``.

    Args:
        content: The file's bytes.
        name: The file's name as messages show it.
        limits: Sizes to refuse beyond; the defaults suit rule files.
        loader: The PyYAML loader whose events are read; the fast one where it exists.
    """
    document = Document(name)
    bounds = limits if limits is not None else Limits()
    text = _decoded(content, document, bounds)
    if text is not None:
        _Builder(document, bounds).read(text, loader if loader is not None else _FAST_LOADER)
    return document


def _decoded(content: bytes, document: Document, limits: Limits) -> str | None:
    whole_file = Place(document.name)
    if len(content) > limits.bytes_max:
        message = (
            f"the file has {len(content)} bytes: at most {limits.bytes_max} are read. Split it"
        )
        document.issues.append(Issue(whole_file, "RB009", message))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is not UTF-8: save the file as UTF-8"
        document.issues.append(Issue(Place(document.name, line, 1), "RB001", message))
        return None


class _Stop(Exception):
    """Ends the reading of a file whose rest cannot be trusted."""


@dataclass(slots=True)
class _Anchor:
    value: Plain
    weight: int


class _Builder:
    """Turns one event stream into a document."""

    def __init__(self, document: Document, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self._anchors: dict[str, _Anchor | None] = {}
        self._is_in_tests = False
        self._nodes = 0
        self._depth = 0
        self._events: Iterator[Event] = iter(())

    def read(self, text: str, loader: type) -> None:
        self._events = yaml.parse(text, Loader=loader)
        try:
            self._stream()
        except yaml.MarkedYAMLError as error:
            self._syntax_fault(error)
        except yaml.YAMLError as error:
            # Characters that YAML forbids have no mark in PyYAML's error.
            message = f"the file cannot be read as YAML: {quoted(str(error))}"
            self._document.issues.append(Issue(Place(self._document.name), "RB002", message))
        except _Stop:
            return

    def _stream(self) -> None:
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(
                        event, "RB008", "a second document starts here: a file holds one. Split it"
                    )
                    return
                self._root(next(self._events))
            elif isinstance(event, StreamEndEvent) and documents == 0:
                message = "the file is empty: write the keys that its kind of file needs"
                self._document.issues.append(Issue(Place(self._document.name), "RB008", message))

    def _root(self, event: Event) -> None:
        line, column = _start(event)
        self._document._root = Mark(line, column, line, column)  # noqa: SLF001 - its builder
        self._document.value, _ = self._node(event, top=True)
        self._document.is_read = True

    def _fault(self, event: Event, code: str, message: str) -> None:
        line, column = _start(event)
        self._document.issues.append(Issue(Place(self._document.name, line, column), code, message))

    def _syntax_fault(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        at = (0, 0) if mark is None else (mark.line + 1, mark.column + 1)
        place = Place(self._document.name, *at)
        context = f" {error.context}" if error.context else ""
        message = (
            f"the YAML does not parse here: {error.problem or 'unknown fault'}{context}. "
            "Check indentation, quotes, brackets and colons at and above this line"
        )
        self._document.issues.append(Issue(place, "RB002", message))

    def _count(self, event: Event, weight: int) -> None:
        self._nodes += weight
        if self._nodes > self._limits.nodes_max:
            message = (
                f"the file holds more than {self._limits.nodes_max} values, repeated ones "
                "counted: split it, or repeat less through aliases"
            )
            self._fault(event, "RB009", message)
            raise _Stop

    def _node(self, event: Event, *, top: bool = False) -> tuple[Plain, int]:
        """Build the value that starts with this event; its weight is how many values it holds."""
        if isinstance(event, AliasEvent):
            return self._alias(event)
        self._count(event, 1)
        self._check_tag(event)
        anchor = event.anchor if isinstance(event, ScalarEvent | _COLLECTIONS) else None
        if anchor is not None:
            self._check_anchor(event, anchor)
        before = self._nodes
        if isinstance(event, ScalarEvent):
            value: Plain = self._scalar(event)
        elif isinstance(event, MappingStartEvent):
            value = self._mapping(event, top=top)
        else:
            value = self._sequence(event)
        weight = 1 + self._nodes - before
        if anchor is not None:
            self._anchors[anchor] = _Anchor(value, weight)
        return value, weight

    def _check_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            tag = str(tag).replace("tag:yaml.org,2002:", "!!")
            message = (
                f"the tag {quoted(tag)} is not read: only plain values are. Remove it, and quote "
                "what must be text"
            )
            self._fault(event, "RB006", message)

    def _check_anchor(self, event: Event, anchor: str) -> None:
        if not self._is_in_tests:
            message = (
                f"the anchor '&{anchor}' is not allowed here: anchors and aliases stand only "
                f"below '{TESTS_KEY}'. Write the value out"
            )
            self._fault(event, "RB007", message)
        self._anchors[anchor] = None

    def _alias(self, event: AliasEvent) -> tuple[Plain, int]:
        name = str(event.anchor)
        if not self._is_in_tests:
            message = (
                f"the alias '*{name}' is not allowed here: anchors and aliases stand only below "
                f"'{TESTS_KEY}'. Write the value out"
            )
            self._fault(event, "RB007", message)
        anchor = self._anchors.get(name)
        if anchor is None:
            why = "is still being written" if name in self._anchors else "stands nowhere above"
            message = f"the alias '*{name}' points at nothing: '&{name}' {why}. Define it first"
            self._fault(event, "RB007", message)
            return {}, 1
        self._count(event, anchor.weight)
        return anchor.value, anchor.weight

    def _scalar(self, event: ScalarEvent) -> Plain:
        if not event.implicit[0]:
            return str(event.value)
        try:
            return read_plain(event.value)
        except AmbiguousScalar as error:
            self._fault(event, "RB004", str(error))
            return error.guess

    def _enter(self, event: Event) -> None:
        self._depth += 1
        if self._depth > self._limits.depth_max:
            message = (
                f"values stand more than {self._limits.depth_max} levels deep: flatten the file"
            )
            self._fault(event, "RB009", message)
            raise _Stop

    def _sequence(self, start: Event) -> Plain:
        self._enter(start)
        items: list[Plain] = []
        marks: dict[str | int, Mark] = {}
        for event in self._events:  # pragma: no branch - the parser always ends a list
            if isinstance(event, SequenceEndEvent):
                break
            marks[len(items)] = _mark(event, event)
            items.append(self._node(event)[0])
        self._depth -= 1
        self._document._marks[id(items)] = marks  # noqa: SLF001 - its builder
        return items

    def _mapping(self, start: Event, *, top: bool) -> Plain:
        self._enter(start)
        found: dict[str, Plain] = {}
        merged: dict[str, Plain] = {}
        marks: dict[str | int, Mark] = {}
        for key_event in self._events:  # pragma: no branch - the parser always ends a mapping
            if isinstance(key_event, MappingEndEvent):
                break
            key = self._key(key_event)
            if top:
                self._is_in_tests = key == TESTS_KEY
            value_event = next(self._events)
            value, _ = self._node(value_event)
            if key is None:
                continue
            if key == MERGE_KEY and _is_plain(key_event):
                self._merge(key_event, value, merged)
                marks.update({name: _mark(key_event, value_event) for name in merged})
            elif key in found:
                self._duplicate(key_event, key, marks[key])
            else:
                found[key] = value
                marks[key] = _mark(key_event, value_event)
        self._depth -= 1
        whole = {**found, **{key: merged[key] for key in merged if key not in found}}
        self._document._marks[id(whole)] = marks  # noqa: SLF001 - its builder
        return whole

    def _duplicate(self, event: Event, key: str, first: Mark) -> None:
        message = (
            f"the key {quoted(key)} stands twice, first in line {first.key_line}: each key once. "
            "Remove one"
        )
        self._fault(event, "RB003", message)

    def _key(self, event: Event) -> str | None:
        if not isinstance(event, ScalarEvent):
            message = "a key must be a word: lists, mappings and aliases are no keys. Write a word"
            self._fault(event, "RB005", message)
            self._node(event)
            return None
        self._count(event, 1)
        self._check_tag(event)
        if event.anchor is not None:
            self._check_anchor(event, event.anchor)
        return self._checked_key(event)

    def _checked_key(self, event: ScalarEvent) -> str | None:
        text = str(event.value)
        is_contract_key = text == CONTRACT_KEY and self._is_in_tests
        if (text.lower() in BOOLEAN_KEYS or text == "") and not is_contract_key:
            message = (
                f"the key {quoted(text)} is a truth value or nothing for older YAML readers: "
                "use another word"
            )
            self._fault(event, "RB005", message)
            return None
        if not _is_plain(event):
            return text
        try:
            value = read_plain(text)
        except AmbiguousScalar as error:
            self._fault(event, "RB005", f"the key cannot be read: {error}")
            return None
        if not isinstance(value, str):
            message = f'the key {text} is a number: keys are text. Quote it, "{text}"'
            self._fault(event, "RB005", message)
            return None
        return text

    def _merge(self, event: Event, value: Plain, merged: dict[str, Plain]) -> None:
        if not self._is_in_tests:
            message = (
                f"the merge key '<<' is not allowed here: it stands only below '{TESTS_KEY}'. "
                "Write the keys out"
            )
            self._fault(event, "RB007", message)
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                message = (
                    "the merge key '<<' takes an alias of a mapping. Write it as in '<<: *name'"
                )
                self._fault(event, "RB007", message)
                continue
            for key, inner in source.items():
                merged.setdefault(key, inner)


_COLLECTIONS = MappingStartEvent | SequenceStartEvent


def _is_plain(event: Event) -> bool:
    return isinstance(event, ScalarEvent) and bool(event.implicit[0])


def _start(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _mark(key: Event, value: Event) -> Mark:
    key_line, key_column = _start(key)
    line, column = _start(value)
    start, end = value.start_mark, value.end_mark
    if not isinstance(value, ScalarEvent) or start is None or end is None:
        return Mark(key_line, key_column, line, column)
    quote_width = end.column - start.column - len(value.value)
    # Offsets count only where the text stands as it is on one line, bare or within two quotes.
    is_inline = end.line == start.line and quote_width in {0, 2}
    return Mark(key_line, key_column, line, column + (quote_width == 2 and is_inline), is_inline)
