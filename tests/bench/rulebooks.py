"""Rulebooks of any size: the shipped rules, and variations of them that are judged as they are.

A variation is a shipped rule file under another id, with other commodities, HS chapters, activities
and roles in its clauses and so in its anchor. The commodities are those of the mix's linked cargo,
so that the anchors of the variations are met as often as those of the rules that they come from;
a rule that nothing could reach would only make the figures look better. Everything goes through
the real loader.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.bench.linked import EXPORTS, FUELS, IMPORTS, LAWFUL

RULES = Path(__file__).parents[2] / "rules"
_COMMODITIES = (
    "coal", "iron-ore", "iron", "lead", "base-metals-2321", "gold-and-rare", "seafood", "textiles",
    "farm-products-2397", "earth-stone-2397", "wood-2397", "machinery", "electrical",
    "road-vehicles", "vessels", "metals-2397", "refined-petroleum", "crude-oil",
    "aviation-and-rocket-fuel", "luxury-2094", "luxury-2270", "food", "medicine",
)  # fmt: skip
_PRODUCTS = ("lpg", "gasoline", "kerosene", "diesel", "fuel-oil", "lubricants")
_CHAPTERS = tuple(sorted({ware.hs_code[:2] for ware in (*EXPORTS, *IMPORTS, *FUELS, *LAWFUL)}))
_ACTIVITIES_AT_SEA = ("port_call", "encounter", "bunkering", "insurance", "inspection", "charter")
_ACTIVITIES_ASHORE = (
    "employment", "training", "joint_venture", "bank_branch", "scientific_cooperation",
    "specialized_teaching", "bank_account", "repatriation",
)  # fmt: skip
_ROLES = ("consignor", "consignee", "shipowner", "operator", "debtor", "creditor", "partner")
_ACTIVITY = re.compile(r"(event\.activity: )(\[[^\]]*\]|[a-z_]+)")
_ROLE = re.compile(r"((?:parties\.[a-z_]*roles|party\.role): )(\[[^\]]*\]|[a-z_]+)")
_COMMODITY = re.compile(r'"@commodity\.([a-z0-9-]+)"')
_STRIDE = 5
"""How far apart two rules stand in the pool, so that one turn does not vary all to one thing."""
_CASES = """\
tests:
  - name: Long before anybody adopted it this rule is not in force
    given: {occurred_on: 1990-01-01}
    expect: {verdict: none, because: not_in_force}
"""


def make_rulebook(folder: Path, size: int, shipped: Path = RULES) -> Path:
    """Write a rulebook of exactly so many rules to an empty folder.

    Args:
        folder: Where to write it.
        size: How many rules it shall have.
        shipped: The rulebook that the rules are taken from.
    """
    files = sorted((shipped / "dprk").glob("*.yaml"))
    kept = files if size >= len(files) else [files[i * len(files) // size] for i in range(size)]
    (folder / "dprk").mkdir(parents=True)
    shutil.copy(shipped / "rulebook.yaml", folder)
    shutil.copytree(shipped / "vocab", folder / "vocab")
    with (folder / "vocab" / "commodities.yaml").open("a", encoding="utf-8") as vocab:
        vocab.write("".join(_chapter(chapter) for chapter in _CHAPTERS))
    for file in kept:
        shutil.copy(file, folder / "dprk")
    variations = _variations([(file.stem, file.read_text(encoding="utf-8")) for file in files])
    for name, text in islice(variations, size - len(kept)):
        (folder / "dprk" / f"{name}.yaml").write_text(text, encoding="utf-8")
    if (made := len(list((folder / "dprk").iterdir()))) != size:
        msg = f"{made} rules can be made of the shipped ones, and {size} were asked for"
        raise ValueError(msg)
    return folder


def _chapter(chapter: str) -> str:
    return (
        f"\nhs-chapter-{chapter}:\n  label: goods of HS chapter {chapter}\n"
        f'  hs:\n    - {{prefix: "{chapter}", basis: memory}}\n'
    )


def _variations(rules: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give variations, one of each rule in turn, as long as there are any."""
    number = 0
    for turn in range(1, len(_pool())):
        for place, (name, text) in enumerate(rules):
            varied = _vary(text, turn, turn + place * _STRIDE, number + 1)
            if varied is not None:
                number += 1
                yield f"{name}-v{number:03}", varied


def _vary(text: str, turn: int, choice: int, number: int) -> str | None:
    """Give a rule file under another id with other things in its clauses; None if it has none."""
    start = text.index("\napplies_to:")
    end = text.index("\ntests:")
    head, body = text[:start], text[start:end]
    pool = _pool()
    if "\nkind: limit" in text:
        # A limit counts in barrels, so it has as many variations as there are products.
        if turn > len(_PRODUCTS) or "\n  product:" in text:
            return None
        pool = _PRODUCTS
    changed = _COMMODITY.sub(_other(pool, choice), body)
    at_sea = "vessel_activity" in body.partition("for_each")[0]
    activities = _ACTIVITIES_AT_SEA if at_sea else _ACTIVITIES_ASHORE
    changed = _ACTIVITY.sub(_others(activities, choice), changed)
    changed = _ROLE.sub(_others(_ROLES, choice), changed)
    if changed == body:
        return None
    head = re.sub(r"(?m)^(id: \S+)$", rf"\1-v{number:03}", head)
    return f"{head}{changed}\n{_CASES}"


def _pool() -> tuple[str, ...]:
    return (*_COMMODITIES, *(f"hs-chapter-{chapter}" for chapter in _CHAPTERS))


def _other(pool: Sequence[str], choice: int) -> Callable[[re.Match[str]], str]:
    """Replace each name by another one, and equal names by equal ones."""
    chosen: dict[str, str] = {}

    def replaced(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in chosen:
            chosen[name] = pool[(choice + len(chosen)) % len(pool)]
        return f'"@commodity.{chosen[name]}"'

    return replaced


def _others(pool: Sequence[str], choice: int) -> Callable[[re.Match[str]], str]:
    """Replace a value, or each of a list, by others of the pool."""

    def replaced(match: re.Match[str]) -> str:
        key, value = match.groups()
        count = min(len(pool), value.count(",") + 1)
        names = [pool[(choice + place) % len(pool)] for place in range(count)]
        return f"{key}[{', '.join(names)}]" if value.startswith("[") else f"{key}{names[0]}"

    return replaced
