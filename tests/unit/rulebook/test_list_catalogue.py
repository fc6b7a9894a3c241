"""The catalogue of lists is strict, and the shipped one holds."""

from pathlib import Path

import pytest

from monitor.errors import RuleErrors
from monitor.rulebook.list_catalogue import is_fetchable, read_catalogue

SHIPPED = Path(__file__).resolve().parents[3] / "rules" / "lists" / "lists.yaml"
ONE = "x-list: {title: X, issuer: Y, formats: [ndjson]%s}\n"


def test_the_shipped_catalogue_has_the_lists_of_the_contract() -> None:
    catalogue = read_catalogue(SHIPPED.read_bytes())
    assert [known.id for known in catalogue] == [
        "un-sc", "un-sc-vessels", "ofac-sdn", "eu-fsf", "uk-ofsi", "ftm",
    ]  # fmt: skip
    assert {known.id for known in catalogue if known.drives} == {"un-sc", "un-sc-vessels"}
    assert catalogue.find("un-sc-vessels").named == "un-sc"


def test_a_dataset_of_a_family_is_a_list_of_its_own() -> None:
    found = read_catalogue(SHIPPED.read_bytes()).find("ftm-us_ofac_sdn")
    assert (found.id, found.named, found.drives) == ("ftm-us_ofac_sdn", "ftm-us_ofac_sdn", ())


@pytest.mark.parametrize("list_id", ["un", "ftm-", "ftm-../x", "un-sc-other", ""])
def test_an_unknown_list_is_told_with_those_that_are_known(list_id: str) -> None:
    with pytest.raises(KeyError, match="is known; there are un-sc, un-sc-vessels"):
        read_catalogue(SHIPPED.read_bytes()).find(list_id)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ONE % ", colour: red", "colour"),
        (ONE % ", url: 'http://example.org/list'", "'url' must begin with https://"),
        (ONE % ", entries_min: -1", "entries_min"),
        (ONE % ", entries_min: many", "entries_min"),
        (ONE.replace("ndjson", "xlsx") % "", "formats"),
        ("X: {title: X, issuer: Y, formats: [ndjson]}\n", "small letters"),
        ("x: {title: X}\n", "issuer"),
        ("- x\n", "mapping"),
    ],
)
def test_a_broken_catalogue_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(RuleErrors, match=message) as caught:
        read_catalogue(text.encode())
    assert "lists/lists.yaml:1" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://example.org/list", True),
        ("http://127.0.0.1:8080/list", True),
        ("http://localhost/list", True),
        ("http://[::1]/list", True),
        ("http://example.org/list", False),
        ("https://user@example.org/list", False),
        ("ftp://example.org/list", False),
        ("file:///etc/hostname", False),
        ("https://", False),
        ("https://example.org:port/", False),
    ],
)
def test_an_address_goes_by_tls_or_stays_on_this_machine(url: str, may: bool) -> None:
    assert is_fetchable(url) is may
