"""The way of one event through the engine: links, facts, network, judge, limits, findings."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Context, localcontext

from monitor.domain.event.cargo import Vessel, imo_digits
from monitor.domain.event.kinds import CommitteeReport, Event, part_of
from monitor.domain.event.party import ExemptionClaim
from monitor.domain.event.rejected import Reason
from monitor.domain.finding import (
    Delivery,
    Finding,
    Firing,
    Judgement,
    ScreeningMatch,
    Undecided,
    outcome_of,
)
from monitor.domain.listing import Candidate
from monitor.domain.ports import HistoryReader, LedgerReader, Sighting
from monitor.domain.provision import Citation
from monitor.domain.truth import Truth
from monitor.engine.claims import all_claims
from monitor.engine.clearing import Clearances, consult
from monitor.engine.enrich import Enriched, LinkFinder, Prepared, enrich, span_start
from monitor.engine.facts import Port, Sheet, Subject
from monitor.engine.findings import Judged, findings_of, limit_findings, undecided_of
from monitor.engine.judge import Judge, Opinion, deciding_days, is_in_force
from monitor.engine.network import AnchorCompiler, Network
from monitor.engine.tally import Tally, delivery_day, tally
from monitor.rulebook.book import RuleBook
from monitor.rulebook.rule import Kind, Rule
from monitor.screening.index import ListIndex

ARITHMETIC = Context(prec=80)
"""Wide enough that no sum of contract-sized quantities is ever rounded."""


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """What one rule says of one event, for embedded cases and for readers.

    ``because`` is ``not_in_force``, ``not_applicable``, ``anchor``, ``match``, ``incomplete`` or
    ``uncertain``.
    """

    rule: str
    because: str
    findings: tuple[Finding, ...]
    undecided: Undecided | None
    opinions: tuple[Opinion, ...]


class Engine:
    """Judges events by one rulebook and one state of the lists; pure, and safe to share."""

    def __init__(
        self, book: RuleBook, lists: ListIndex, clearances: Clearances | None = None
    ) -> None:
        """Compile the rulebook.

        Args:
            book: The rules.
            lists: The state of the lists.
            clearances: Matches that people found not to be the same; asked only where there are
                matches.

        Raises:
            EngineError: the network cannot hold an anchor.
        """
        self.book = book
        self.rulebook = book.digest
        self.lists = lists.digest
        self._index = lists
        self._clearances = clearances
        self._vocab = book.vocab
        self._target = book.target_country
        self._finder = LinkFinder(book.vocab, book.target_country)
        self._rules = {rule.id: rule for rule in book.rules if rule.is_judged}
        self._judge = Judge(
            self._absent_is_none, self._vocab.members, self._place_holds, self._is_of_event
        )
        self._judge.learn(self._rules.values())
        compiler = AnchorCompiler(self._field_type, self._open_when_absent, self._vocab.members)
        self._network = Network(tuple(self._rules.values()), compiler, self._is_of_event)

    def consulting(self, clearances: Clearances | None) -> "Engine":
        """Give the same engine, compiled once, that asks other clearances."""
        other = copy(self)
        other._clearances = clearances  # noqa: SLF001 - a copy of its own kind
        return other

    def judge(self, event: Event, history: HistoryReader, ledger: LedgerReader) -> Judgement:
        """Say what the rules say of one event; changes nothing."""
        prepared = self.prepare(event, history)
        if not prepared.is_linked:
            return self._judgement(prepared, (), (), [])
        with localcontext(ARITHMETIC):
            return self._judge_linked(prepared, ledger)

    def prepare(self, event: Event, history: HistoryReader) -> Prepared:
        """Find links, list candidates and what history says of the event's hulls."""
        sightings = _sightings(event, history)
        links = self._finder.find(event, sightings)
        candidates = tuple(self._screen(event))
        if not candidates:
            return Prepared(event, links, (), sightings)
        consulted = consult(event, candidates, self._clearances)
        deciding = tuple(each for each in consulted.counting if each.decides)
        informing = tuple(each for each in consulted.counting if not each.decides)
        return Prepared(event, links, deciding, sightings, consulted.answered, informing)

    def enriched(self, prepared: Prepared) -> Enriched:
        """Work out the facts of a prepared event."""
        return enrich(prepared, self._vocab, self._target)

    def refusals(self, event: Event) -> tuple[Reason, ...]:
        """Give contract faults that only the rulebook shows: a report over a turn of its limit."""
        if not isinstance(event, CommitteeReport):
            return ()
        for rule in self._rules.values():
            limit = rule.limit
            if limit is None or not self._counts(rule, event):
                continue
            first, last = limit.window_on(event.period.from_), limit.window_on(event.period.to)
            if (first and first.start) != (last and last.start):
                turn = last.start if last is not None else None
                return (
                    Reason(
                        "period",
                        f"the period spans a turn of the limit {rule.id}"
                        f"{f' on {turn}' if turn else ''}: report each side of it apart",
                    ),
                )
        return ()

    def sightings(self, event: Event) -> tuple[Sighting, ...]:
        """Give what must be remembered of the event's hulls: only what ties them to the target."""
        place = part_of(event, "place")
        country = None if place is None else place.country or (place.locode or "")[:2] or None
        found = []
        for vessel in _vessels(event):
            imo = imo_digits(vessel.imo) if vessel.imo is not None else None
            flags = {vessel.flag, *vessel.former_flags, vessel.shown.flag if vessel.shown else None}
            if imo is None or (self._target not in flags and country != self._target):
                continue
            flag = self._target if self._target in flags else vessel.flag
            found.append(Sighting(imo, event.occurred_on, vessel.name, flag, country))
        return tuple(found)

    def trace(
        self, rule_id: str, event: Event, history: HistoryReader, ledger: LedgerReader
    ) -> RuleTrace:
        """Say what one rule says of one event, asked directly and not through the network.

        Raises:
            KeyError: no judged rule has that id.
        """
        rule = self._rules[rule_id]
        prepared = self.prepare(event, history)
        with localcontext(ARITHMETIC):
            enriched = self.enriched(prepared)
            because = self._silent(rule, event, enriched)
            subjects = enriched.subjects[rule.for_each] if because is None else ()
            judged = self._opinions(rule, event, enriched, subjects, all_claims(event))
            result = self._apply(rule, prepared, judged, ledger)
        return RuleTrace(
            rule.id, because or _because(judged), result.findings, result.undecided,
            tuple(item.opinion for item in judged),
        )  # fmt: skip

    def opinion(self, rule: Rule, sheet: Sheet, event: Event) -> Opinion:
        """Ask the judge for one rule, in force or not, on one subject's facts."""
        return self._judge.opine(rule, sheet, event, all_claims(event))

    def offered(self, prepared: Prepared, enriched: Enriched) -> dict[str, tuple[Subject, ...]]:
        """Ask the network: rule id to the subjects that it may apply to."""
        found: dict[str, list[Subject]] = {}
        for kind, subjects in enriched.subjects.items():
            group = f"{prepared.event.kind}.{kind}"
            sheets = [enriched.sheet(subject) for subject in subjects]
            for subject, offered in zip(
                subjects, self._network.offered(group, sheets), strict=True
            ):
                for rule_id in offered:
                    found.setdefault(rule_id, []).append(subject)
        return {rule_id: tuple(found[rule_id]) for rule_id in sorted(found)}

    def _judge_linked(self, prepared: Prepared, ledger: LedgerReader) -> Judgement:
        enriched = self.enriched(prepared)
        findings: list[Finding] = []
        undecided: list[Undecided] = []
        tallies: list[Tally] = []
        claims = all_claims(prepared.event)
        days = deciding_days(prepared.event, enriched.shared, span_start(prepared.event))
        for rule_id, subjects in self.offered(prepared, enriched).items():
            rule = self._rules[rule_id]
            if not is_in_force(rule, days):
                continue
            judged = self._opinions(rule, prepared.event, enriched, subjects, claims)
            # Most of what the network offers ends with a false clause and says nothing.
            judged = [item for item in judged if item.opinion.says_something]
            if not judged:
                continue
            result = self._apply(rule, prepared, judged, ledger)
            findings.extend(result.findings)
            if result.undecided is not None:
                undecided.append(result.undecided)
            if result.tally is not None:
                tallies.append(result.tally)
        findings.sort(key=lambda finding: (finding.level.rank, finding.rule))
        return self._judgement(prepared, tuple(findings), tuple(undecided), tallies)

    def _opinions(
        self,
        rule: Rule,
        event: Event,
        enriched: Enriched,
        subjects: Iterable[Subject],
        claims: Sequence[tuple[str, ExemptionClaim]],
    ) -> list[Judged]:
        """Ask a rule that is in force about subjects."""
        opine = self._judge.opine
        return [
            Judged(subject, sheet, opine(rule, sheet, event, claims))
            for subject in subjects
            for sheet in (enriched.sheet(subject),)
        ]

    def _silent(self, rule: Rule, event: Event, enriched: Enriched) -> str | None:
        """Say why a rule is not asked at all, or ``None``."""
        if event.kind not in rule.applies_to:
            return "not_applicable"
        days = deciding_days(event, enriched.shared, span_start(event))
        # Where there is no subject, nobody asks for the day.
        if enriched.subjects[rule.for_each] and not is_in_force(rule, days):
            return "not_in_force"
        return None

    def _apply(
        self, rule: Rule, prepared: Prepared, judged: Sequence[Judged], ledger: LedgerReader
    ) -> "_Applied":
        if rule.kind is not Kind.LIMIT:
            return _Applied(findings_of(rule, prepared.event, judged), undecided_of(rule, judged))
        counted = [item for item in judged if item.opinion.strict]
        uncertain = [
            name for item in judged if item.opinion.uncertain for name in item.opinion.missing
        ]
        if not counted:
            return _Applied((), undecided_of(rule, judged, uncertain))
        matched = [(item.subject, item.sheet) for item in counted]
        result = tally(rule, prepared.event, matched, self._vocab, ledger)
        cite = _limit_citation(rule, prepared.event)
        findings = limit_findings(rule, prepared.event, counted, result, cite)
        open_ = undecided_of(rule, judged, (*uncertain, *result.incomplete))
        return _Applied(findings, open_, result)

    def _counts(self, rule: Rule, event: Event) -> bool:
        if event.kind not in rule.applies_to:
            return False
        prepared = Prepared(event, self._finder.find(event, ()), (), ())
        enriched = self.enriched(prepared)
        return any(
            self._judge.opine(rule, enriched.sheet(subject), event, ()).strict
            for subject in enriched.subjects[rule.for_each]
        )

    def _screen(self, event: Event) -> Iterator[Candidate]:
        day = event.occurred_on
        for index, party in enumerate(event.parties):
            yield from self._index.screen_party(party, day, f"parties/{index}")
        for path in ("vessel", "other_vessel"):
            vessel = part_of(event, path)
            if vessel is not None:
                yield from self._index.screen_vessel(vessel, day, path)

    def _judgement(
        self,
        prepared: Prepared,
        findings: tuple[Finding, ...],
        undecided: tuple[Undecided, ...],
        tallies: Sequence[Tally],
    ) -> Judgement:
        deliveries: tuple[Delivery, ...] = ()
        firings: tuple[Firing, ...] = ()
        if tallies:
            deliveries = tuple(each for result in tallies for each in result.deliveries)
            firings = tuple(each for result in tallies for each in result.firings)
        return Judgement(
            source=prepared.event.source,
            event_id=prepared.event.event_id,
            outcome=outcome_of(findings, undecided),
            findings=findings,
            undecided=undecided,
            screening=_screening(prepared),
            rulebook=self.rulebook,
            lists=self.lists,
            deliveries=deliveries,
            firings=firings,
            inputs=_inputs(prepared, tallies),
        )

    def _absent_is_none(self, name: str) -> bool:
        return self._vocab.fields[name].absent == "none"

    def _is_of_event(self, name: str) -> bool:
        return self._vocab.fields[name].subject == "event"

    def _open_when_absent(self, name: str) -> bool:
        return self._vocab.fields[name].absent == "unknown"

    def _field_type(self, name: str) -> str:
        return self._vocab.fields[name].type

    def _place_holds(self, entry: str, port: Port) -> Truth:
        if port.locode is not None and self._vocab.is_place(entry, port.locode):
            return Truth.TRUE
        named = port.name is not None and self._vocab.is_place(entry, port.name)
        if named:
            return Truth.TRUE if port.locode is None else Truth.UNKNOWN
        return Truth.FALSE


