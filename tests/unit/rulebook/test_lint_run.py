from datetime import date

from monitor.rulebook.issues import Issue, Place, Severity, did_you_mean, errors_of, listed, quoted
from monitor.rulebook.lint.base import LintReport
from monitor.rulebook.lint.run import LINTERS, catalogue, issues_at_load, lint
from monitor.rulebook.loader import load
from tests.rules.small_book import COAL, TODAY, locked, small_files

LONG_TITLE = (
    b"title: Coal supplied from the DPRK to anybody at all in any part of the whole wide world"
)


def files_with(exclusions: str) -> dict[str, bytes]:
    files = locked(small_files())
    files[COAL] = files[COAL].replace(b"title: Coal supplied from the DPRK", LONG_TITLE)
    return {**files, "exclusions.yaml": exclusions.encode()}


def excluding(expires: str) -> str:
    return (
        "- {rule: dprk.2371.08.coal-export, code: RB103, "
        f"reason: The Council calls it so., expires: {expires}}}\n"
    )


def report(files: dict[str, bytes], today: date | None = TODAY) -> LintReport:
    return lint(load(files), today=today)


def test_an_exclusion_takes_a_finding_out_and_keeps_it_in_sight() -> None:
    found = report(files_with(excluding("2027-01-01")))
    assert found.issues == []
    assert [issue.code for issue in found.excluded] == ["RB103"]


def test_an_exclusion_that_expired_no_longer_holds() -> None:
    found = report(files_with(excluding("2026-11-22")))
    assert [issue.code for issue in found.issues] == ["RB103", "RB605"]
    assert "expired on 2026-11-22" in found.issues[1].message


def test_without_a_day_nothing_expires_and_nothing_ages() -> None:
    assert report(files_with(excluding("2026-11-22")), today=None).issues == []


def test_checks_without_which_no_rule_may_run_cannot_be_excepted() -> None:
    files = files_with(
        "- {rule: dprk.2371.08.coal-export, code: RB408, reason: No., expires: 2027-01-01}\n"
    )
    files[COAL] = files[COAL].replace(b"@commodity.coal", b"@commodity.cole")
    codes = [issue.code for issue in report(files).issues]
    assert "RB408" in codes
    assert "RB605" in codes


def test_severity_and_status_decide_what_fails() -> None:
    place = Place("x.yaml", 1, 1)
    high = Issue(place, "RB401", "m", Severity.HIGH, "r.live")
    live = Issue(place, "RB104", "m", Severity.MEDIUM, "r.live")
    draft = Issue(place, "RB104", "m", Severity.MEDIUM, "r.draft")
    low = Issue(place, "RB103", "m", Severity.LOW, "r.live")
    pack = Issue(place, "RB606", "m", Severity.MEDIUM)
    issues = [high, live, draft, low, pack]
    found = LintReport(issues, statuses={"r.live": "live", "r.draft": "draft"})
    assert found.failures == [high, live, pack]


def test_without_a_vocabulary_only_what_was_read_is_told() -> None:
    files = small_files()
    files["vocab/roles.yaml"] = b"seller: sideways\n"
    assert [issue.code for issue in report(files).issues] == ["RB015"]
    assert issues_at_load(load(files)) == []


def test_the_catalogue_is_complete_and_in_order() -> None:
    codes = [code for code, _, _ in catalogue()]
    assert codes == sorted(codes)
    assert len(codes) == len(set(codes))
    wanted = {f"RB{number}" for number in [*range(101, 108), *range(201, 205), *range(301, 305)]}
    wanted |= {f"RB{number}" for number in [*range(401, 409), *range(501, 508), *range(601, 607)]}
    assert wanted <= set(codes)


def test_what_is_checked_at_load_is_grave() -> None:
    assert all(one.severity is Severity.HIGH for one in LINTERS if one.at_load)


def test_words_for_messages() -> None:
    assert quoted("a\n  b") == "'a b'"
    assert quoted("x" * 70) == f"'{'x' * 60}...'"
    assert listed(["a", "b"]) == "a, b"
    assert listed("abcdef", 2) == "a, b and 4 more"
    assert did_you_mean("colour", ["color", "cooler"]) == " Did you mean 'color'?"
    assert did_you_mean("xyz", ["color"]) == ""


def test_issues_become_errors_sorted_by_place_and_told_once() -> None:
    later = Issue(Place("b.yaml", 2, 1), "RB103", "later")
    first = Issue(Place("a.yaml"), "RB008", "first")
    errors = errors_of([later, first, later])
    assert str(errors) == "a.yaml  RB008  first\nb.yaml:2:1  RB103  later"
    assert errors.errors[1].place == "b.yaml:2:1"
    assert errors.errors[1].code == "RB103"
