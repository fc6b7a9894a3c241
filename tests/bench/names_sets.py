"""The labelled pairs and the lists that the comparison of names is measured on; none is committed."""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PAIRS = DATA / "pairs" / "name_pairs_dev.jsonl.gz"
BENCH = DATA / "pairs" / "name_bench.jsonl.gz"
ORDINARY = DATA / "pairs" / "ordinary_names.csv.gz"
LISTS = (
    DATA / "unsc" / "UN_consolidated.2026-02-27.xml.gz",
    DATA / "unsc" / "un1718_designated_vessels_from_eu_annexes.csv",
    DATA / "ofac" / "sdn_2021-03-10_full.xml.gz",
    DATA / "eu" / "eu_fsf_2021-03-02_prk_only.xml",
    DATA / "uk" / "uk_conlist_2022-05-05_dprk_rows.csv",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and whether they are one bearer's; ``spelling`` where their spellings are alike."""

    set: str
    schema: str
    left: str
    right: str
    same: bool
    spelling: bool = False

    @property
    def is_tuning(self) -> bool:
        """Tell the half that values were set on from the half that they were checked on."""
        return hashlib.sha256(self.left.encode()).digest()[-1] % 2 == 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A set of pairs of one kind, with the share of matches that is wanted; ``at_most`` for false ones."""

    title: str
    pairs: tuple[Pair, ...]
    target: float | None = None
    at_most: bool = False


def is_there() -> bool:
    """Tell whether the data is at hand."""
    return PAIRS.is_file() and BENCH.is_file() and ORDINARY.is_file()


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Read a file of labelled pairs."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return tuple(
        Pair(
            row["set"], row["schema"], row["left"], row["right"], row["same"],
            bool(row.get("spelling")),
        )
        for row in rows
    )  # fmt: skip


def read_ordinary() -> tuple[str, ...]:
    """Read the ordinary names of all the world."""
    with gzip.open(ORDINARY, "rt", encoding="utf-8", newline="") as file:
        return tuple(row["full_name"] for row in csv.DictReader(file))


def wanted_sets(pairs: tuple[Pair, ...]) -> Iterator[Wanted]:
    """Give the sets in the order of the targets, then the others."""

    def of(name_of_set: str, *schemas: str, spelled: bool = False) -> tuple[Pair, ...]:
        return tuple(
            pair
            for pair in pairs
            if pair.set == name_of_set
            and pair.same
            and (not schemas or pair.schema in schemas)
            and (pair.spelling or not spelled)
        )

    firms = ("Organization", "Company", "LegalEntity")
    yield Wanted("persons Hangul-Latin", of("cross-script-Hangul", "Person"), 0.90)
    yield Wanted("Korean persons, North style", of("korean-persons-north-style"), 0.93)
    yield Wanted("Korean persons, other styles", of("korean-persons-other"), 0.85)
    yield Wanted("persons Han-Latin", of("cross-script-Han", "Person"), 0.70)
    yield Wanted("persons Cyrillic-Latin", of("cross-script-Cyrillic", "Person"), 0.85)
    yield Wanted("DPRK persons across lists", of("dprk-cross-list", "Person"), 0.80)
    yield Wanted("  spelled alike", of("dprk-cross-list", "Person", spelled=True), 0.92)
    yield Wanted(
        "DPRK organisations spelled alike", of("dprk-cross-list", *firms, spelled=True), 0.75
    )
    yield Wanted("Hangul organisations by meaning", of("cross-script-Hangul", *firms), 0.40)
    yield Wanted("DPRK organisations across lists", of("dprk-cross-list", *firms))
    yield Wanted("organisations Han-Latin", of("cross-script-Han", *firms))
    yield Wanted("organisations Cyrillic-Latin", of("cross-script-Cyrillic", *firms))
    yield Wanted("persons Arabic-Latin", of("cross-script-Arabic", "Person"))
    different = tuple(pair for pair in pairs if pair.set == "dprk-cross-list" and not pair.same)
    yield Wanted("different DPRK pairs matched", different, 0.01, at_most=True)
