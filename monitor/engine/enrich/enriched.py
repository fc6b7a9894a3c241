"""Put an event's facts together: those that all rules see, and those of each subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.event.kinds import (
    CommitteeReport,
    Event,
    Shipment,
    part_of,
)
from monitor.domain.finding import Evidence
from monitor.domain.listing import Candidate
from monitor.domain.truth import Truth
from monitor.engine.enrich.control import Reach, itself, majority_of, reaches
from monitor.engine.enrich.craft import (
    aircraft_facts,
    controlled_by,
    vessel_facts,
    vessel_subjects,
)
from monitor.engine.enrich.direction import commodity_of, direction_facts
from monitor.engine.enrich.envelope import event_facts
from monitor.engine.enrich.goods import goods_subject
from monitor.engine.enrich.links import Link
from monitor.engine.enrich.parties import grade_of, party_subjects, together
from monitor.engine.enrich.places import Places
from monitor.engine.enrich.prepared import Prepared
from monitor.engine.facts import Fact, Facts, Memo, Sheet, Subject, Tag, Tags, text_fact
from monitor.rulebook.vocab import Vocab


@dataclass(frozen=True, slots=True)
class Enriched:
    """The facts of an event: those that all rules see, and those of each subject."""

    shared: Facts
    subjects: Mapping[str, tuple[Subject, ...]]
    _sheets: dict[tuple[str, str], Sheet] = field(default_factory=dict, compare=False, repr=False)
    _memo: Memo = field(default_factory=dict, compare=False, repr=False)

    def sheet(self, subject: Subject) -> Sheet:
        """Give the facts that a judgement on one of the subjects sees."""
        key = (subject.kind, subject.path)
        sheet = self._sheets.get(key)
        if sheet is None:
            sheet = Sheet(subject, self.shared, own_memo={}, shared_memo=self._memo)
            self._sheets[key] = sheet
        return sheet


def enrich(prepared: Prepared, vocab: Vocab, target: str) -> Enriched:
    """Work out all facts of an event that has a link or a list candidate."""
    prepared = _deciding(prepared)
    event, links, candidates = prepared.event, prepared.links, prepared.candidates
    shared = event_facts(event, vocab)
    route = event.route if isinstance(event, Shipment) else None
    places = Places(prepared, vocab, target)
    shared.update(places.route(route))
    place = part_of(event, "place")
    shared.update(places.facts(place, "place", "place"))
    reached = reaches(event.parties, candidates, majority_of(vocab))
    parties = party_subjects(event.parties, links, reached, vocab.roles)
    shared.update(together(event.parties, parties, _anywhere(reached, candidates), vocab))
    vessels = _vessels(prepared, target)
    shared.update(_main_vessel(vessels))
    goods = _goods(event, vocab)
    shared["goods.any_commodity"] = _any_commodity(goods)
    shared["nexus.dprk"] = grade_of(links)
    shared["nexus.grounds"] = _grounds(links)
    shared.update(direction_facts(prepared, shared, vessels, vocab, target))
    aircraft = _aircraft(event, links)
    for subject in aircraft:
        shared.update(subject.facts)
    return Enriched(
        shared,
        {
            "event": (Subject("event", "", {}),),
            "goods": goods,
            "party": parties,
            "vessel": vessels,
            "aircraft": aircraft,
            "place": places.subjects(shared, route),
        },
    )


def _deciding(prepared: Prepared) -> Prepared:
    """Leave out the entries of lists that only inform: they are shown and never a fact."""
    if not any(match.entry.informs_only for match in prepared.candidates):
        return prepared
    deciding = tuple(match for match in prepared.candidates if not match.entry.informs_only)
    return prepared._replace(candidates=deciding)


def _anywhere(
    reached: Sequence[Sequence[Reach]], candidates: Sequence[Candidate]
) -> tuple[Reach, ...]:
    """Give how listings reach anybody or any hull of the event."""
    hulls = (itself(match) for match in candidates if not match.path.startswith("parties/"))
    return (*(each for reach in reached for each in reach), *hulls)


def _grounds(links: Sequence[Link]) -> Fact:
    tags: dict[str, Tag] = {}
    for link in links:
        known = tags.get(link.ground)
        if known is None or (link.certain and not known.certain):
            tags[link.ground] = Tag(Truth.TRUE, link.certain, (link.evidence,))
    return Fact(Tags(tags))


def _vessels(prepared: Prepared, target: str) -> tuple[Subject, ...]:
    event, links = prepared.event, prepared.links
    main = part_of(event, "vessel")
    other = part_of(event, "other_vessel")
    behind = controlled_by(event.parties, links)
    main_facts = vessel_facts(main, "vessel", prepared, target) if main else None
    if main_facts is not None and main_facts["vessel.dprk"].value is Truth.FALSE:
        main_facts["vessel.dprk"] = grade_of(behind)
    other_facts = vessel_facts(other, "other_vessel", prepared, target) if other else None
    return vessel_subjects(main_facts, other_facts)


def _main_vessel(vessels: Sequence[Subject]) -> Mapping[str, Fact]:
    for subject in vessels:
        if subject.path == "vessel":
            return subject.facts
    return {}


def _goods(event: Event, vocab: Vocab) -> tuple[Subject, ...]:
    if isinstance(event, CommitteeReport):
        return (_reported_goods(event),)
    lines = part_of(event, "goods") or ()
    return tuple(
        goods_subject(line, f"goods/{index}", event.occurred_on, vocab)
        for index, line in enumerate(lines)
    )


def _reported_goods(event: CommitteeReport) -> Subject:
    """A report to the Committee is one goods line of the commodity that it names."""
    tag = commodity_of(event)
    seen = (Evidence("commodity", event.commodity, "the report names it"),)
    amount = f"{event.quantity.value} {event.quantity.unit}"
    facts: Facts = {
        "goods.commodity": Fact(Tags({tag: Tag(Truth.TRUE, evidence=seen)})),
        "goods.quantity": Fact(
            event.quantity.value, evidence=(Evidence("quantity/value", amount, ""),)
        ),
        "goods.unit": text_fact(event.quantity.unit, "quantity/unit"),
    }
    if event.value is not None:
        shown = f"{event.value.amount} {event.value.currency}"
        seen = (Evidence("value/amount", shown, ""),)
        facts["goods.value_amount"] = Fact(event.value.amount, evidence=seen)
        facts["goods.value_currency"] = text_fact(event.value.currency, "value/currency")
    if event.product is not None:
        facts["goods.product"] = text_fact(event.product, "product")
    return Subject("goods", "quantity", facts)


def _any_commodity(goods: Sequence[Subject]) -> Fact:
    tags: dict[str, Tag] = {}
    complete = True
    for subject in goods:
        value = subject.facts["goods.commodity"].value
        assert isinstance(value, Tags)
        complete = complete and value.complete
        for name, tag in value.known.items():
            known = tags.get(name)
            if known is None or _weight(tag) > _weight(known):
                tags[name] = tag
    return Fact(Tags(tags, complete))


def _weight(tag: Tag) -> int:
    if tag.truth is Truth.TRUE:
        return 2 if tag.certain else 1
    return 0


def _aircraft(event: Event, links: Sequence[Link]) -> tuple[Subject, ...]:
    aircraft = part_of(event, "aircraft")
    if aircraft is None:
        return ()
    return (Subject("aircraft", "aircraft", aircraft_facts(aircraft, links)),)
