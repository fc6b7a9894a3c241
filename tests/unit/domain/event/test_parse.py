from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.canonical import canonical_json
from monitor.domain.event import (
    CommitteeReport,
    Engagement,
    EventRejected,
    Payment,
    Shipment,
    VesselActivity,
    content_hash,
    parse_event,
    read_json,
)
from tests.hostile_inputs import HOSTILE, KEPT, Hostile, good, line

INTAKE = date(2026, 11, 22)


def _hash(**changes: Any) -> str:
    return parse_event(line(**changes), INTAKE).content_hash


def _answers(raw: bytes) -> bool:
    """Tell whether the bytes were read, or refused with reasons that say something."""
    try:
        return parse_event(raw, INTAKE).content_hash.startswith("sha256:")
    except EventRejected as refused:
        return bool(refused.reasons) and all(reason.message for reason in refused.reasons)


@pytest.mark.parametrize("bad", HOSTILE, ids=lambda bad: bad.name)
def test_a_bad_input_is_refused_with_path_and_message(bad: Hostile) -> None:
    with pytest.raises(EventRejected) as refused:
        parse_event(bad.raw, INTAKE)
    said = [(reason.path, reason.message) for reason in refused.value.reasons]
    assert any(path == bad.path and bad.says in message for path, message in said), said
    assert all(message and len(message) <= 400 for _, message in said)


@pytest.mark.parametrize(("name", "raw"), KEPT, ids=[name for name, _ in KEPT])
def test_an_oddity_of_the_contract_is_kept(name: str, raw: bytes) -> None:
    assert parse_event(raw, INTAKE).event.source == "hostile-test"


def test_every_fault_of_an_event_is_named_at_once() -> None:
    with pytest.raises(EventRejected) as refused:
        parse_event(line(colour="red", occurred_on="2024-02-30", stage="dreamt"), INTAKE)
    assert {reason.path for reason in refused.value.reasons} == {"colour", "occurred_on", "stage"}
    assert (refused.value.source, refused.value.event_id) == ("hostile-test", "bad-1")


def test_at_most_fifty_faults_are_named() -> None:
    with pytest.raises(EventRejected) as refused:
        parse_event(line(goods=[{} for _ in range(5_000)]), INTAKE)
    assert len(refused.value.reasons) == 50


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_event(b"\xef\xbb\xbf" + line(), INTAKE).event.event_id == "bad-1"


def test_a_line_of_exactly_one_mebibyte_is_read() -> None:
    filler = 1_048_576 - len(line(extensions={"filler": ""}))
    raw = line(extensions={"filler": "x" * filler})
    assert len(raw) == 1_048_576
    assert parse_event(raw, INTAKE).event.event_id == "bad-1"


def test_an_event_a_year_ahead_is_kept_and_a_day_more_is_refused() -> None:
    assert parse_event(line(occurred_on="2027-11-23"), INTAKE).event.event_id == "bad-1"
    with pytest.raises(EventRejected):
        parse_event(line(occurred_on="2027-11-24"), INTAKE)


def test_replay_does_not_test_the_future_again() -> None:
    assert parse_event(line(occurred_on="2099-01-01"), None).event.event_id == "bad-1"


def test_an_instant_is_reduced_to_its_day_in_utc() -> None:
    event = parse_event(line(occurred_on="2024-05-02T23:30:00-05:00"), INTAKE).event
    assert event.occurred_on == date(2024, 5, 3)


def test_amounts_are_decimals_and_never_floats() -> None:
    raw = line(goods=[{"hs_code": "09", "quantity": {"value": 0.1, "unit": "kg"}}])
    event = parse_event(raw, INTAKE).event
    assert isinstance(event, Shipment)
    quantity = event.goods[0].quantity
    assert quantity is not None
    assert quantity.value == Decimal("0.1")


@pytest.mark.parametrize(
    ("kind", "model", "keys"),
    [
        ("shipment", Shipment, {}),
        (
            "payment",
            Payment,
            {
                "goods": ...,
                "route": ...,
                "amount": {"amount": "5", "currency": "EUR"},
                "parties": [{"role": "creditor", "name": "A"}],
            },
        ),
        (
            "vessel_activity",
            VesselActivity,
            {"goods": ..., "route": ..., "activity": "encounter", "vessel": {"imo": "9000001"}},
        ),
        ("engagement", Engagement, {"goods": ..., "route": ..., "activity": "training"}),
        (
            "committee_report",
            CommitteeReport,
            {
                "goods": ...,
                "route": ...,
                "commodity": "crude_oil",
                "supplier_country": "CN",
                "period": {"from": "2024-01-01", "to": "2024-01-31"},
                "quantity": {"value": "1", "unit": "t"},
            },
        ),
    ],
)
def test_each_kind_is_read_as_its_own_model(kind: str, model: type, keys: dict[str, Any]) -> None:
    assert isinstance(parse_event(line(kind=kind, **keys), INTAKE).event, model)


