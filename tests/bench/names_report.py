"""Compare names as others do, side by side: `make bench-names`, `ARGS=--quick` without the growth."""

import argparse
import itertools
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from monitor.domain.listing import EntryType, ListEntry
from monitor.screening.compare import compare
from monitor.screening.keys import asked_keys, listed_keys, ship_keys
from monitor.screening.matching import FILE, Matching, read_matching
from monitor.screening.words import Kind
from monitor.shipped import shipped_rules
from tests.bench import names_sets as sets
from tests.bench import names_speed as speed

YARDSTICK = Path(".cache/yardstick/bin/python")
LOGIC_AT, TOKEN_SORT_AT = 0.70, 0.80
_BANDS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.99)
_GROWTH = (1_000, 10_000, 100_000, 1_000_000)
_KINDS = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL}
_DRIVING = "DPRK"


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="without the million names")
    asked = arguments.parse_args()
    if not sets.is_there():
        print(
            f"bench-names: skipped: {sets.DATA} is not there; the pairs and lists are no part of this project"
        )
        return
    matching = read_matching(shipped_rules().joinpath(FILE).read_bytes())
    pairs, bench = sets.read_pairs(sets.PAIRS), sets.read_pairs(sets.BENCH)
    start = time.process_time()
    ours = {
        pair: float(compare(pair.left, pair.right, pair.schema, matching).score)
        for pair in (*pairs, *bench)
    }
    spent = (time.process_time() - start) / len(ours) * 1e6
    others, cost = _yardstick([*pairs, *bench])
    print(
        f"likeness of pairs, names alone: one threshold each, ours {matching.match:.2f} ({spent:.0f} µs a pair), "
        + cost
    )
    _print_sets(pairs, ours, others, matching)
    _print_open_bench(bench, ours, others, matching)
    _print_calibration(pairs, ours)
    lists = speed.read_lists(sets.LISTS)
    _print_ordinary(lists, matching)
    _print_speed(lists, matching, quick=asked.quick)


