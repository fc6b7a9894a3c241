"""Readers for lists, mappings and records with fixed keys, made of other readers."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

from monitor.rulebook.issues import did_you_mean, listed, quoted
from monitor.rulebook.shapes import Definitions, JsonSchema, Node, Refused, Shape, seen
from monitor.rulebook.yaml12 import Plain

T = TypeVar("T")


@dataclass(frozen=True)
class ListOf(Shape[tuple[T, ...]], Generic[T]):
    """A list; every item has the same shape, and text items do not repeat."""

    inner: Shape[T]
    least: int = 1
    most: int = 5000

    def read(self, node: Node) -> tuple[T, ...]:
        """Read every item, recording the faults of all of them."""
        value = node.value
        if not isinstance(value, list):
            node.refuse(
                "RB014", f"{node.label} must be a list, not {seen(value)}. Write [one, two]"
            )
        if not self.least <= len(value) <= self.most:
            node.refuse(
                "RB016",
                f"{node.label} has {len(value)} items: {self.least} to {self.most} are allowed. "
                "Add or remove some",
            )
        self._check_repeats(node, value)
        return tuple(_each(self.inner, [node.child(index) for index in range(len(value))]))

    def _check_repeats(self, node: Node, items: list[Plain]) -> None:
        first: dict[str, int] = {}
        for index, item in enumerate(items):
            if isinstance(item, str) and first.setdefault(item, index) != index:
                node.child(index).note(
                    "RB016", f"{quoted(item)} stands twice in {node.label}: once is enough"
                )

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write an array."""
        return {"type": "array", "items": self.inner.schema(definitions), "minItems": self.least}


def _each(shape: Shape[T], nodes: Sequence[Node]) -> list[T]:
    """Read every node; refuse only after all of them were looked at."""
    found: list[T] = []
    for node in nodes:
        try:
            found.append(shape.read(node))
        except Refused:
            continue
    if len(found) != len(nodes):
        raise Refused
    return found


@dataclass(frozen=True)
class MapOf(Shape[dict[str, T]], Generic[T]):
    """A mapping with keys of one form and values of one shape."""

    inner: Shape[T]
    key_pattern: str = r"[a-z0-9][a-z0-9_.-]*"
    key_form: str = "small letters, digits, '-', '_' and '.'"
    least: int = 1

    def read(self, node: Node) -> dict[str, T]:
        """Read every value, recording the faults of all of them."""
        value = node.value
        if not isinstance(value, dict):
            node.refuse(
                "RB014", f"{node.label} must be a mapping, not {seen(value)}. Write key: value"
            )
        if len(value) < self.least:
            node.refuse("RB016", f"{node.label} is empty: at least one key is needed. Add it")
        bad = [key for key in value if re.fullmatch(self.key_pattern, key) is None]
        for key in bad:
            node.child(key).note(
                "RB016",
                f"the key {quoted(key)} in {node.label} is not of the form {self.key_form}. "
                "Rename it",
                at_key=True,
            )
        values = _each(self.inner, [node.child(key) for key in value])
        if bad:
            raise Refused
        return dict(zip(value, values, strict=True))

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write an object with a key pattern."""
        inner = self.inner.schema(definitions)
        return {
            "type": "object",
            "patternProperties": {f"^(?:{self.key_pattern})$": inner},
            "additionalProperties": False,
            "minProperties": self.least,
        }


@dataclass(frozen=True)
class Key:
    """One key of a record: its shape, whether it must be there, and what it means."""

    shape: Shape[Any]
    meaning: str = ""
    is_required: bool = True
    default: object = None
    attribute: str = ""


def optional(shape: Shape[Any], meaning: str = "", default: object = None) -> Key:
    """Make a key that may be left out."""
    return Key(shape, meaning, is_required=False, default=default)


@dataclass(frozen=True)
class Record(Shape[T], Generic[T]):
    """A mapping with fixed keys; unknown ones are faults, and the order may be fixed too."""

    build: Callable[..., T]
    keys: Mapping[str, Key]
    name: str = ""
    is_ordered: bool = False
    check: Callable[[Node, Mapping[str, Plain]], None] | None = None

    def read(self, node: Node) -> T:
        """Read every key, recording the faults of all of them, then build the value."""
        value = node.value
        if not isinstance(value, dict):
            keys = listed(self.keys, 6)
            node.refuse(
                "RB014",
                f"{node.label} must be a mapping with the keys {keys}, not {seen(value)}. Write it",
            )
        faults_before = len(node.document.issues)
        self._check_keys(node, value)
        arguments = self._arguments(node, value)
        if self.check is not None:
            self.check(node, value)
        if arguments is None or len(node.document.issues) > faults_before:
            raise Refused
        return self.build(**arguments)

    def _check_keys(self, node: Node, value: Mapping[str, Plain]) -> None:
        for key in value:
            if key not in self.keys:
                node.child(key).note("RB011", self._unknown(node, key), at_key=True)
        missing = [name for name, key in self.keys.items() if key.is_required and name not in value]
        for name in missing:
            meaning = f" ({self.keys[name].meaning})" if self.keys[name].meaning else ""
            node.note("RB012", f"the key '{name}'{meaning} is missing in {node.label}. Add it")
        if self.is_ordered:
            self._check_order(node, [key for key in value if key in self.keys])

    def _unknown(self, node: Node, key: str) -> str:
        hint = did_you_mean(key, self.keys) or " Remove it"
        return f"unknown key {quoted(key)} in {node.label}: allowed are {listed(self.keys)}.{hint}"

    def _check_order(self, node: Node, present: Sequence[str]) -> None:
        ranks = {name: rank for rank, name in enumerate(self.keys)}
        for before, key in pairwise(present):
            if ranks[key] < ranks[before]:
                node.child(key).note(
                    "RB013",
                    f"the key '{key}' stands after '{before}': the order is {listed(self.keys, 40)}. "
                    f"Move it before '{before}'",
                    at_key=True,
                )

    def _arguments(self, node: Node, value: Mapping[str, Plain]) -> dict[str, Any] | None:
        arguments: dict[str, Any] = {}
        is_complete = True
        for name, key in self.keys.items():
            attribute = key.attribute or name
            if name not in value:
                arguments[attribute] = key.default
                continue
            try:
                arguments[attribute] = key.shape.read(node.child(name))
            except Refused:
                is_complete = False
        return arguments if is_complete else None

    def schema(self, definitions: Definitions) -> JsonSchema:
        """Write an object; a record with a name is written once and referred to."""
        if self.name and self.name in definitions:
            return {"$ref": f"#/$defs/{self.name}"}
        if self.name:
            definitions[self.name] = {}
        properties: dict[str, JsonSchema] = {}
        for name, key in self.keys.items():
            inner = key.shape.schema(definitions)
            properties[name] = {"description": key.meaning, **inner} if key.meaning else inner
        written: JsonSchema = {
            "type": "object",
            "properties": properties,
            "required": [name for name, key in self.keys.items() if key.is_required],
            "additionalProperties": False,
        }
        if not self.name:
            return written
        definitions[self.name] = written
        return {"$ref": f"#/$defs/{self.name}"}