def test_key_order_nulls_defaults_and_trailing_zeros_do_not_change_the_content() -> None:
    quantity = {"value": "1200.50", "unit": "kg"}
    first = line(goods=[{"hs_code": "09", "quantity": quantity}])
    event = good("bad-1", goods=[{"quantity": {"unit": "kg", "value": 1200.5}, "hs_code": "09"}])
    other = dict(reversed(event.items())) | {"stage": "declared", "notes": None, "parties": []}
    second = json.dumps(other, indent=1).encode()
    assert parse_event(first, INTAKE).content_hash == parse_event(second, INTAKE).content_hash


@pytest.mark.parametrize(
    "changes",
    [
        {"notes": "x"},
        {"stage": "loaded"},
        {"occurred_on": "2024-05-03"},
        {"event_id": "bad-2"},
        {"extensions": {"a": 1}},
        {"goods": [{"hs_code": "0901"}]},
    ],
)
def test_any_other_value_changes_the_content(changes: dict[str, Any]) -> None:
    assert _hash(**changes) != _hash()


def test_what_is_below_extensions_counts_by_value_too() -> None:
    first = b'{"extensions": {"a": {"x": 1.50, "y": [{"p": 1, "q": 2.0}]}, "b": 1}}'
    second = b'{"extensions": {"b": 1, "a": {"y": [{"q": 2.00, "p": 1}], "x": 1.5}}}'
    hashes = {_hash(**json.loads(text)) for text in (first, second)}
    assert len(hashes) == 1
    assert _hash(extensions={"a": [1, 2]}) != _hash(extensions={"a": [2, 1]})


def test_the_digest_of_a_content_is_the_same_in_every_release() -> None:
    goods = [{"hs_code": "270112", "quantity": {"value": "1200.50", "unit": "t"}}]
    place = {"country": "KP", "locode": "KPNAM", "lat": "38.70", "on": "2024-05-01"}
    parties = [{"role": "consignor", "name": "EXAMPLE", "birth_date": "1970-01-01"}]
    relations = [{"event_id": "bad-0", "as": "same_cargo"}]
    changes = {"goods": goods, "route": {"loading": place}, "relates_to": relations}
    assert _hash(**changes, parties=parties, reported_at="2024-05-02T10:00:00+02:00") == (
        "sha256:bc9d063d71bca941cea1f0465ce15520b480904a72750381a94ff5775d82d477"
    )


def test_reading_what_was_written_gives_the_same_content() -> None:
    parsed = parse_event(line(notes="조선 \U0001f6a2"), INTAKE)
    written = canonical_json(parsed.event.model_dump(by_alias=True, exclude_defaults=True))
    assert parse_event(written, INTAKE).content_hash == content_hash(parsed.event)


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_parse_or_be_refused(raw: bytes) -> None:
    assert _answers(raw)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=10), inside, max_size=3)
    ),
    max_leaves=8,
)
KEYS = sorted(
    set(Shipment.model_fields) | set(Payment.model_fields) | set(VesselActivity.model_fields)
)


@given(
    st.sampled_from(["shipment", "payment", "vessel_activity", "engagement", "committee_report"]),
    st.dictionaries(st.sampled_from(KEYS), JSON_VALUES, max_size=4),
)
def test_no_value_under_any_key_does_anything_but_parse_or_be_refused(
    kind: str, changes: dict[str, Any]
) -> None:
    raw = json.dumps(good(**{**changes, "kind": kind}) if "event_id" not in changes else changes)
    assert _answers(raw.encode())


@given(st.binary(min_size=1, max_size=8), st.integers(min_value=0, max_value=200))
def test_damage_anywhere_in_a_good_line_never_escapes(damage: bytes, place: int) -> None:
    raw = line()
    place = min(place, len(raw))
    assert _answers(raw[:place] + damage + raw[place:])


@given(st.decimals(min_value=0, max_value=10**14, places=6, allow_nan=False))
def test_a_quantity_is_read_exactly(value: Decimal) -> None:
    raw = line(goods=[{"hs_code": "09", "quantity": {"value": format(value, "f"), "unit": "t"}}])
    event = parse_event(raw, INTAKE).event
    assert isinstance(event, Shipment)
    quantity = event.goods[0].quantity
    assert quantity is not None
    assert quantity.value == value


def test_null_is_absence_at_every_depth() -> None:
    assert read_json(b'{"a":null,"b":[{"c":null,"d":1}]}') == {"b": [{"d": 1}]}
