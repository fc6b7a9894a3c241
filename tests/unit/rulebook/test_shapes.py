from decimal import Decimal

import pytest

from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.shapes import (
    Anything,
    Choice,
    Day,
    Definitions,
    Flag,
    Node,
    Nullable,
    Number,
    Shape,
    Text,
    parse_day,
    read_document,
    seen,
)
from monitor.rulebook.yaml12 import Document, read_yaml


def read(shape: Shape[object], text: str) -> tuple[object, list[str]]:
    document = read_yaml(f"v: {text}\n".encode(), "x.yaml")
    whole: Record[object] = Record(build=lambda v: v, keys={"v": Key(shape)})
    return read_document(whole, document), [issue.message for issue in document.issues]


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Text(), "  some text ", "some text"),
        (Text(r"[a-z]+", "a word"), "word", "word"),
        (Choice(("a", "b")), "b", "b"),
        (Flag(), "false", False),
        (Number(), "5", Decimal(5)),
        (Number(), '"0.000001"', Decimal("0.000001")),
        (Day(), "2019-03-14", parse_day("2019-03-14")),
        (Nullable(Day()), "null", None),
        (ListOf(Flag(), least=0), "[]", ()),
        (ListOf(Text()), "[a, b]", ("a", "b")),
        (MapOf(Flag()), "{a: true}", {"a": True}),
        (Anything(), "[1, {a: b}]", [1, {"a": "b"}]),
    ],
)
def test_what_fits_is_read(shape: Shape[object], text: str, value: object) -> None:
    assert read(shape, text) == (value, [])


@pytest.mark.parametrize(
    ("shape", "text", "words"),
    [
        (Text(), "5", "must be text, not the number 5. Quote it"),
        (Text(), "true", "not the truth value true"),
        (Text(), '"  "', "it is blank"),
        (Text(length_max=3), "long", "has 4 characters: at most 3"),
        (Text(r"[a-z]+", "a word"), "A1", "'v' is 'A1': a word is expected. Correct it"),
        (Choice(("alpha", "beta")), "alphaa", "Did you mean 'alpha'?"),
        (Choice(("alpha", "beta")), "5", "is the number 5: allowed are alpha, beta. Choose one"),
        (Flag(), "yes", "must be true or false, not the text 'yes'"),
        (Number(), "many", "must be a number"),
        (Number(), "true", "must be a number"),
        (Number(), "-1", "must lie between 0"),
        (Number(is_whole=True), "1.5", "a whole number"),
        (Day(), "5", "must be a day, not the number 5"),
        (Day(), "2019-02-29", "a day that exists"),
        (Day(), "1899-12-31", "not before 1900"),
        (Day(), "14.03.2019", "a day that exists"),
        (ListOf(Text()), "a", "must be a list"),
        (ListOf(Text()), "[]", "has 0 items"),
        (ListOf(Text()), "[a, a]", "'a' stands twice"),
        (MapOf(Flag()), "[]", "must be a mapping"),
        (MapOf(Flag()), "{}", "is empty"),
        (MapOf(Flag()), "{A B: true}", "the key 'A B' in 'v' is not of the form"),
        (Record(build=dict, keys={"a": Key(Text())}), "x", "with the keys a, not the text 'x'"),
        (Record(build=dict, keys={"a": Key(Text())}), "{}", "the key 'a' is missing in 'v'"),
        (Record(build=dict, keys={"a": optional(Text())}), "{b: 1}", "unknown key 'b' in 'v'"),
    ],
)
def test_what_does_not_fit_is_told(shape: Shape[object], text: str, words: str) -> None:
    value, messages = read(shape, text)
    assert value is None
    assert any(words in message for message in messages), messages


def test_every_fault_of_a_record_is_told_at_once() -> None:
    shape: Shape[object] = Record(
        build=dict,
        is_ordered=True,
        keys={"a": Key(Flag()), "b": Key(Flag(), "the second"), "c": optional(ListOf(Flag()))},
    )
    value, messages = read(shape, "{c: [1, true, 2], a: 3, x: 1}")
    assert value is None
    assert len(messages) == 6
    assert "the key 'b' (the second) is missing in 'v'. Add it" in messages


def test_labels_name_what_is_meant() -> None:
    document = Document("x.yaml", {"a": [1]})
    assert Node(document, (), document.value).label == "the file"
    assert Node(document, ("a", 0), 1).label == "item 1 of 'a'"
    assert Node(document, (3,), 1).label == "item 4 of the list"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (False, "the truth value false"),
        (3, "the number 3"),
        ("x", "the text 'x'"),
        ([], "an empty list"),
        ([1], "a list"),
        ({}, "an empty mapping"),
        ({"a": 1}, "a mapping"),
    ],
)
def test_values_are_named_by_what_they_are(value: object, words: str) -> None:
    assert seen(value) == words  # type: ignore[arg-type]


def test_shapes_write_their_json_schema() -> None:
    definitions: Definitions = {}
    inner: Shape[object] = Record(
        build=dict, name="inner", keys={"a": Key(Text(r"[a-z]"), "a letter")}
    )
    shape: Shape[object] = Record(
        build=dict,
        keys={
            "first": Key(inner),
            "second": optional(Nullable(inner)),
            "third": optional(MapOf(Anything())),
        },
    )
    written = shape.schema(definitions)
    assert written["required"] == ["first"]
    assert written["properties"]["first"] == {"$ref": "#/$defs/inner"}
    assert written["properties"]["second"]["anyOf"][1] == {"type": "null"}
    assert definitions["inner"]["properties"]["a"]["description"] == "a letter"


def test_a_document_that_was_not_read_gives_nothing() -> None:
    assert read_document(Text(), Document("x.yaml")) is None
