"""Values mean the same on both engines."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from alerts.columns import AsciiJson, Bytes, HostileText, JsonText, Utc, is_storable
from monitor.errors import StoreError

DIALECT = sqlite.dialect()
any_text = st.text(st.characters(codec=None), max_size=30)


def test_an_instant_is_kept_in_utc() -> None:
    moscow = datetime(2026, 3, 14, 2, 30, tzinfo=timezone(timedelta(hours=3)))
    kept = Utc().process_bind_param(moscow, DIALECT)
    assert kept == datetime(2026, 3, 13, 23, 30, tzinfo=UTC)
    assert kept is not None
    assert kept.utcoffset() == timedelta(0)
    assert Utc().process_result_value(kept.replace(tzinfo=None), DIALECT) == moscow
    assert Utc().process_result_value(moscow, DIALECT) == kept
    assert Utc().process_bind_param(None, DIALECT) is None
    assert Utc().process_result_value(None, DIALECT) is None


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(StoreError, match="2026-03-14T00:00:00 has no time zone"):
        Utc().process_bind_param(datetime(2026, 3, 14), DIALECT)  # noqa: DTZ001  # on purpose


@given(st.recursive(any_text, lambda inner: st.lists(inner) | st.dictionaries(any_text, inner)))
def test_unchecked_json_survives_as_ascii(value: str | list[object] | dict[str, object]) -> None:
    kept = AsciiJson().process_bind_param([value], DIALECT)
    assert kept is not None
    assert kept.isascii()
    assert "\0" not in kept
    assert AsciiJson().process_result_value(kept, DIALECT) == [value]


@given(any_text)
def test_unchecked_text_survives_as_ascii(value: str) -> None:
    kept = HostileText().process_bind_param(value, DIALECT)
    assert kept is not None
    assert is_storable(kept)
    assert kept.isascii()
    assert HostileText().process_result_value(kept, DIALECT) == value


def test_plain_text_reads_the_same_in_the_database() -> None:
    assert HostileText().process_bind_param("customs-ru b/17", DIALECT) == "customs-ru b/17"
    assert HostileText().process_bind_param(None, DIALECT) is None
    assert HostileText().process_result_value(None, DIALECT) is None


def test_json_keeps_its_order_and_its_letters() -> None:
    value = {"b": "조선", "a": ["\0", 1, None, True]}
    kept = JsonText().process_bind_param(value, DIALECT)
    assert kept == '{"b":"조선","a":["\\u0000",1,null,true]}'
    assert JsonText().process_result_value(kept, DIALECT) == value
    assert JsonText().process_bind_param(None, DIALECT) is None
    assert JsonText().process_result_value(None, DIALECT) is None
    assert AsciiJson().process_bind_param(None, DIALECT) is None


def test_bytes_are_bytes_from_every_driver() -> None:
    view = memoryview(b"{}").tobytes()
    assert Bytes().process_result_value(view, DIALECT) == b"{}"
    assert Bytes().process_result_value(None, DIALECT) is None


@pytest.mark.parametrize(
    ("text", "storable"), [("", True), ("조선 💣", True), ("a\0", False), ("\ud800", False)]
)
def test_text_that_no_engine_holds_is_known(text: str, storable: bool) -> None:
    assert is_storable(text) is storable