@dataclass(frozen=True, slots=True)
class _Applied:
    findings: tuple[Finding, ...]
    undecided: Undecided | None
    tally: Tally | None = None


def _because(judged: Sequence[Judged]) -> str:
    order = ("match", "uncertain", "incomplete", "anchor")
    spoken = [item.opinion for item in judged]
    if any(opinion.verdict is not None and not opinion.uncertain for opinion in spoken):
        return "match"
    reasons = {opinion.because for opinion in spoken}
    return next((reason for reason in order[1:] if reason in reasons), "no_match")


def _limit_citation(rule: Rule, event: Event) -> Citation:
    """Cite the provision that set the value in force on the day of the delivery."""
    window = rule.limit.window_on(delivery_day(event)) if rule.limit is not None else None
    for authority in rule.authority:
        if window is not None and authority.citation.short == window.cite:
            return authority.citation
    return rule.authority[0].citation


def _vessels(event: Event) -> tuple[Vessel, ...]:
    found = (part_of(event, "vessel"), part_of(event, "other_vessel"))
    return tuple(vessel for vessel in found if vessel is not None)


def _sightings(event: Event, history: HistoryReader) -> tuple[Sighting, ...]:
    main = part_of(event, "vessel")
    imo = imo_digits(main.imo) if main is not None and main.imo is not None else None
    return tuple(history.sightings(imo, event.occurred_on)) if imo is not None else ()


