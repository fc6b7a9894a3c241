"""Corners of the checks that the files in tests/bad_rules do not reach."""

from datetime import date
from decimal import Decimal

import pytest

from monitor.rulebook.lint.base import LintContext
from monitor.rulebook.lint.run import lint
from monitor.rulebook.loader import CHANGELOG, COVERAGE, LOCK, load
from monitor.rulebook.vocab_shapes import COMMODITY
from tests.rules.small_book import COAL, LIMIT, TODAY, issues_of, locked, small_files

CONDITION = "condition: is_coal and any of (leaves_dprk, of_dprk_origin)"
GRANTED = (
    "      origin_confirmed: {documents.origin_confirmed_by_exporting_state: true}\n"
    "      notified_in_advance: {documents.committee_notified_on: {before: route.loading.on}}"
)


def told(file: str, *changes: tuple[str, str]) -> list[str]:
    """What the checks say of a changed file, the lock left aside."""
    text = small_files()[file].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    files = {**locked(small_files()), file: text.encode()}
    issues = [issue for issue in issues_of(files) if issue.code not in {"RB601", "RB606"}]
    return [f"{issue.code} {issue.message}" for issue in issues]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "{goods.origin_country: KP}\n  condition",
            '{route.loading.on: "@commodity.coal"}\n  condition',
            "RB402 'route.loading.on' is of type day and is compared with a list of words",
        ),
        (
            "{goods.origin_country: KP}\n  condition",
            "{goods.quantity: true}\n  condition",
            "RB402 'goods.quantity' is of type number and is compared with true: a number",
        ),
        (
            "{goods.origin_country: KP}\n  condition",
            "{nexus.to_dprk: 5}\n  condition",
            "RB402 'nexus.to_dprk' is of type truth and is compared with 5",
        ),
        (
            "{before: route.loading.on}",
            "{before: route.loading.no}",
            "RB402 the field 'route.loading.no' is not in rules/vocab/fields.yaml. Did you mean 'route.loading.on'?",
        ),
        (
            "{before: route.loading.on}",
            "{within_days_after: {field: vessel.imo, days: 5}}",
            "RB402 'documents.committee_notified_on' is compared with 'vessel.imo'",
        ),
        (
            "{route.loading.country: KP}",
            "{goods.hs_code: ABCD}",
            "RB405 the HS code 'ABCD' is none",
        ),
        (
            "{route.loading.country: KP}",
            "{nexus.grounds: [country, prot]}",
            "RB402 'prot' is no value of 'nexus.grounds': there are country, port, flag. Did you mean 'port'?",
        ),
    ],
)
def test_tests_must_fit_their_fields(old: str, new: str, words: str) -> None:
    assert any(message.startswith(words) for message in told(COAL, (old, new)))


@pytest.mark.parametrize(
    "new",
    [
        "{goods.origin_country: {known: true}}\n  condition",
        "{goods.quantity: {above: 5}}\n  condition",
        "{goods.description: {contains: [coal]}}\n  condition",
        '{goods.hs_code: {starts_with: ["27"]}}\n  condition',
        "{goods.origin_country: {not: [KP, CN]}}\n  condition",
        "{route.loading.on: {after: 2017-08-05}}\n  condition",
        '{goods.hs_code: ["2701", "@place.rajin"]}\n  condition',
    ],
)
def test_what_fits_is_not_told(new: str) -> None:
    said = told(COAL, ("{goods.origin_country: KP}\n  condition", new))
    assert [message for message in said if message.startswith(("RB402", "RB405"))] == []


@pytest.mark.parametrize(
    ("granted", "can_be_refused"),
    [
        ("      origin_confirmed: {nexus.to_dprk: [true, false]}", False),
        ("      origin_confirmed: {event.stage: [declared, loaded, delivered]}", False),
        ("      origin_confirmed: {event.stage: [declared, loaded]}", True),
        ("      origin_confirmed: {goods.origin_country: {not: KP}}", True),
    ],
)
def test_an_exemption_that_every_fact_grants_is_told(granted: str, can_be_refused: bool) -> None:
    said = told(COAL, (GRANTED, granted))
    assert any(message.startswith("RB404") for message in said) is not can_be_refused


def test_names_inside_exemptions_are_checked_too() -> None:
    said = told(COAL, (GRANTED, GRANTED + "\n      condition: origin_confirmed and notified"))
    assert [message.split(":")[0] for message in said if message.startswith("RB401")] == [
        "RB401 the clause 'notified_in_advance' is not used in the condition",
        "RB401 the condition of 'granted_when' names 'notified', and there is no such clause",
    ]


def test_a_provision_of_an_exemption_stands_in_the_register() -> None:
    said = told(
        COAL, ("    claimed_when:", '    provisions: ["2371:8", "2397:99"]\n    claimed_when:')
    )
    assert said == [
        "RB202 the paragraph 2397:99 is not in rules/coverage.yaml: the register holds every operative paragraph. Add it there with its days, or correct the citation"
    ]


