"""A clearance never silences another entry, another party, or one of the two after it changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.clearance import (
    Clearance,
    ClearanceBook,
    ClearanceState,
    content_digest,
    entry_content,
    party_content,
)
from monitor.domain.finding import Level
from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry
from tests.factories import payment

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = st.sampled_from(
    ["EXAMPLE ORE", "Example Ore", "EXAMPLE SALT", "Synthetic Star", "예시광업"]
)
COUNTRIES = st.sampled_from([None, "KP", "CN", "MY"])
BIRTHS = st.sampled_from([None, "1960-01-02", "1970-05-06"])
NUMBERS = st.lists(st.sampled_from(["A1 234", "B9 876"]), max_size=2, unique=True)


@st.composite
def entries(draw: st.DrawFn) -> ListEntry:
    return ListEntry(
        list=draw(st.sampled_from(["un-sc", "eu-fsf"])),
        ref=draw(st.sampled_from(["T1", "T2"])),
        type=draw(st.sampled_from([EntryType.PERSON, EntryType.ORGANIZATION])),
        name=draw(NAMES),
        measures=(),
        aliases=tuple(draw(st.lists(NAMES, max_size=2))),
        identifiers=tuple(ListedIdentifier("passport", each) for each in draw(NUMBERS)),
        birth_dates=tuple(each for each in [draw(BIRTHS)] if each),
        countries=tuple(each for each in [draw(COUNTRIES)] if each),
    )


@st.composite
def parties(draw: st.DrawFn) -> dict[str, Any]:
    fields = {
        "role": "debtor",
        "name": draw(NAMES),
        "country": draw(COUNTRIES),
        "birth_date": draw(BIRTHS),
        "identifiers": [{"scheme": "passport", "value": each} for each in draw(NUMBERS)],
    }
    return {key: value for key, value in fields.items() if value}


def content(party: dict[str, Any], source: str = "bank-a") -> dict[str, object]:
    found = party_content(payment(source=source, parties=[party]), "parties/0")
    assert found is not None
    return found


def cleared(entry: ListEntry, party: dict[str, object], **fields: Any) -> Clearance:
    given_ = Clearance(
        id="cl_1",
        list=entry.list,
        ref=entry.ref,
        party=party,
        entry=entry_content(entry),
        reason="another one",
        by="officer",
        at=AT,
        expires_on=date(2027, 1, 1),
        level=Level.MEDIUM,
        needs_two=False,
    )
    return replace(given_, **fields)


@given(entries(), parties())
def test_the_very_pair_is_silenced_until_it_expires(entry: ListEntry, party: Any) -> None:
    book = ClearanceBook([cleared(entry, content(party))])
    answer = book.answer(entry, content(party), AT)
    assert answer is not None
    assert answer.holds
    late = book.answer(entry, content(party), datetime(2027, 1, 1, tzinfo=UTC))
    assert late is not None
    assert not late.holds
    assert "ran out on 2027-01-01" in late.says


@given(entries(), entries(), parties(), parties())
def test_nothing_else_is_ever_silenced(
    entry: ListEntry, other: ListEntry, party: Any, another: Any
) -> None:
    book = ClearanceBook([cleared(entry, content(party))])
    answer = book.answer(other, content(another), AT)
    same_entry = (entry.list, entry.ref) == (other.list, other.ref) and content_digest(
        entry_content(entry)
    ) == content_digest(entry_content(other))
    same_party = content_digest(content(party)) == content_digest(content(another))
    assert (answer is not None and answer.holds) is (same_entry and same_party)


@given(entries(), parties(), st.sampled_from(["name", "country", "birth_date", "identifiers"]))
def test_a_changed_party_counts_again_and_says_in_what_it_changed(
    entry: ListEntry, party: dict[str, Any], field: str
) -> None:
    new = {
        "name": "EXAMPLE TIN",
        "country": "VN",
        "birth_date": "1999-09-09",
        "identifiers": [{"scheme": "passport", "value": "Z0 000"}],
    }[field]
    before = {**party, "other_names": ["EXAMPLE KEPT"]}
    after = {**before, field: new}
    answer = ClearanceBook([cleared(entry, content(before))]).answer(entry, content(after), AT)
    assert answer is not None
    assert not answer.holds
    shown = "names" if field == "name" else field.replace("_", " ")
    assert f"the party's {shown}: before" in answer.says
    assert "officer" in answer.says
    assert "another one" in answer.says


@given(entries(), parties(), NAMES)
def test_an_entry_that_gains_a_name_counts_again(entry: ListEntry, party: Any, alias: str) -> None:
    grown = replace(entry, aliases=(*entry.aliases, f"{alias} TWO"))
    answer = ClearanceBook([cleared(entry, content(party))]).answer(grown, content(party), AT)
    assert answer is not None
    assert not answer.holds
    assert "the list entry's names: before" in answer.says


@given(entries(), parties())
def test_order_and_case_of_names_are_no_change(entry: ListEntry, party: dict[str, Any]) -> None:
    before = {**party, "other_names": ["EXAMPLE KEPT", "EXAMPLE TIN"]}
    after = {
        **before,
        "name": party["name"].swapcase(),
        "other_names": ["Example  Tin", "example kept"],
    }
    answer = ClearanceBook([cleared(entry, content(before))]).answer(entry, content(after), AT)
    assert answer is not None
    assert answer.holds


@given(entries(), NAMES)
def test_a_bare_name_is_cleared_only_for_the_feed_that_gave_it(entry: ListEntry, name: str) -> None:
    bare = {"role": "debtor", "name": name}
    book = ClearanceBook([cleared(entry, content(bare, "bank-a"))])
    here, there = (book.answer(entry, content(bare, source), AT) for source in ("bank-a", "bank-b"))
    assert here is not None
    assert here.holds
    assert there is None or not there.holds


@given(entries(), parties())
def test_until_a_second_person_agrees_it_does_not_count(entry: ListEntry, party: Any) -> None:
    waiting = cleared(entry, content(party), needs_two=True, level=Level.CRITICAL)
    answer = ClearanceBook([waiting]).answer(entry, content(party), AT)
    assert answer is not None
    assert answer.state is ClearanceState.WAITING
    assert not answer.holds
    agreed = waiting.confirmed("supervisor", AT + timedelta(hours=1))
    book = ClearanceBook([agreed])
    before, after = (book.answer(entry, content(party), AT + timedelta(hours=h)) for h in (0, 2))
    assert before is not None
    assert not before.holds
    assert after is not None
    assert after.holds


@given(entries(), parties())
def test_a_revoked_one_says_nothing_from_then_on(entry: ListEntry, party: Any) -> None:
    ended = cleared(entry, content(party)).revoked("officer", "it is them", AT + timedelta(days=1))
    book = ClearanceBook([ended])
    then = book.answer(entry, content(party), AT)
    assert then is not None
    assert then.holds
    assert book.answer(entry, content(party), AT + timedelta(days=1)) is None
