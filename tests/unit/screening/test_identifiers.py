"""One form for each number; which number speaks against an equal name."""

import pytest

from monitor.domain.listing import EntryType, ListedIdentifier, ListEntry
from monitor.screening.identifiers import (
    contradiction,
    normalise_identifier,
    number_forms,
    scheme_title,
)


@pytest.mark.parametrize(
    ("scheme", "value", "form"),
    [
        ("crypto_address", "0xABCDEF0123", "0xabcdef0123"),
        ("crypto_address", " BC1QEXAMPLE ", "bc1qexample"),
        ("crypto_address", "1ExampleBase58", "1ExampleBase58"),
        ("crypto_address", "TExampleTron", "TExampleTron"),
        ("bic", "exam kp py xxx", "EXAMKPPY"),
        ("imo_company", "IMO 5145892", "5145892"),
        ("imo", "IMO5145892", "5145892"),
        ("lei", "5299 000E XAMPLE", "5299000EXAMPLE"),
        ("passport", "№ 654-321", "NO654321"),
    ],
)
def test_a_number_has_one_form(scheme: str, value: str, form: str) -> None:
    assert normalise_identifier(scheme, value) == form
    assert number_forms(scheme, value)[0] == form


def test_an_empty_number_has_no_form() -> None:
    assert number_forms("lei", " - ") == ()


def test_titles_are_what_people_say() -> None:
    assert scheme_title("mmsi") == "MMSI"
    assert scheme_title("driving_licence") == "driving licence"


class TestContradiction:
    ENTRY = ListEntry(
        "un-sc", "F1", EntryType.ORGANIZATION, "EXAMPLE", (),
        identifiers=(ListedIdentifier("lei", "AB 12"), ListedIdentifier("passport", "P1")),
    )  # fmt: skip

    def test_another_value_of_a_number_that_one_bearer_has_once(self) -> None:
        assert contradiction([("lei", "CD34")], self.ENTRY) == (
            "but LEI CD34 is another than the entry's AB 12"
        )

    @pytest.mark.parametrize("given", [("lei", "ab-12"), ("passport", "P2"), ("bic", "EXAMKPPY")])
    def test_the_same_value_and_numbers_that_one_may_have_several_of(
        self, given: tuple[str, str]
    ) -> None:
        assert contradiction([given], self.ENTRY) is None
