"""Laws of the rulebook that hold for random conditions, dates, texts and rules."""

import string
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from monitor.rulebook.condition_line import condition_text, parse_condition
from monitor.rulebook.conditions import (
    AtLeast,
    ClauseRef,
    Condition,
    Contains,
    DayCompare,
    DayOp,
    Equals,
    FieldRef,
    Known,
    Member,
    Not,
    NotTest,
    NumberCompare,
    NumberOp,
    OneOf,
    StartsWith,
    Test,
    WithinDaysAfter,
    conjunction,
    disjunction,
    holds,
)
from monitor.rulebook.dated import Dated, Turn, TurnKind
from monitor.rulebook.dump import rule_yaml
from monitor.rulebook.loader import LoadedRule, load, load_rule
from monitor.rulebook.logic import logic_digest
from monitor.rulebook.rule import Rule
from monitor.rulebook.words import WordIndex, fold
from monitor.rulebook.yaml12 import read_yaml
from tests.rules.small_book import COAL, small_files

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
NAMES = st.sampled_from(["is_coal", "leaves_dprk", "of_dprk_origin", "a", "b2", "at_sea"])
LOADED = load(small_files())
assert LOADED.vocab is not None
VOCAB = LOADED.vocab
RULES = [one.rule for one in LOADED.rules]
COAL_RULE = next(rule for rule in RULES if rule.file == COAL)

ATOMS = st.one_of(
    NAMES.map(ClauseRef), st.sampled_from(["nexus.dprk", "party.listed"]).map(FieldRef)
)


def _joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        several.map(conjunction),
        several.map(disjunction),
        st.lists(inner, min_size=3, max_size=4).map(lambda items: AtLeast(2, tuple(items))),
        inner.filter(lambda item: not isinstance(item, Not)).map(Not),
    )


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(ATOMS, _joined, max_leaves=12)


@given(CONDITIONS)
def test_a_condition_written_as_a_line_parses_to_the_same_tree(condition: Condition) -> None:
    assert parse_condition(condition_text(condition)) == condition


@given(CONDITIONS, st.sets(NAMES))
def test_writing_a_condition_does_not_change_when_it_holds(
    condition: Condition, true_names: set[str]
) -> None:
    def is_true(atom: ClauseRef | FieldRef) -> bool:
        return isinstance(atom, FieldRef) or atom.name in true_names

    assert holds(parse_condition(condition_text(condition)), is_true) is holds(condition, is_true)


@given(st.lists(DAYS, min_size=1, max_size=8, unique=True), DAYS)
def test_periods_of_dated_values_partition_the_calendar(starts: list[date], day: date) -> None:
    ordered = sorted(starts)
    values: Dated[int] = Dated(tuple((start, index) for index, start in enumerate(ordered)))
    holding = [value for period, value in values.periods() if day in period]
    assert len(holding) == (day >= ordered[0])
    assert values.on(day) == (holding[0] if holding else None)


TURNS = st.one_of(
    st.sampled_from([Turn(TurnKind.CALENDAR_YEAR), Turn(TurnKind.TWELVE_MONTHS)]),
    DAYS.map(lambda day: Turn(TurnKind.UNTIL, day)),
)


@given(TURNS, DAYS, DAYS)
def test_windows_of_a_limit_follow_one_another_without_gap(
    turn: Turn, first: date, day: date
) -> None:
    if turn.until is not None and turn.until <= first:
        return
    window = turn.around(day, first)
    if window is None:
        assert day < first or (turn.until is not None and day >= turn.until)
        return
    assert day in window
    assert window.until is not None
    assert turn.around(window.until - timedelta(days=1), first) == window
    following = turn.around(window.until, first)
    assert following is None if turn.kind is TurnKind.UNTIL else following is not None
    if following is not None:
        assert following.start == window.until