def _screening(prepared: Prepared) -> tuple[ScreeningMatch, ...]:
    shown = (*prepared.candidates, *prepared.informing)
    if not shown and not prepared.answered:
        return ()
    counting = tuple(_match(candidate) for candidate in shown)
    cleared = (each for each in prepared.answered if each.answer.holds)
    return (
        *counting,
        *(
            replace(
                _match(each.candidate),
                why=(*each.candidate.why, each.answer.says),
                cleared=each.answer.clearance.id,
            )
            for each in cleared
        ),
    )


def _match(candidate: Candidate) -> ScreeningMatch:
    entry = candidate.entry
    return ScreeningMatch(
        path=candidate.path,
        list=entry.list,
        ref=entry.ref,
        name=entry.name,
        score=candidate.score,
        why=candidate.why,
        certain=candidate.certain,
    )


def _inputs(prepared: Prepared, tallies: Sequence[Tally]) -> dict[str, object] | None:
    if not (tallies or prepared.sightings or prepared.answered):
        return None
    totals = {name: total for result in tallies for name, total in result.totals.items()}
    seen = [[s.imo, s.day.isoformat(), s.name, s.flag, s.place_country] for s in prepared.sightings]
    inputs: dict[str, object] = {}
    if totals:
        inputs["totals"] = totals
    if seen:
        inputs["sightings"] = seen
    if prepared.answered:
        inputs["clearances"] = [each.to_json() for each in prepared.answered]
    return inputs or None


__all__ = ["Engine", "Prepared", "RuleTrace"]
