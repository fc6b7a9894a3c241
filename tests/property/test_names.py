"""Laws of comparing names, for any text."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.listing import EntryType, ListEntry, Measure
from monitor.screening.compare import compare
from monitor.screening.keys import asked_keys, listed_keys
from monitor.screening.likeness import best_likeness
from monitor.screening.matching import FILE, read_matching
from monitor.screening.similar import NameIndex
from monitor.screening.words import Kind, forms_of
from monitor.shipped import shipped_rules

MATCHING = read_matching(shipped_rules().joinpath(FILE).read_bytes())
HELD = (Measure("listed", date(2020, 1, 1)),)
SCHEMAS = ("Person", "Organization", "Vessel", "LegalEntity", None)
KINDS = {
    Kind.PERSON: EntryType.PERSON,
    Kind.ORGANIZATION: EntryType.ORGANIZATION,
    Kind.VESSEL: EntryType.VESSEL,
}
_PARTS = [
    "Kim",
    "Ri",
    "Pak",
    "Choe",
    "Jong",
    "Yong",
    "Chol",
    "Song",
    "Hyok",
    "Un",
    "Ho",
    "Mun",
    "Ivan",
    "Petrov",
    "Sergei",
    "Aleksandr",
    "Mikhailovich",
    "Anna",
    "Maria",
    "Lopez",
    "Mohammed",
    "Ali",
    "bin",
    "Korea",
    "Trading",
    "Bank",
    "Shipping",
    "Company",
    "Example",
    "General",
    "1",
    "3",
    "II",
    "김",
    "정은",
    "영철",
    "리",
    "Ким",
    "Чен",
    "Ын",
    "Сергей",
    "Петров",
    "金",
    "正恩",
    "王",
    "小明",
]
names = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=5).map(" ".join)
texts = st.one_of(names, st.text(max_size=60))
kinds = st.sampled_from(list(Kind))


def entry(ref: str, kind: Kind, name: str) -> ListEntry:
    return ListEntry("x", ref, KINDS[kind], name, HELD)


@given(texts, texts, st.sampled_from(SCHEMAS))
def test_left_and_right_may_be_changed(left: str, right: str, schema: str | None) -> None:
    one, other = compare(left, right, schema, MATCHING), compare(right, left, schema, MATCHING)
    assert (one.score, one.match) == (other.score, other.match)
    assert 0.0 <= float(one.score) <= 1.0
    assert one.match is (float(one.score) >= MATCHING.match)
    assert one == compare(left, right, schema, MATCHING)


@given(names, st.sampled_from(SCHEMAS))
def test_a_name_is_like_itself(name: str, schema: str | None) -> None:
    assert compare(name, name, schema, MATCHING).score == "1.00"


@given(st.lists(names, min_size=1, max_size=8), kinds)
def test_every_listed_name_is_found_by_itself(listed: list[str], kind: Kind) -> None:
    index = NameIndex(MATCHING.match)
    for number, name in enumerate(listed):
        index.add(entry(f"E{number}", kind, name), [name], added=False)
    for name in listed:
        found = index.find_anew(name, kind)
        assert any(each.name == name and each.likeness == 1.0 for each in found), name


@given(names, st.lists(names, max_size=4), names, kinds)
def test_a_further_alias_never_lowers_an_entry(
    asked: str, known: list[str], more: str, kind: Kind
) -> None:
    def best(aliases: list[str]) -> float:
        index = NameIndex(0.01)
        index.add(entry("E", kind, "E"), aliases, added=False)
        return max((each.likeness for each in index.find_anew(asked, kind)), default=0.0)

    assert best([*known, more]) >= best(known)


@settings(max_examples=60)
@given(st.lists(names, min_size=20, max_size=40, unique=True), names)
def test_blocks_lose_hardly_what_comparing_all_would_find(listed: list[str], asked: str) -> None:
    kind = Kind.PERSON
    index = NameIndex(MATCHING.match)
    for number, name in enumerate(listed):
        index.add(entry(f"E{number}", kind, name), [name], added=False)
    by_keys = {each.name for each in index.find_anew(asked, kind)}
    forms = forms_of(asked, kind)
    by_all = set()
    for name in listed:
        likeness = best_likeness(forms, forms_of(name, kind))
        if likeness is not None and likeness.score >= MATCHING.match:
            by_all.add(name)
    assert by_keys <= by_all
    # Names as equal as an alert needs are never lost.
    strong = {
        name
        for name in by_all
        if (found := best_likeness(forms, forms_of(name, kind))) is not None
        and found.score >= MATCHING.alert[EntryType.PERSON]
    }
    assert strong <= by_keys


@given(st.text(max_size=400))
def test_no_text_breaks_a_look_up(text: str) -> None:
    for kind in Kind:
        listed_keys(text, kind)
    asked_keys(text)
    for schema in SCHEMAS:
        compare(text, "Kim Jong Un", schema, MATCHING)


def test_long_texts_cost_no_more_than_their_beginning() -> None:
    hostile = (
        "a " * 500,
        "(" * 900,
        "a" * 1_000,
        "김" * 1_000,
        "ア" * 1_000,
        "1 " * 500,
        "a.k.a. " * 140,
    )
    for text in hostile:
        for other in hostile:
            compare(text, other, "Organization", MATCHING)
            compare(text, other, "Person", MATCHING)
        assert len(asked_keys(text)) < 2_000
