from decimal import Decimal
from itertools import pairwise
from textwrap import dedent

import pytest
import yaml

from monitor.rulebook.issues import Place
from monitor.rulebook.yaml12 import Document, Limits, read_yaml


def read(text: str, **kwargs: object) -> Document:
    return read_yaml(dedent(text).encode(), "x.yaml", **kwargs)  # type: ignore[arg-type]


def told(document: Document) -> list[str]:
    return [f"{issue.place.line}:{issue.place.column} {issue.code}" for issue in document.issues]


def test_the_three_values_that_plain_pyyaml_corrupts_survive() -> None:
    document = read('country: NO\ncode: "0303"\ntime: "12:30:00"\n')
    assert document.value == {"country": "NO", "code": "0303", "time": "12:30:00"}
    assert document.issues == []
    plain = yaml.safe_load("country: NO\ncode: 0303\ntime: 12:30:00\n")
    assert plain == {"country": False, "code": 195, "time": 45000}


def test_values_are_plain_and_exact() -> None:
    document = read("a: [1, 500_000, 7.33, true, null, text, 2019-03-14]\n")
    assert document.value == {"a": [1, 500_000, Decimal("7.33"), True, None, "text", "2019-03-14"]}


def test_every_key_and_value_has_its_line_and_column() -> None:
    document = read("a: 1\nb:\n  - c: x\n    d: [y, zz]\n")
    assert document.key_place(("a",)) == Place("x.yaml", 1, 1)
    assert document.place(("a",)) == Place("x.yaml", 1, 4)
    assert document.place(("b", 0)) == Place("x.yaml", 3, 5)
    assert document.key_place(("b", 0, "d")) == Place("x.yaml", 4, 5)
    assert document.place(("b", 0, "d", 1)) == Place("x.yaml", 4, 12)
    assert document.place(()) == Place("x.yaml", 1, 1)
    assert document.place(("b", 0, "missing")) == document.place(("b", 0))


def test_offsets_count_inside_text_on_one_line() -> None:
    document = read('a: is_coal and x\nb: "is_coal and x"\nc: >-\n  is_coal\n  and x\n')
    assert document.place(("a",), 12) == Place("x.yaml", 1, 16)
    assert document.place(("b",), 12) == Place("x.yaml", 2, 17)
    assert document.place(("c",), 12) == document.place(("c",))


def test_columns_count_characters_and_not_bytes() -> None:
    document = read("a: {평양: x, b: y}\n")
    assert document.place(("a", "b")) == Place("x.yaml", 1, 15)