def test_further_citations_are_checked_like_the_first() -> None:
    also = 'also_cites:\n  - {instrument: S/RES/2397 (2017), paragraph: "6", effect: extends, adopted: 2017-12-22}\n\nin_force'
    said = told(COAL, ("in_force", also))
    assert [message.split(" ")[0] for message in said] == ["RB202"]


def test_links_to_a_rule_whose_file_has_faults_are_not_told_twice() -> None:
    files = locked(small_files())
    files[COAL] = files[COAL].replace(
        b"\ntests:", b"\nrelated: [{id: dprk.2397.05.diesel-limit, type: complements}]\n\ntests:"
    )
    files[LIMIT] = files[LIMIT].replace(b"kind: limit", b"kind: limiit")
    assert {issue.code for issue in issues_of(files)} == {"RB015"}


def test_a_link_that_is_answered_is_no_fault() -> None:
    files = locked(small_files())
    for path, other in ((COAL, b"dprk.2397.05.diesel-limit"), (LIMIT, b"dprk.2371.08.coal-export")):
        link = b"\nrelated: [{id: " + other + b", type: complements}]\n\ntests:"
        files[path] = files[path].replace(b"\ntests:", link)
    assert issues_of(files) == []


def test_shadows_need_no_runbook_and_drafts_no_cases() -> None:
    no_runbook = ("runbook: docs/runbooks/coal.md\n", "")
    said = told(COAL, ("status: live", "status: shadow"), no_runbook)
    assert said == []
    text = small_files()[COAL].decode()
    cases = (text[text.index("tests:") :], "")
    said = told(COAL, ("status: live", "status: draft"), no_runbook, cases)
    assert [message.split(" ")[0] for message in said] == ["RB603"]


def test_without_the_projects_files_no_runbook_is_looked_up() -> None:
    files = locked(small_files())
    files[COAL] = files[COAL].replace(b"runbooks/coal.md", b"runbooks/none.md")
    assert [issue.code for issue in lint(load(files), today=TODAY).issues] == []


def test_the_end_of_a_rule_is_shown_too() -> None:
    said = told(COAL, ("until: null", "until: 2020-01-01"))
    assert any("no case is on 2019-12-31 or 2020-01-01" in message for message in said)


def test_a_limit_that_no_case_reaches_is_told_with_its_numbers() -> None:
    text = small_files()[LIMIT].decode()
    said = told(LIMIT, (text[text.index("tests:") :], ""))
    assert any(
        "with the limit of 500000 barrel that needs a total just below 375000, such as 374999"
        in message
        for message in said
    )


def test_deliveries_in_another_unit_count_toward_a_step() -> None:
    in_tonnes = [
        ("unit: barrel", "unit: t"),
        ("barrels: 374_999", "quantity: 374_999, unit: t"),
        ("{date: 2019-02-10, barrels: 1}", "{date: 2019-02-10, quantity: 1_000, unit: kg}"),
        ("barrels: 125_000", "quantity: 125_000, unit: t"),
        ("{date: 2019-04-10, barrels: 1}", "{date: 2019-04-10, quantity: 1, unit: t}"),
    ]
    assert [message for message in told(LIMIT, *in_tonnes) if message.startswith("RB504")] == []


def test_an_anchor_over_many_clauses_is_not_tried_in_every_way() -> None:
    many = "\n".join(f"  c{number}: {{vessel.flag: KP}}" for number in range(14))
    names = " and ".join(f"c{number}" for number in range(14))
    said = told(
        COAL,
        (
            "  " + CONDITION,
            f"{many}\n  condition: is_coal and any of (leaves_dprk, of_dprk_origin) and {names}",
        ),
        ("anchor: is_coal and nexus.dprk", "anchor: is_coal and leaves_dprk and nexus.dprk"),
    )
    assert [message for message in said if message.startswith("RB407")] == []


def test_a_link_may_stand_as_a_clause() -> None:
    said = told(
        COAL,
        ("  leaves_dprk: {route.loading.country: KP}", "  leaves_dprk: {nexus.to_dprk: true}"),
        ("anchor: is_coal and nexus.dprk", "anchor: is_coal and any of (leaves_dprk, nexus.dprk)"),
    )
    assert [message for message in said if message.startswith("RB407")] == []


def test_pack_files_that_lack_are_told() -> None:
    files = small_files()
    codes = {issue.code for issue in issues_of(files)}
    assert codes == {"RB601"}
    files = locked(small_files())
    for path in (COVERAGE, CHANGELOG):
        del files[path]
    assert {issue.code for issue in issues_of(files)} == {"RB603", "RB606"}