def _yardstick(pairs: Sequence[sets.Pair]) -> tuple[dict[str, dict[sets.Pair, float]], str]:
    """Score the same pairs by the other libraries; nothing where their environment is missing."""
    if not YARDSTICK.is_file():
        return {}, "nomenklatura and rapidfuzz not measured: their environment could not be made"
    lines = "".join(
        json.dumps({"schema": each.schema, "left": each.left, "right": each.right}) + "\n"
        for each in pairs
    )
    script = Path(__file__).with_name("names_yardstick.py")
    done = subprocess.run(
        [str(YARDSTICK), str(script)], input=lines, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return (
            {},
            f"nomenklatura and rapidfuzz not measured: {done.stderr.strip().splitlines()[-1]}",
        )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    seconds = rows.pop()["seconds"]
    scores: dict[str, dict[sets.Pair, float]] = defaultdict(dict)
    for pair, row in zip(pairs, rows, strict=True):
        for name, score in row.items():
            scores[name][pair] = score
    cost = ", ".join(f"{name} {spent / len(pairs) * 1e6:.0f} µs" for name, spent in seconds.items())
    return dict(scores), f"{cost}; logic at {LOGIC_AT}, token-sort at {TOKEN_SORT_AT}"


def _share(pairs: Iterable[sets.Pair], scores: dict[sets.Pair, float], least: float) -> str:
    found = [scores[pair] >= least for pair in pairs]
    return f"{sum(found) / len(found):6.3f}" if found else "     -"


def _least(name: str) -> float:
    return TOKEN_SORT_AT if name == "token-sort" else LOGIC_AT


def _print_sets(
    pairs: tuple[sets.Pair, ...],
    ours: dict[sets.Pair, float],
    others: dict[str, dict[sets.Pair, float]],
    matching: Matching,
) -> None:
    heads = "  ".join(f"{name:>10}" for name in others)
    print(f"\n{'share matched':36} pairs   ours   tune  check  target  found by keys  {heads}")
    for wanted in sets.wanted_sets(pairs):
        halves = [
            tuple(pair for pair in wanted.pairs if pair.is_tuning is tuning)
            for tuning in (True, False)
        ]
        target = (
            ""
            if wanted.target is None
            else f"{'<=' if wanted.at_most else '>='}{wanted.target:.2f}"
        )
        columns = "  ".join(
            f"{_share(wanted.pairs, scores, _least(name)):>10}" for name, scores in others.items()
        )
        print(
            f"{wanted.title:36} {len(wanted.pairs):5} {_share(wanted.pairs, ours, matching.match)} "
            f"{_share(halves[0], ours, matching.match)} {_share(halves[1], ours, matching.match)}  {target:>6}  "
            f"{_found_by_keys(wanted.pairs, ours, matching):>13}  {columns}"
        )


def _found_by_keys(
    pairs: Sequence[sets.Pair], ours: dict[sets.Pair, float], matching: Matching
) -> str:
    """Give the share of matched pairs whose right name a search for the left one compares."""
    matched = [pair for pair in pairs if ours[pair] >= matching.match]
    if not matched:
        return "-"
    found = sum(_share_a_key(pair) for pair in matched)
    return f"{found / len(matched):.3f}"


def _share_a_key(pair: sets.Pair) -> bool:
    kind = _KINDS.get(pair.schema, Kind.ORGANIZATION)
    asked = ship_keys(pair.left) if kind is Kind.VESSEL else asked_keys(pair.left)
    return not listed_keys(pair.right, kind).isdisjoint(asked)


def _print_open_bench(
    bench: tuple[sets.Pair, ...],
    ours: dict[sets.Pair, float],
    others: dict[str, dict[sets.Pair, float]],
    matching: Matching,
) -> None:
    print(
        f"\n{'open benchmark, never tuned on':36} pairs  precision  recall     F1   (target F1 >=0.80)"
    )
    for name, scores in {"ours": ours, **others}.items():
        least = matching.match if name == "ours" else _least(name)
        right = sum(scores[pair] >= least and pair.same for pair in bench)
        wrong = sum(scores[pair] >= least and not pair.same for pair in bench)
        lost = sum(scores[pair] < least and pair.same for pair in bench)
        print(
            f"  {name:34} {len(bench):5}     {right / (right + wrong):6.3f}  {right / (right + lost):6.3f} "
            f"{2 * right / (2 * right + wrong + lost):6.3f}"
        )


def _print_calibration(pairs: Sequence[sets.Pair], ours: dict[sets.Pair, float]) -> None:
    """Say whether a higher score goes with a higher share of true matches.

    The labelled different pairs are few, so every left name is also set beside the right name of
    another bearer of its set.
    """
    same = [pair for pair in pairs if pair.same]
    matching = read_matching(shipped_rules().joinpath(FILE).read_bytes())
    strangers = [
        float(compare(one.left, other.right, one.schema, matching).score)
        for one, other in zip(same, (*same[37:], *same[:37]), strict=True)
        if one.set == other.set
        and one.schema == other.schema
        and one.left != other.left
        and one.right != other.right
    ]
    strangers.extend(ours[pair] for pair in pairs if not pair.same)
    print(f"\n{'score':12} true pairs  strangers  share true")
    edges = (0.0, 0.5, 0.6, *_BANDS, 1.01)
    for low, high in itertools.pairwise(edges):
        true = sum(low <= ours[pair] < high for pair in same)
        false = sum(low <= score < high for score in strangers)
        share = f"{true / (true + false):10.3f}" if true + false else "         -"
        print(f"{low:.2f}-{min(high, 1.0):.2f}    {true:10}  {false:9}  {share}")


def _print_ordinary(lists: Sequence[ListEntry], matching: Matching) -> None:
    names = sets.read_ordinary()
    council = [entry for entry in lists if entry.list.startswith("un-sc")]
    driving = [
        entry for entry in council if _DRIVING in entry.programmes or entry.type is EntryType.VESSEL
    ]
    print(
        f"\n{len(names):,} ordinary names                  entries  matched   share   as persons  alerts  share"
    )
    for title, entries, target in (
        ("the Council's DPRK entries", driving, ""),
        ("the Council's whole list", council, "target <=0.20 %, alerts <=0.02 %"),
        ("all lists", lists, ""),
    ):
        index = speed.index_of(entries, matching.match)
        matched = alerts = persons = 0
        for name in names:
            found = index.find_anew(name)
            matched += bool(found)
            persons += any(each.entry.type is EntryType.PERSON for each in found)
            alerts += any(
                matching.alerts(each.entry.type, each.likeness, corroborated=False)
                and not each.entry.informs_only
                for each in found
            )
        print(
            f"  {title:34} {len(entries):6} {matched:8} {matched / len(names):8.3%} {persons:10} {alerts:7} "
            f"{alerts / len(names):7.3%}  {target}"
        )


def _print_speed(lists: Sequence[ListEntry], matching: Matching, *, quick: bool) -> None:
    names = sets.read_ordinary()[::4]
    print(
        f"\n{'names looked up, one core':28} entries     names  build s  memory MiB  µs a name  names/s  µs, no word seen before"
    )
    _print_row("all lists together", speed.measure(lists, names, matching.match))
    for count in _GROWTH[: 3 if quick else 4]:
        made = list(speed.generated(count))
        _print_row(f"{count:,} generated", speed.measure(made, names[:2000], matching.match))


def _print_row(title: str, found: speed.Speed) -> None:
    print(
        f"  {title:26} {found.entries:7} {found.names:9} {found.build_seconds:8.1f} {found.memory_mib:11.0f} "
        f"{found.microseconds:10.0f} {found.per_second:8.0f}  {found.cold_microseconds:10.0f}"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
