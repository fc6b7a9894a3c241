"""The tables say where they come from, hold what their readers expect, and name their content."""

import re
from importlib import resources

import pytest

from monitor.screening.korean import TABLES_DIGEST
from monitor.screening.korean.hangul import INITIALS, MEDIALS, is_syllable
from monitor.screening.korean.tables import digest, rows, weights

FOLDER = resources.files("monitor.screening.korean") / "tables"
NAMES = sorted(
    each.name.removesuffix(".tsv") for each in FOLDER.iterdir() if each.name.endswith(".tsv")
)


def header(name: str) -> str:
    text = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if line.startswith("#"))


@pytest.mark.parametrize("name", NAMES)
def test_every_table_names_its_source_and_columns(name: str) -> None:
    said = header(name)
    assert re.search(r"Sources?:", said)
    assert "Columns:" in said
    assert list(rows(name))


def test_the_table_taken_from_a_database_names_its_licence() -> None:
    assert "Unicode License" in header("hanja")


def test_the_digest_names_the_content_of_all_tables() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", TABLES_DIGEST)
    assert digest() == TABLES_DIGEST


def test_every_system_spells_every_plain_letter() -> None:
    spelled = {
        (system, letter) for system, part, letter, *_ in rows("romanisation") if part != "final"
    }
    for system in ("mr", "rr", "nk", "ko"):
        for letter in INITIALS + MEDIALS:
            assert (system, letter) in spelled


def test_weights_lie_above_nothing_and_at_most_at_one() -> None:
    for *_, latin, cyrillic in rows("surnames"):
        for weight in (*weights(latin).values(), *weights(cyrillic).values()):
            assert 0.0 < weight <= 1.0
    for _, _, _, _, *pairs in rows("loose_spellings"):
        for weight in weights(",".join(pairs)).values():
            assert 0.0 < weight <= 1.0


def test_family_names_are_hangul_with_han_characters() -> None:
    for hangul, characters, *_ in rows("surnames"):
        assert all(map(is_syllable, hangul))
        assert all("一" <= each <= "鿿" for each in characters)


def test_every_word_of_an_organisation_has_one_row_in_each_language() -> None:
    seen: set[tuple[int, str]] = set()
    names: set[str] = set()
    for name, _, weight, *columns in rows("org_words"):
        assert name not in names, name
        names.add(name)
        if weight == "=":
            assert len(name.split()) > 1
        else:
            assert 0.0 < float(weight) <= 2.0
        for column, field in enumerate(columns):
            for word in field.split(",") if field != "-" else ():
                assert (column, word) not in seen, (name, word)
                seen.add((column, word))


def test_the_parts_of_a_joined_word_have_rows_of_their_own() -> None:
    own = {name for name, _, weight, *_ in rows("org_words") if weight != "="}
    for name, _, weight, *_ in rows("org_words"):
        if weight == "=":
            assert set(name.split()) <= own, name