def test_a_path_is_given_for_every_value() -> None:
    document = read("a: [1, {b: 2}]\n")
    assert list(document.paths()) == [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b")]


def test_one_run_tells_every_fault() -> None:
    document = read(
        """\
        a: 0303
        a: 1
        on: 2
        b: !!str x
        c: &anchor 1
        d: *anchor
        e:
        """
    )
    assert told(document) == [
        "1:4 RB004",
        "2:1 RB003",
        "3:1 RB005",
        "4:4 RB006",
        "5:4 RB007",
        "6:4 RB007",
        "7:3 RB004",
    ]


def test_the_fast_and_the_plain_parser_agree() -> None:
    text = 'a: {b: [1, "x"], c: 0303}\ntests:\n  - &x {on: 1}\n  - {<<: *x, y: 2}\n'
    fast, plain = read(text), read(text, loader=yaml.SafeLoader)
    assert fast.value == plain.value
    assert fast.issues == plain.issues
    assert [fast.place(p) for p in fast.paths()] == [plain.place(p) for p in plain.paths()]


def test_below_tests_anchors_merge_and_the_key_on_are_allowed() -> None:
    document = read(
        """\
        tests:
          - &base {day: 2019-03-14, route: {on: 2019-03-13}}
          - {<<: *base, day: 2019-03-15}
          - {<<: [*base, {more: 1}], day: 2019-03-16}
          - *base
        """
    )
    base = {"day": "2019-03-14", "route": {"on": "2019-03-13"}}
    assert document.issues == []
    assert document.value == {
        "tests": [
            base,
            {**base, "day": "2019-03-15"},
            {**base, "more": 1, "day": "2019-03-16"},
            base,
        ]
    }


def test_an_own_key_wins_over_a_merged_one_also_when_it_stands_first() -> None:
    document = read("tests:\n  - &x {a: 1, b: 2}\n  - {a: 3, <<: *x}\n")
    assert document.value == {"tests": [{"a": 1, "b": 2}, {"a": 3, "b": 2}]}


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    assert read('a: {"<<": 1}\n').value == {"a": {"<<": 1}}


def test_anchors_on_keys_are_told_too() -> None:
    assert told(read("&a k: 1\n")) == ["1:1 RB007"]


def test_a_broken_alias_causes_no_further_faults() -> None:
    document = read("tests:\n  - {<<: *none, a: 1}\n")
    assert told(document) == ["2:10 RB007"]


@pytest.mark.parametrize("key", ["on", "off", "Yes", "NO", "true", "null", "~", '"on"', '""'])
def test_keys_that_are_truth_values_elsewhere_are_refused(key: str) -> None:
    assert [issue.code for issue in read(f"{key}: 1\n").issues] == ["RB005"]


def test_a_key_that_is_a_clock_or_a_list_is_refused() -> None:
    assert [issue.code for issue in read("12:30: 1\n? [a]\n: b\n").issues] == ["RB005", "RB005"]


def test_a_key_is_written_once_also_in_flow() -> None:
    assert told(read("{a: 1, a: 2}\n")) == ["1:8 RB003"]


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault() -> None:
    document = read_yaml("\ufeffa: 1\r\nb: 2\r\n".encode(), "x.yaml")
    assert document.value == {"a": 1, "b": 2}
    assert document.issues == []


def test_bytes_that_are_not_utf8_are_told_with_their_line() -> None:
    document = read_yaml(b"a: 1\nb: \xff\n", "x.yaml")
    assert told(document) == ["2:1 RB001"]
    assert not document.is_read


def test_control_characters_are_told() -> None:
    document = read_yaml(b"a: \x01\n", "x.yaml")
    assert [issue.code for issue in document.issues] == ["RB002"]


def test_the_plain_parser_tells_what_it_refuses_without_a_mark() -> None:
    document = read_yaml(b"a: \x01\n", "x.yaml", loader=yaml.SafeLoader)
    assert [issue.code for issue in document.issues] == ["RB002"]


def test_syntax_faults_are_told_where_they_are() -> None:
    document = read("a: [1, 2\nb: 3\n")
    assert [issue.code for issue in document.issues] == ["RB002"]
    assert document.issues[0].place.line == 2
    assert not document.is_read


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_a_file_without_content_is_told(text: str) -> None:
    assert [issue.code for issue in read(text).issues] == ["RB008"]


def test_a_second_document_is_told() -> None:
    assert told(read("a: 1\n---\nb: 2\n")) == ["2:1 RB008"]


def test_size_depth_and_repetition_have_limits() -> None:
    limits = Limits(bytes_max=100, depth_max=3, nodes_max=20)
    assert [i.code for i in read(f"a: {'x' * 100}\n", limits=limits).issues] == ["RB009"]
    assert [i.code for i in read("a: [[[1]]]\n", limits=limits).issues] == ["RB009"]
    assert [i.code for i in read(f"a: [{'1, ' * 30}]\n", limits=limits).issues] == ["RB009"]
    bomb = "tests: [&a [1, 1, 1, 1], &b [*a, *a], [*b, *b]]\n"
    assert [i.code for i in read(bomb, limits=limits).issues] == ["RB009"]


def test_a_billion_values_behind_aliases_cost_nothing() -> None:
    letters = "abcdefghij"
    lines = ["  - &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"  - &{letter} [{', '.join([f'*{before}'] * 10)}]" for before, letter in pairwise(letters)
    ]
    document = read("tests:\n" + "\n".join(lines) + "\n")
    assert [issue.code for issue in document.issues] == ["RB009"]
    assert document.value is None
