from decimal import Decimal

import pytest

from monitor.web.pages.prose import blocks, cells
from monitor.web.pages.share import share_of
from monitor.web.pages.tree import SHOWN_ITEMS, Deciding, Node, tree_of
from monitor.web.wording import grouped, words

FINDING = {
    "subjects": ["goods/0"],
    "evidence": [{"path": "goods/0/hs_code", "value": "270112", "says": "HS 2701 is coal"}],
}


def test_a_runbook_is_cut_into_blocks_without_markup() -> None:
    text = "# Meaning\nCoal is **barred**.\n\n1. Hold the cargo.\n2. Read `vessel/imo`\n   twice.\n"
    assert list(blocks(text)) == [
        ("heading", ["Meaning"]),
        ("paragraph", ["Coal is barred."]),
        ("steps", ["Hold the cargo.", "Read vessel/imo twice."]),
    ]


def test_lists_links_and_code_of_a_runbook_are_plain_text() -> None:
    text = "- [form](https://example.org)\n- two\n```\nx = <y>\n```\nend"
    assert list(blocks(text)) == [
        ("list", ["form", "two"]),
        ("code", ["x = <y>"]),
        ("paragraph", ["end"]),
    ]


def test_a_table_of_a_runbook_is_cut_into_cells() -> None:
    ((kind, rows),) = blocks("| day | paragraph |\n| --- | :-: |\n| 2017 | `2371:8` |")
    assert kind == "table"
    assert cells(rows) == [["day", "paragraph"], ["2017", "2371:8"]]


@pytest.mark.parametrize(
    ("total", "tone", "over"),
    [("0", "calm", False), ("375000", "warm", False), ("450000", "near", False),
     ("500000", "near", False), ("500001", "over", True), ("9999999", "over", True)],
)  # fmt: skip
def test_a_bar_changes_its_tone_at_each_step(total: str, tone: str, over: bool) -> None:
    share = share_of(total, "500000", "barrel", (75, 90, 95, 100))
    assert (share.tone, share.is_over) == (tone, over)
    assert 0 <= share.width <= 100


def test_what_remains_is_never_below_zero() -> None:
    assert share_of("600000", "500000", "barrel", ()).remaining == 0


def test_deciding_fields_and_subjects_are_marked_where_they_stand() -> None:
    event = {"goods": [{"hs_code": "270112", "description": "coal"}], "source": "x"}
    source, goods = tree_of(event, Deciding.of([FINDING]))
    line = goods.children[0]
    assert source.name == "source"
    assert line.is_subject
    assert line.children[0].says == ("HS 2701 is coal",)
    assert line.children[1].says == ()


def test_a_long_list_shows_its_beginning_and_what_decided() -> None:
    deciding = Deciding.of([{**FINDING, "subjects": ["goods/9000"]}])
    (goods,) = tree_of({"goods": [{"hs_code": "01"}] * 10_000}, deciding)
    assert goods.children[-1] == Node(
        "9001", "goods/9000", None, is_subject=True,
        children=(Node("hs_code", "goods/9000/hs_code", "01"),),
    )  # fmt: skip
    assert goods.left_out == 10_000 - SHOWN_ITEMS - 1


def test_values_are_written_as_they_were_given() -> None:
    nodes = tree_of({"a": Decimal("1200.50"), "b": True, "c": 7}, Deciding.of([]))
    assert [node.value for node in nodes] == ["1200.50", "yes", "7"]


def test_numbers_are_grouped_without_loss() -> None:
    assert grouped("1234567.250") == "1,234,567.25"
    assert grouped(Decimal(0)) == "0"


def test_names_of_the_machine_become_words() -> None:
    assert words("leaves_dprk") == "leaves DPRK"
