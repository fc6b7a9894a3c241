"""Distils the Korean and Mandarin readings of Han characters from the Unicode Han Database.

Run by hand when the database is renewed: `python docs/distil_hanja.py FOLDER_OF_UNIHAN_TXT`. It rewrites
monitor/screening/korean/tables/hanja.tsv; what is kept and why stands in that file's header.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "monitor/screening/korean/tables/hanja.tsv"
FILES = ("Unihan_Readings.txt", "Unihan_Variants.txt", "Unihan_OtherMappings.txt")
FIELDS = frozenset({"kHangul", "kMandarin", "kGB0", "kTraditionalVariant", "kCantonese"})
HEADER = """\
# Han characters with the readings that names use.
# Source: Unicode Han Database (Unihan) 15.0.0, fields kHangul, kMandarin, kCantonese,
# kTraditionalVariant and kGB0.
# Licence: Unicode License (https://www.unicode.org/license.txt), copyright Unicode, Inc.
# Kept: every character with a Korean reading of KS X 1001, KS X 1002, the education list or the list of
# characters for personal names (kHangul sources 0, 1, E, N), and every character of GB 2312.
# Written by docs/distil_hanja.py; not edited by hand.
# Columns: character, the traditional form it is compared as, Korean readings (* marks one of the lists for
# education or personal names), Mandarin readings in pinyin without tones (v is u with diaeresis), the first
# Cantonese reading in Jyutping without tone.
"""
BLOCK = (0x4E00, 0x9FFF)


def main(folder: Path) -> None:
    """Reads the database's text files in a folder and writes the table."""
    facts = read(folder)
    lines = [HEADER]
    for char in sorted(facts):
        row = row_of(char, facts)
        if row is not None:
            lines.append("\t".join(row) + "\n")
    OUT.write_text("".join(lines), encoding="utf-8")


def read(folder: Path) -> dict[str, dict[str, str]]:
    """Collects the wanted fields by character."""
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for name in FILES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            code, _, rest = line.partition("\t")
            field, _, value = rest.partition("\t")
            if not line.startswith("U+") or field not in FIELDS:
                continue
            if BLOCK[0] <= (point := point_of(code)) <= BLOCK[1]:
                facts[chr(point)][field] = value
    return facts


def point_of(code: str) -> int:
    """Gives the code point behind a notation like U+4E00."""
    return int(code.partition("+")[2], 16)


def row_of(char: str, facts: dict[str, dict[str, str]]) -> tuple[str, ...] | None:
    """Gives the row of one character, or None where it is not kept."""
    own = facts[char]
    forms = [chr(point_of(code)) for code in own.get("kTraditionalVariant", "").split()]
    readings = korean(own.get("kHangul", ""))
    for form in forms:
        for reading in korean(facts.get(form, {}).get("kHangul", "")):
            if reading.rstrip("*") not in {each.rstrip("*") for each in readings}:
                readings.append(reading)
    if not readings and "kGB0" not in own:
        return None
    pinyin = list(dict.fromkeys(map(toneless, own.get("kMandarin", "").split())))
    if not readings and not pinyin:
        return None
    form = next((each for each in forms if each != char), char)
    cantonese = next(iter(own.get("kCantonese", "").split()), "").rstrip("123456")
    return char, form, ",".join(readings), ",".join(pinyin), cantonese


def korean(field: str) -> list[str]:
    """Gives the readings of a kHangul field that a kept source vouches for."""
    found = []
    for each in field.split():
        reading, _, sources = each.partition(":")
        if set(sources) & set("01EN"):
            found.append(reading + ("*" if set(sources) & set("EN") else ""))
    return found


def toneless(syllable: str) -> str:
    """Takes the tone off a pinyin syllable and writes its u with diaeresis as v."""
    bare = re.sub("[\u0300\u0301\u0304\u030c]", "", unicodedata.normalize("NFD", syllable))
    return unicodedata.normalize("NFC", bare).replace("ü", "v").replace("ê", "e")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
