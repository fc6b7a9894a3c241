"""Everything that is known of an alert, gathered once for every document about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from monitor.domain.alert import Alert
from monitor.domain.ports import AlertEntry, LinkedFinding, Store, StoredEvent
from monitor.rulebook.book import RuleBook
from monitor.rulebook.clauses import Block
from monitor.rulebook.rule import Rule
from monitor.service.phrases import missing_words, test_words, words

FINDINGS_MAX: Final = 200
Json = Mapping[str, Any]


class Books(Protocol):
    """The rulebook in use, and earlier ones that findings were made with."""

    @property
    def current(self) -> RuleBook:
        """The rulebook that new events are judged with."""
        ...

    def by_digest(self, digest: str) -> RuleBook | None:
        """Rebuild a stored rulebook, or ``None`` if it is not kept or does not load."""
        ...


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exemption: how it stands, what is missing, and what would prove it."""

    title: str
    cite: str
    state: str
    missing: tuple[str, ...]
    refused: tuple[str, ...]
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """An alert with its rule as it was judged, its newest finding, its event and its story.

    ``rule`` is of the rulebook that made the finding; ``finding`` and ``event`` are empty for an
    alert about the machine.
    """

    alert: Alert
    rule: Rule | None
    linked: LinkedFinding | None
    finding: Json
    event: Json
    screening: Sequence[Json]
    exemptions: Sequence[Exemption]
    missing: Sequence[str]
    findings: Sequence[LinkedFinding]
    entries: Sequence[AlertEntry]

    @property
    def cites(self) -> tuple[str, ...]:
        """The paragraphs in the Council's wording, the deciding one first."""
        cited = self.finding.get("provisions") or []
        if cited:
            return tuple(f"{one['instrument']}, paragraph {one['paragraph']}" for one in cited)
        if self.rule is not None:
            return tuple(
                f"{one.instrument}, paragraph {one.paragraph}" for one in self.rule.citations
            )
        return self.alert.provisions

    @property
    def occurred_on(self) -> date | None:
        """The day whose law applied."""
        return None if self.linked is None else self.linked.occurred_on

    @property
    def summary(self) -> str:
        """What happened, in one sentence."""
        return str(self.finding.get("summary") or self.alert.summary)


def dossier_of(alert: Alert, store: Store, books: Books) -> Dossier:
    """Gather what is known of an alert."""
    findings = store.alert_findings(alert.id, FINDINGS_MAX)
    linked = findings[0] if findings else None
    found: Json = {} if linked is None else linked.finding
    book = _book(linked, books)
    rule = next((one for one in book.all_rules if one.id == alert.rule), None)
    version = None if linked is None else _version(store.event_versions(linked.key), linked.version)
    judged: Json = {} if version is None else version.judgement or {}
    listed = {name for one in found.get("exemptions", ()) for name in one["missing"]}
    return Dossier(
        alert=alert,
        rule=rule,
        linked=linked,
        finding=found,
        event={} if version is None else read_event(version.version.raw),
        screening=judged.get("screening", ()),
        exemptions=[_exemption(one, rule, book) for one in found.get("exemptions", ())],
        missing=[
            missing_words(name, book) for name in found.get("missing", ()) if name not in listed
        ],
        findings=findings,
        entries=store.alert_entries(alert.id),
    )


def read_event(raw: bytes) -> Json:
    """Read the kept text of an accepted event; decimals keep every digit."""
    body: Json = json.loads(raw.decode("utf-8-sig"), parse_float=Decimal)
    return body


def _book(linked: LinkedFinding | None, books: Books) -> RuleBook:
    if linked is None or linked.rulebook == books.current.digest:
        return books.current
    return books.by_digest(linked.rulebook) or books.current


def _version(versions: Sequence[StoredEvent], number: int) -> StoredEvent | None:
    return next((one for one in versions if one.version.version == number), None)


def _exemption(view: Json, rule: Rule | None, book: RuleBook) -> Exemption:
    known = {} if rule is None else {one.id: one for one in rule.exemptions}
    exemption = known.get(view["id"])
    granted = None if exemption is None else exemption.granted_when
    provision = view["provision"]
    return Exemption(
        title=view["title"],
        cite=f"{provision['instrument']}, paragraph {provision['paragraph']}",
        state=view["state"],
        missing=tuple(missing_words(name, book) for name in view["missing"]),
        refused=tuple(_refused(name, granted, book) for name in view["refused"]),
        proof=()
        if granted is None
        else tuple(ask for name in granted.clauses for ask in _asks(granted, name, book)),
    )


def _asks(block: Block, name: str, book: RuleBook) -> list[str]:
    clause = block.clauses.get(name)
    if clause is None:
        return []
    return [
        f"{missing_words(line.field, book)}: {test_words(line.test, book)}" for line in clause.tests
    ]


def _refused(name: str, granted: Block | None, book: RuleBook) -> str:
    asks = [] if granted is None else _asks(granted, name, book)
    return f"{words(name)} ({'; '.join(asks)})" if asks else words(name)


def flat(value: object, path: str = "") -> list[tuple[str, str]]:
    """Lay an event out as paths and values, as evidence names them."""
    match value:
        case Mapping():
            return [
                pair
                for key, below in value.items()
                for pair in flat(below, f"{path}/{key}" if path else str(key))
            ]
        case list() | tuple():
            return [
                pair for place, below in enumerate(value) for pair in flat(below, f"{path}/{place}")
            ]
        case None:
            return []
        case bool():
            return [(path, "yes" if value else "no")]
        case Decimal():
            return [(path, format(value, "f"))]
        case datetime() | date():
            return [(path, value.isoformat())]
        case _:
            return [(path, str(value))]
