from datetime import date

from monitor.domain.period import Period
from monitor.rulebook.coverage import span_of
from monitor.rulebook.loader import COVERAGE, load
from tests.rules.small_book import small_files

REGISTER = b"""
2270-29-coal:
  cite: ["2270:29(a)", "2270:29(b)"]
  title: Coal unless for livelihood
  force: binding
  period: {from: 2016-03-02, until: 2016-11-30}
  evidence: confirmed
  status: pending
2270-29-iron:
  cite: ["2270:29(a)"]
  title: Iron unless for livelihood
  force: binding
  period: {from: 2016-03-02, until: 2017-08-05}
  evidence: confirmed
  status: partly
  rules: [dprk.2371.08.coal-export]
  reason: Only where the code names iron.
1718-08a3:
  cite: ["1718:8(a)(iii)", "2094:Annex IV"]
  title: Luxury goods
  force: binding
  period: {from: 2006-10-14, until: null}
  evidence: from_memory
  status: not_watchable
  reason: A test.
"""


def test_a_citation_means_a_paragraph_its_letters_and_what_stands_above() -> None:
    coverage = load({**small_files(), COVERAGE: REGISTER}).coverage
    assert coverage is not None
    keys = {
        cite: [one.key for one in coverage.of(cite)]
        for cite in (
            "2270:29",
            "2270:29(b)",
            "2270:29(a)(i)",
            "1718:8(a)",
            "2094:Annex IV",
            "2270:2",
        )
    }
    assert keys == {
        "2270:29": ["2270-29-coal", "2270-29-iron"],
        "2270:29(b)": ["2270-29-coal"],
        "2270:29(a)(i)": ["2270-29-coal", "2270-29-iron"],
        "1718:8(a)": ["1718-08a3"],
        "2094:Annex IV": ["1718-08a3"],
        "2270:2": [],
    }
    assert [one.key for one in coverage.watched_by("dprk.2371.08.coal-export")] == ["2270-29-iron"]
    assert coverage.counts() == {"watched": 0, "partly": 1, "not_watchable": 1, "pending": 1}


def test_the_span_of_provisions_is_open_where_one_of_them_is() -> None:
    coverage = load({**small_files(), COVERAGE: REGISTER}).coverage
    assert coverage is not None
    first, second, third = coverage.provisions.values()
    assert span_of([]) is None
    assert span_of([first, second]) == Period(date(2016, 3, 2), date(2017, 8, 5))
    assert span_of([second, third]) == Period(date(2006, 10, 14))


def test_odd_entries_are_told() -> None:
    loaded = load({**small_files(), COVERAGE: b"2371-08: watched\n"})
    assert loaded.coverage is None
    assert "with the keys cite" in loaded.issues[0].message


def test_a_book_without_a_register_is_told_by_the_checks_only() -> None:
    files = small_files()
    del files[COVERAGE]
    from monitor.rulebook.book import load_rulebook_from_files
    from tests.rules.small_book import issues_of

    assert load_rulebook_from_files(files).coverage is None
    assert "RB603" in [issue.code for issue in issues_of(files)]
