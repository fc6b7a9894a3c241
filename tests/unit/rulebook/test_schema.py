import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.domain.finding import Basis, Level, Verdict
from monitor.rulebook.dated import Turn, TurnKind
from monitor.rulebook.loader import load, load_rule
from monitor.rulebook.rule import Effect, Handling, JudgedOn, Rule
from monitor.rulebook.schema import rule_schema, schema_text
from monitor.rulebook.yaml12 import Document
from tests.rules.small_book import COAL, LIMIT, small_files

FILES = small_files()
LOADED = load(FILES)
BY_FILE = {one.rule.file: one.rule for one in LOADED.rules}
PROJECT = Path(__file__).parents[3]


def changed(file: str, old: str, new: str) -> Rule:
    assert LOADED.vocab is not None
    text = FILES[file].decode()
    assert old in text
    read = load_rule(text.replace(old, new, 1).encode(), file, LOADED.vocab)
    assert not isinstance(read, Document), [str(issue) for issue in read.issues]
    return read.rule


def test_a_prohibition_is_read_whole() -> None:
    rule = BY_FILE[COAL]
    assert rule.level is Level.CRITICAL
    assert rule.applies_to == {"shipment"}
    assert rule.default_kind == "shipment"
    assert list(rule.clauses) == ["is_coal", "leaves_dprk", "of_dprk_origin"]
    assert rule.match.condition == rule.condition
    assert rule.authority[0].instrument == "S/RES/2371 (2017)"
    assert rule.authority[0].paragraph == "8"
    assert rule.authority[0].effect is Effect.BANS
    assert rule.in_force.judged_on is JudgedOn.OCCURRED_ON
    assert rule.in_force.period.start == date(2017, 8, 5)
    assert rule.handling(Verdict.PROHIBITED) == Handling("hold", Level.CRITICAL)
    assert rule.group_by == ("vessel.imo",)
    assert rule.limit is None
    assert rule.is_judged


def test_a_limit_is_read_whole() -> None:
    limit = BY_FILE[LIMIT].limit
    assert limit is not None
    assert (limit.sum, limit.unit, limit.product) == ("goods.quantity", "barrel", None)
    assert limit.bases == (Basis.REPORTED, Basis.OBSERVED)
    assert [first for first, _ in limit.values.entries] == [date(2017, 10, 1), date(2018, 1, 1)]
    first = limit.values.on(date(2017, 11, 1))
    assert first is not None
    assert first.turn == Turn(TurnKind.UNTIL, date(2018, 1, 1))
    assert [step.at for step in limit.steps] == [75, 100]


def test_a_limit_has_handling_also_where_it_says_none() -> None:
    rule = BY_FILE[LIMIT]
    assert rule.handling(Verdict.PROHIBITED) == Handling("hold", Level.CRITICAL)
    assert rule.handling(Verdict.UNSETTLED) == Handling("review", Level.HIGH)
    own = changed(LIMIT, "{group_by:", "{prohibited: {action: report, level: low}, group_by:")
    assert own.handling(Verdict.PROHIBITED) == Handling("report", Level.LOW)


@pytest.mark.parametrize(
    ("at", "total", "is_reached"),
    [(75, 374_999, False), (75, 375_000, True), (100, 500_000, False), (100, 500_001, True)],
)
def test_steps_are_reached_at_their_share_and_the_limit_above_it(
    at: int, total: int, is_reached: bool
) -> None:
    limit = BY_FILE[LIMIT].limit
    assert limit is not None
    step = next(step for step in limit.steps if step.at == at)
    assert step.is_reached(Decimal(total), Decimal(500_000)) is is_reached