WORDS = st.text(string.ascii_letters + "бжяё한평煤é ", min_size=1, max_size=12).filter(
    lambda text: bool(text.strip()) and text.strip()[0] != "@"
)
NUMBERS = st.decimals(0, 10**9, places=3).map(lambda value: Decimal(value).normalize())
SCALARS = st.one_of(WORDS.map(str.strip), st.booleans(), NUMBERS)
FIELD_TESTS: st.SearchStrategy[Test] = st.one_of(
    SCALARS.map(Equals),
    st.just(Member("commodity", "coal")),
    st.lists(SCALARS, min_size=1, max_size=4, unique_by=str).map(lambda items: OneOf(tuple(items))),
    st.builds(DayCompare, st.sampled_from(DayOp), st.one_of(DAYS, st.just("route.loading.on"))),
    st.builds(WithinDaysAfter, st.one_of(DAYS, st.just("route.loading.on")), st.integers(0, 400)),
    st.builds(NumberCompare, st.sampled_from(NumberOp), NUMBERS),
    st.lists(WORDS.map(str.strip), min_size=1, unique=True).map(lambda w: StartsWith(tuple(w))),
    st.lists(WORDS.map(lambda w: w.strip().casefold()), min_size=1, unique=True).map(
        lambda words: Contains(tuple(words))
    ),
    st.booleans().map(Known),
).flatmap(lambda test: st.sampled_from([test, NotTest(test)]))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """The coal rule with another condition, other tests, dates and words."""
    clause = COAL_RULE.clauses["is_coal"]
    line = replace(clause.tests[0], field="goods.description", test=draw(FIELD_TESTS))
    clauses = {**COAL_RULE.clauses, "is_coal": replace(clause, tests=(line,))}
    names = st.sampled_from(sorted(clauses)).map(ClauseRef)
    condition = draw(st.recursive(names, _joined, max_leaves=6))
    first = draw(DAYS)
    until = draw(st.one_of(st.none(), st.integers(1, 9000).map(lambda n: first + timedelta(n))))
    return replace(
        COAL_RULE,
        clauses=clauses,
        condition=condition,
        in_force=replace(COAL_RULE.in_force, from_=first, until=until),
        title=draw(WORDS).strip(),
    )


@given(rules())
def test_a_rule_that_is_written_and_read_is_the_same_rule(rule: Rule) -> None:
    read = load_rule(rule_yaml(rule).encode(), COAL, VOCAB)
    assert isinstance(read, LoadedRule), [str(issue) for issue in read.issues]
    again = replace(read.rule, file=rule.file)
    assert again == rule
    assert logic_digest(again, VOCAB) == logic_digest(rule, VOCAB)
    assert rule_yaml(again) == rule_yaml(rule)


def test_every_rule_of_the_small_book_is_the_same_when_written_and_read() -> None:
    for rule in RULES:
        read = load_rule(rule_yaml(rule).encode(), rule.file, VOCAB)
        assert isinstance(read, LoadedRule)
        assert replace(read.rule, file=rule.file) == rule


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    document = read_yaml(content, "any.yaml")
    assert document.is_read or document.issues


YAML_SIGNS = "{}[]:,-&*!|>'\"%@`#? \n\t"
YAML_WORDS = ["a", "b: ", "- ", "<<: ", "on", "0303", "1", "\n  ", "*x", "&x "]
YAML_SOUP = st.lists(st.sampled_from([*YAML_SIGNS, *YAML_WORDS]), max_size=40).map("".join)


@given(YAML_SOUP)
def test_no_text_makes_the_reader_raise_and_every_value_has_a_place(text: str) -> None:
    document = read_yaml(f"tests:\n  {text}".encode(), "any.yaml")
    for path in document.paths():
        assert document.place(path).line >= 1


@given(st.dictionaries(st.sampled_from(list(small_files())), st.binary(max_size=80), max_size=3))
def test_no_content_makes_the_loader_raise(changes: dict[str, bytes]) -> None:
    loaded = load({**small_files(), **changes})
    assert loaded.vocab is not None or loaded.issues


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


INDEX: WordIndex[str] = WordIndex([("coal", "coal"), ("煤", "coal"), ("steam coal", "steam")])


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_word_between_spaces_is_found_in_any_text(before: str, after: str) -> None:
    text = f"{before} steam  COAL {after}"
    assert {hit.payload for hit in INDEX.scan(text)} >= {"coal", "steam"}
