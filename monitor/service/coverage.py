"""Which provisions are watched, by which rules, with how many cases, and what is amiss.

A provision is accounted for where a judged rule watches it, or where the register says why no
report could show it. The one that is pending, or that names a rule which does not watch, is a fault.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from monitor.domain.period import Period
from monitor.rulebook.book import RuleBook
from monitor.rulebook.coverage import Provision, Watch
from monitor.rulebook.rule import Rule


def short_name(rule: Rule) -> str:
    """Name a rule by its id: paragraph and matter, as ``2371:8 coal export``."""
    _, number, paragraph, matter = rule.id.split(".", 3)
    words = ("DPRK" if word == "dprk" else word for word in matter.split("-"))
    return f"{number}:{int(paragraph)} {' '.join(words)}"


@dataclass(frozen=True, slots=True)
class Covered:
    """A provision of the register with its watch.

    Attributes:
        instrument: The resolution, as ``S/RES/2371 (2017)``.
        rules: The rules named there that exist.
        cases: How many embedded cases those rules have.
        faults: In words, why it does not count as accounted for.
    """

    provision: Provision
    instrument: str
    rules: tuple[Rule, ...]
    cases: int
    faults: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Give the public shape."""
        entry = self.provision
        return {
            "provision": entry.key,
            "instrument": self.instrument,
            "cites": list(entry.cites),
            "title": entry.title,
            "force": entry.force,
            "from": entry.from_.isoformat(),
            "until": None if entry.until is None else entry.until.isoformat(),
            "status": entry.status.value,
            "rules": list(entry.rules),
            "cases": self.cases,
            "reason": entry.reason,
            "evidence": entry.evidence,
            "faults": list(self.faults),
        }


def covered(book: RuleBook) -> tuple[Covered, ...]:
    """Give every provision in the order of the register; none where the book has no register."""
    if book.coverage is None:
        return ()
    rules = {rule.id: rule for rule in book.all_rules}
    return tuple(_covered(book, entry, rules) for entry in book.coverage.provisions.values())


def _covered(book: RuleBook, entry: Provision, rules: Mapping[str, Rule]) -> Covered:
    named = tuple(rules[rule_id] for rule_id in entry.rules if rule_id in rules)
    number = entry.cites[0].partition(":")[0]
    known = book.vocab.instruments.get(number)
    return Covered(
        provision=entry,
        instrument=number if known is None else known.instrument,
        rules=named,
        cases=sum(len(rule.tests) for rule in named),
        faults=tuple(_faults(entry, rules)),
    )


def _faults(entry: Provision, rules: Mapping[str, Rule]) -> Iterator[str]:
    for rule_id in entry.rules:
        rule = rules.get(rule_id)
        if rule is None:
            yield f"there is no rule '{rule_id}'"
        elif not rule.is_judged:
            yield f"the rule '{rule_id}' is {rule.status.value} and watches nothing"
    needs_rules = entry.status in {Watch.WATCHED, Watch.PARTLY}
    if needs_rules and not entry.rules:
        yield "it counts as watched and names no rule"
    if entry.status is not Watch.WATCHED and not (entry.reason or entry.status is Watch.PENDING):
        yield "it gives no reason"
    if entry.status is Watch.PENDING:
        yield "it is neither watched nor explained"


@dataclass(frozen=True, slots=True)
class Summary:
    """How much of the register is accounted for."""

    provisions: int
    counts: Mapping[str, int]
    faults: int
    rules: int
    cases: int

    @property
    def is_whole(self) -> bool:
        """Whether every provision is watched or explained."""
        return self.faults == 0

    def __str__(self) -> str:
        parts = ", ".join(
            f"{count} {name.replace('_', ' ')}" for name, count in self.counts.items()
        )
        good = self.provisions - self.faults
        return (
            f"{good} of {self.provisions} provisions accounted for ({parts}) "
            f"by {self.rules} rules with {self.cases} cases; {self.faults} at fault"
        )


def summary(found: tuple[Covered, ...]) -> Summary:
    """Sum the register up; a rule that watches several provisions counts once."""
    rules = {rule.id: rule for one in found for rule in one.rules}
    counts = {status.value: 0 for status in Watch}
    for one in found:
        counts[one.provision.status.value] += 1
    return Summary(
        provisions=len(found),
        counts=counts,
        faults=sum(bool(one.faults) for one in found),
        rules=len(rules),
        cases=sum(len(rule.tests) for rule in rules.values()),
    )


# --- the law's history ---------------------------------------------------------------------------

_GOODS = ("measure.export-ban", "measure.import-ban", "measure.import-limit")
"""Measures on goods: what moves tells more than which way, so their topic is the sector."""
_SECTOR, _MEASURE = "sector.", "measure."


@dataclass(frozen=True, slots=True)
class Span:
    """A rule on the time line."""

    rule: Rule
    period: Period


@dataclass(frozen=True, slots=True)
class Lane:
    """One topic of the law and the rules that were ever in force on it, oldest first."""

    tag: str
    name: str
    meaning: str
    spans: tuple[Span, ...]


def lanes(book: RuleBook) -> tuple[Lane, ...]:
    """Give the law's history by topic, in the order of the tags of the vocabulary.

    A rule on goods stands under each of its sectors, any other under each of its measures.
    """
    by_tag: dict[str, list[Span]] = {tag: [] for tag in _tags_in_order(book)}
    for rule in book.rules:
        for tag in _topics(rule):
            by_tag.setdefault(tag, []).append(
                Span(rule, Period(rule.in_force.from_, rule.in_force.until))
            )
    return tuple(_lane(tag, spans, book) for tag, spans in by_tag.items() if spans)


def _tags_in_order(book: RuleBook) -> list[str]:
    tags = list(book.vocab.tags)
    return [
        *(tag for tag in tags if tag.startswith(_SECTOR)),
        *(tag for tag in tags if tag.startswith(_MEASURE)),
    ]


def _topics(rule: Rule) -> list[str]:
    sectors = [tag for tag in rule.tags if tag.startswith(_SECTOR)]
    measures = [tag for tag in rule.tags if tag.startswith(_MEASURE)]
    others = [tag for tag in measures if tag not in _GOODS]
    return others if others or not sectors else sectors


def _lane(tag: str, spans: list[Span], book: RuleBook) -> Lane:
    name = tag.partition(".")[2].replace("-", " ")
    return Lane(
        tag=tag,
        name=name[:1].upper() + name[1:],
        meaning=book.vocab.tags.get(tag, ""),
        spans=tuple(sorted(spans, key=_place)),
    )


def _place(span: Span) -> tuple[date, date, str]:
    return span.period.start, span.period.until or date.max, span.rule.id