def test_optional_keys() -> None:
    with_null = changed(
        LIMIT,
        '  2018-01-01: {value: 500_000, window: {every: calendar_year}, cite: "2397:5"}',
        "  2018-01-01: null",
    )
    assert with_null.limit is not None
    assert with_null.limit.window_on(date(2018, 1, 1)) is None
    twelve = changed(LIMIT, "{every: calendar_year}", "{every: twelve_months}")
    assert twelve.limit is not None
    window = twelve.limit.window_on(date(2019, 1, 1))
    assert window is not None
    assert window.until == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (LIMIT, "  2018-01-01: {value", "  2018-02-30: {value", "'2018-02-30' is no day"),
        (LIMIT, "{until: 2018-01-01}", "2018-01-01", "one of {until: DAY}"),
        (
            COAL,
            "in_force: {from: 2017-08-05, until: null, judged_on: occurred_on}",
            "in_force: 2017",
            "with the keys from",
        ),
        (
            COAL,
            "on_finding:\n  prohibited: {action: hold, level: critical}\n  unsettled: {action: review, level: high}\n  exempted: {action: record, level: info}\n  group_by: [vessel.imo]",
            "on_finding: hold",
            "with the keys prohibited",
        ),
        (
            COAL,
            "exemptions:\n  - id: rajin-transit\n    title: Foreign",
            "exemptions:\n  - text\n  - id: rajin-transit\n    title: Foreign",
            "with the keys id",
        ),
        (
            COAL,
            "    expect: {verdict: unsettled}",
            "    expect: unsettled",
            "with the keys verdict",
        ),
        (
            COAL,
            "    given: {<<: *rajin, documents: {}}",
            "    given: all of it",
            "must be a part of an event",
        ),
        (LIMIT, "{date: 2019-02-10, barrels: 1}", "a barrel", "with the keys date"),
        (COAL, "match:\n", "match: everything\nmtach:\n", "must be a mapping of clauses"),
        (
            COAL,
            "anchor: is_coal and nexus.dprk",
            "anchor: [is_coal]",
            "must be one line of clause names",
        ),
        (
            COAL,
            "    granted_when:\n      origin_confirmed: {documents.origin_confirmed_by_exporting_state: true}\n      notified_in_advance: {documents.committee_notified_on: {before: route.loading.on}}",
            "    granted_when: {condition: a}",
            "names no clause",
        ),
        (
            COAL,
            "status: live",
            "status: live\nretired: {date: 2026-11-22, reason: A test., successor: null}",
            "unknown key",
        ),
    ],
)
def test_odd_shapes_are_told_and_break_nothing(file: str, old: str, new: str, words: str) -> None:
    assert LOADED.vocab is not None
    text = FILES[file].decode()
    assert old in text
    read = load_rule(text.replace(old, new, 1).encode(), file, LOADED.vocab)
    assert isinstance(read, Document)
    if words == "unknown key":
        assert any("Move it before" in issue.message for issue in read.issues)
    else:
        assert any(words in issue.message for issue in read.issues), [str(i) for i in read.issues]


def test_a_retired_key_on_a_live_rule_is_told() -> None:
    assert LOADED.vocab is not None
    text = (
        FILES[COAL]
        .decode()
        .replace(
            "\ntests:", "\nretired: {date: 2026-11-22, reason: A test., successor: null}\n\ntests:"
        )
    )
    read = load_rule(text.encode(), COAL, LOADED.vocab)
    assert isinstance(read, Document)
    assert "the key 'retired' stands here, and the status is live" in read.issues[0].message


def test_a_duty_says_inspect() -> None:
    text = FILES[COAL].decode()
    head, tail = text.split("exemptions:", 1)
    rest = tail[tail.index("tags:") : tail.index("tests:")]
    duty = head.replace("kind: prohibition", "kind: duty") + (
        "on_finding:\n  inspect: {action: inspect, level: medium}\n  group_by: [vessel.imo]\n\n"
    )
    assert LOADED.vocab is not None
    read = load_rule((duty + rest).encode(), COAL, LOADED.vocab)
    assert not isinstance(read, Document), [str(issue) for issue in read.issues]
    assert read.rule.handling(Verdict.INSPECT) == Handling("inspect", Level.MEDIUM)


def test_the_schema_of_editors_is_that_of_the_code() -> None:
    shipped = PROJECT / "rules" / "schema" / "rule.schema.json"
    assert shipped.read_text(encoding="utf-8") == schema_text()


def test_the_schema_names_every_key_and_no_other() -> None:
    schema = rule_schema()
    assert list(schema["properties"])[:3] == ["id", "kind", "title"]
    assert list(schema["properties"])[-1] == "tests"
    assert schema["additionalProperties"] is False
    assert "exemptions" not in schema["required"]
    assert json.loads(schema_text()) == json.loads(json.dumps(schema))
    references = {part.split('"')[0] for part in schema_text().split("#/$defs/")[1:]}
    assert references == set(schema["$defs"])
