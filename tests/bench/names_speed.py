"""How fast names are found, how that grows with the lists, and what memory it takes."""

import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from feeds.lists.formats import form_of, read_list, unpacked
from monitor.domain.listing import EntryType, ListEntry, Measure
from monitor.screening import alignment, keys, koreans, letters, words
from monitor.screening.similar import NameIndex

_BYTES_MAX = 200_000_000
_MEMOS = (
    letters.fold, letters.eastern_fold, words._person_word, keys._part, keys._frame,
    alignment._spelled_alike, koreans.read,
)  # fmt: skip
_SYLLABLES = (
    "ka",
    "ra",
    "ni",
    "to",
    "mi",
    "sa",
    "lo",
    "ve",
    "du",
    "ri",
    "ban",
    "kor",
    "tal",
    "men",
    "sur",
    "vik",
    "dor",
    "lam",
    "nes",
    "pol",
    "gar",
    "hin",
    "jor",
    "fal",
    "zem",
    "tch",
    "sk",
    "br",
    "gl",
    "dr",
    "pr",
    "mos",
    "lin",
    "wen",
    "bur",
    "cas",
    "fen",
    "hal",
    "ost",
    "und",
    "ern",
    "alt",
)


@dataclass(frozen=True, slots=True)
class Speed:
    """What finding names in one index took; seconds are of processor time on one core."""

    entries: int
    names: int
    build_seconds: float
    memory_mib: float
    microseconds: float
    cold_microseconds: float

    @property
    def per_second(self) -> float:
        """Names a second, no result and no name remembered."""
        return 1e6 / self.microseconds


def read_lists(paths: Sequence[Path]) -> list[ListEntry]:
    """Read list files as the program's own readers do."""
    entries: list[ListEntry] = []
    for path in paths:
        raw = unpacked(path.read_bytes(), _BYTES_MAX)
        form = form_of(raw)
        entries.extend(each.entry for each in read_list(form, {path.name: raw}, form).entries)
    return entries


def index_of(entries: Sequence[ListEntry], least: float) -> NameIndex:
    """Index the names of entries."""
    index = NameIndex(least)
    for entry in entries:
        index.add(entry, (entry.name, *entry.aliases), added=False)
    return index


def measure(entries: Sequence[ListEntry], asked: Sequence[str], least: float) -> Speed:
    """Build an index and look distinct names up in it, the best of three rounds.

    No look-up is remembered from name to name; words are, as any table of words is. What it costs
    when no word was ever seen stands beside it.
    """
    before = memory_mib()
    start = time.process_time()
    index = index_of(entries, least)
    build = time.process_time() - start
    memory = memory_mib() - before
    cold = _cold(index, asked[: len(asked) // 4])
    rounds = [_round(index, asked) for _ in range(3)]
    return Speed(len(entries), index.size, build, memory, min(rounds), cold)


def _round(index: NameIndex, asked: Sequence[str]) -> float:
    start = time.process_time()
    for name in asked:
        index.find_anew(name)
    return (time.process_time() - start) / len(asked) * 1e6


def _cold(index: NameIndex, asked: Sequence[str]) -> float:
    spent = 0.0
    for name in asked:
        for memo in _MEMOS:
            memo.cache_clear()
        start = time.process_time()
        index.find_anew(name)
        spent += time.process_time() - start
    return spent / len(asked) * 1e6


def memory_mib() -> float:
    """Give the memory of this process, as it stands where the system tells, else at its highest."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


def generated(count: int, seed: int = 1718) -> Iterator[ListEntry]:
    """Make entries with names that never repeat, two in three of persons."""
    rng = random.Random(seed)
    held = (Measure("listed", date(2020, 1, 1)),)
    for number in range(count):
        is_firm = number % 3 == 0
        name = " ".join(_word(rng) for _ in range(2 + rng.randrange(2)))
        text = f"{name} Trading Co Ltd" if is_firm else name
        kind = EntryType.ORGANIZATION if is_firm else EntryType.PERSON
        yield ListEntry("generated", f"G{number}", kind, text.title(), held)


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(2 + rng.randrange(2)))