def test_a_draft_watches_nothing() -> None:
    files = locked(small_files())
    files[COAL] = files[COAL].replace(b"status: live", b"status: draft")
    messages = [issue.message for issue in issues_of(files) if issue.code == "RB603"]
    assert messages == [
        "'dprk.2371.08.coal-export' is draft and watches nothing. Set the provision to pending, or name another rule"
    ]


def test_a_version_of_a_rule_that_is_gone_still_needs_its_entry() -> None:
    files = locked(small_files())
    del files[COAL]
    files[CHANGELOG] = b"# Changes\n"
    messages = [issue.message for issue in issues_of(files) if issue.code == "RB606"]
    assert any("Impacted: from DAY until DAY." in message for message in messages)
    assert any("Impacted: from 2017-10-01." in message for message in messages)


def test_a_context_finds_rules_by_id() -> None:
    loaded = load({**small_files(), LOCK: b"{}"})
    assert loaded.vocab is not None
    context = LintContext(loaded, loaded.vocab)
    assert context.rule("dprk.2371.08.coal-export") is not None
    assert context.rule("dprk.none") is None
    assert not context.is_unread("dprk.2371.08.coal-export")


def test_vocabulary_shapes_write_a_schema_too() -> None:
    written = COMMODITY.schema({})
    assert written == {"$ref": "#/$defs/commodity"}


def test_a_rule_whose_paragraphs_are_all_unknown_has_no_days_to_compare() -> None:
    said = told(
        COAL,
        ('paragraph: "8", effect: bans', 'paragraph: "88", effect: bans'),
        ('paragraph: "8", effect: exempts', 'paragraph: "88", effect: exempts'),
        ("dprk.2371.08.coal-export", "dprk.2371.88.coal-export"),
    )
    assert len([message for message in said if message.startswith("RB202")]) == 2


def test_with_several_exemptions_a_missing_fact_tells_which_one_is_left_open() -> None:
    text = small_files()[COAL].decode()
    block = text[text.index("  - id: rajin-transit") : text.index("on_finding:")]
    second = block.replace("rajin-transit", "other").replace(
        "documents.committee_notified_on", "event.occurred_on"
    )
    open_case = "expect: {verdict: unsettled}"
    by_fact = "expect: {verdict: unsettled, missing: [documents.committee_notified_on]}"
    said = told(COAL, (block, block + second), (open_case, by_fact))
    wanting = [message for message in said if message.startswith("RB503")]
    assert len(wanting) == 1
    assert "'other' has no case that grants it" in wanting[0]
    assert "with facts missing" in wanting[0]


TWO_MEASURES = [
    (
        "tally: {sum: goods.quantity, unit: barrel, bases: [reported, observed]}",
        "tally: {sum: goods.quantity, unit: barrel, bases: [reported], alternative: {sum: goods.quantity, unit: USD}}",
    ),
    ('cite: "2397:5"}', 'cite: "2397:5", alternative: 1000}'),
]


def test_a_limit_in_two_measures_sums_both() -> None:
    files = small_files()
    text = files[LIMIT].decode()
    for old, new in TWO_MEASURES:
        assert old in text
        text = text.replace(old, new)
    rule = next(one.rule for one in load({**files, LIMIT: text.encode()}).rules if one.rule.limit)
    assert rule.limit is not None
    assert rule.limit.windows_on(date(2017, 9, 30)) == ()
    assert len(rule.limit.windows_on(date(2017, 10, 1))) == 1
    first, second = rule.limit.windows_on(date(2019, 5, 5))
    assert (first.unit, second.unit, second.value) == ("barrel", "USD", Decimal(1000))
    assert not first.is_value
    assert first.ledger != second.ledger


def test_the_second_measure_is_a_number_field_too() -> None:
    said = told(
        LIMIT,
        *TWO_MEASURES,
        ("{sum: goods.quantity, unit: USD}", "{sum: goods.hs_code, unit: USD}"),
    )
    assert any(message.startswith("RB402 'goods.hs_code' is no number field") for message in said)


def test_value_in_dollars_counts_toward_a_step_of_the_second_measure() -> None:
    by_value = "tests:\n  - name: Value\n    deliveries:\n"
    for day, dollars in (
        ("2019-01-01", 749),
        ("2019-01-02", 1),
        ("2019-01-03", 250),
        ("2019-01-04", 1),
    ):
        by_value += f"      - {{date: {day}, barrels: 1, value_usd: {dollars}}}\n"
    text = small_files()[LIMIT].decode()
    said = told(
        LIMIT,
        *TWO_MEASURES,
        ("{sum: goods.quantity, unit: USD}", "{sum: goods.value_amount, unit: USD}"),
        (text[text.index("tests:") :], by_value + "    expect: []\n"),
    )
    assert [message for message in said if message.startswith("RB504")] == []


def test_cases_that_are_known_gaps_show_no_step() -> None:
    said = told(LIMIT, ("  - name: Each step", "  - known_gap: A test.\n    name: Each step"))
    assert len([message for message in said if message.startswith("RB504")]) == 2
