"""Facts of each party, and what all parties together say."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from monitor.domain.event.party import Party
from monitor.domain.finding import Evidence
from monitor.domain.listing import EntryType
from monitor.domain.truth import Truth
from monitor.engine.enrich.control import Reach
from monitor.engine.enrich.links import Link
from monitor.engine.facts import Fact, Facts, Subject, Tag, Tags, tags_of, text_fact, truth_fact
from monitor.rulebook.vocab import Vocab

UN_AGENCY = "un_agency"
BANK_ROLES = frozenset({"debtor_agent", "creditor_agent", "intermediary_agent"})
"""ISO 20022 agents are financial institutions by definition of the role."""


def party_subjects(
    parties: Sequence[Party],
    links: Sequence[Link],
    reached: Sequence[Sequence[Reach]],
    sides: Mapping[str, str],
) -> tuple[Subject, ...]:
    """Gather the facts of every party; ``reached`` says how listings reach each of them."""
    subjects = []
    for index, party in enumerate(parties):
        path = f"parties/{index}"
        own_links = [link for link in links if _under(link.evidence.path, path)]
        facts = _facts(party, path, own_links, reached[index], sides)
        subjects.append(Subject("party", path, facts))
    return tuple(subjects)


def _under(path: str, parent: str) -> bool:
    return path == parent or path.startswith(f"{parent}/")


def _facts(
    party: Party,
    path: str,
    links: Sequence[Link],
    reached: Sequence[Reach],
    sides: Mapping[str, str],
) -> Facts:
    facts: Facts = {
        "party.role": text_fact(party.role, f"{path}/role"),
        "party.side": Fact(sides.get(party.role, "other")),
        "party.dprk": grade_of(links),
        "party.is_bank": _is_bank(party, path),
    }
    for key in ("name", "type", "country", "nationality", "capacity"):
        value = getattr(party, key)
        if value is not None:
            facts[f"party.{key}"] = text_fact(value, f"{path}/{key}")
    if party.count is not None:
        facts["party.count"] = Fact(
            Decimal(party.count), evidence=(Evidence(f"{path}/count", str(party.count), ""),)
        )
    if reached:
        facts.update(listing_facts("party", reached))
        facts["party.listed_through"] = _graded((each.through, each) for each in reached)
    return facts


def grade_of(links: Iterable[Link]) -> Fact:
    """Give a statement that is certain, possible or false, from the links that speak for it."""
    listed = list(links)
    certain = [link.evidence for link in listed if link.certain]
    if certain:
        return truth_fact(Truth.TRUE, evidence=tuple(certain))
    if listed:
        seen = tuple(link.evidence for link in listed)
        return truth_fact(Truth.TRUE, certain=False, evidence=seen)
    return truth_fact(Truth.FALSE)


def listing_facts(prefix: str, reached: Sequence[Reach]) -> Facts:
    """Say whether a party or hull is listed, under which reference and with which measures."""
    if not reached:
        return {}
    sure = [each for each in reached if each.certain]
    best = sure or list(reached)
    seen = tuple(each.evidence for each in best)
    held = ((name, each) for each in reached for name in each.match.measures)
    return {
        f"{prefix}.listed": truth_fact(Truth.TRUE, certain=bool(sure), evidence=seen),
        f"{prefix}.listed_ref": Fact(
            best[0].match.entry.ref, certain=bool(sure), evidence=seen[:1]
        ),
        f"{prefix}.listed_on": Fact(_listed_on(best[0]), certain=bool(sure), evidence=seen[:1]),
        f"{prefix}.measures": Fact(_graded(held).value, evidence=seen),
    }


def _graded(named: Iterable[tuple[str, Reach]]) -> Fact:
    """Gather tags, each as sure as the surest reach that carries it."""
    tags: dict[str, Tag] = {}
    for name, reach in named:
        known = tags.get(name)
        if known is None or (reach.certain and not known.certain):
            tags[name] = Tag(Truth.TRUE, reach.certain, (reach.evidence,))
    return Fact(Tags(tags))


def _listed_on(reach: Reach) -> date:
    """Give the first day of the measures that the listing carries on the day of the event."""
    match = reach.match
    return min(item.listed_on for item in match.entry.measures if item.name in match.measures)


def _is_bank(party: Party, path: str) -> Fact:
    if party.role in BANK_ROLES:
        return truth_fact(Truth.TRUE, evidence=(Evidence(f"{path}/role", party.role, ""),))
    if party.capacity == "bank":
        return truth_fact(Truth.TRUE, evidence=(Evidence(f"{path}/capacity", "bank", ""),))
    if any(identifier.scheme == "bic" for identifier in party.identifiers):
        seen = (Evidence(f"{path}/identifiers", "bic", "it has a bank identifier code"),)
        return truth_fact(Truth.TRUE, certain=party.role == "institution", evidence=seen)
    return truth_fact(Truth.FALSE)


def together(
    parties: Sequence[Party],
    subjects: Sequence[Subject],
    reached: Sequence[Reach],
    vocab: Vocab,
) -> Facts:
    """Say what the parties say together: roles, sides, capacities, nationals, banks, listings."""
    dprk = [(party, item) for party, item in zip(parties, subjects, strict=True) if _is(item)]
    people = [
        item
        for party, item in dprk
        if party.type == "person" or party.nationality is not None or party.role == "worker"
    ]
    return {
        "parties.roles": _roles(subjects),
        "parties.capacities": _capacities(parties, vocab),
        "parties.dprk_roles": _graded_roles(dprk, "party.dprk"),
        "parties.listed_roles": _graded_roles(
            [
                pair
                for pair in zip(parties, subjects, strict=True)
                if "party.listed" in pair[1].facts
            ],
            "party.listed",
        ),
        "nexus.party": _any(subjects, "party.dprk"),
        "nexus.seller": _any(
            [item for _, item in dprk if _side(item) == "supplying"], "party.dprk"
        ),
        "nexus.buyer": _any([item for _, item in dprk if _side(item) == "receiving"], "party.dprk"),
        "nexus.person": _any(people, "party.dprk"),
        "nexus.bank": _any([item for _, item in dprk if _banks(item)], "party.dprk"),
        **_listed(reached),
    }


def _is(subject: Subject) -> bool:
    return subject.facts["party.dprk"].value is Truth.TRUE


def _banks(subject: Subject) -> bool:
    return subject.facts["party.is_bank"].value is Truth.TRUE


def _side(subject: Subject) -> object:
    return subject.facts["party.side"].value


def _roles(subjects: Sequence[Subject]) -> Fact:
    return tags_of(
        {str(s.facts["party.role"].value): s.facts["party.role"].evidence for s in subjects}
    )


def _capacities(parties: Sequence[Party], vocab: Vocab) -> Fact:
    """Gather the capacities given, and that of a United Nations body known by its exact name."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for index, party in enumerate(parties):
        path = f"parties/{index}"
        if party.capacity is not None:
            found.setdefault(party.capacity, (Evidence(f"{path}/capacity", party.capacity, ""),))
        elif party.name is not None and vocab.is_body(UN_AGENCY, party.name):
            says = "the name is that of a body of the United Nations"
            found.setdefault(UN_AGENCY, (Evidence(f"{path}/name", party.name, says),))
    return tags_of(found)


def _graded_roles(pairs: Sequence[tuple[Party, Subject]], name: str) -> Fact:
    tags: dict[str, Tag] = {}
    for party, item in pairs:
        fact = item.facts[name]
        known = tags.get(party.role)
        if known is None or (fact.certain and not known.certain):
            tags[party.role] = Tag(Truth.TRUE, fact.certain, fact.evidence)
    return Fact(Tags(tags))


def _any(subjects: Sequence[Subject], name: str) -> Fact:
    holding = [item.facts[name] for item in subjects if item.facts[name].value is Truth.TRUE]
    if not holding:
        return truth_fact(Truth.FALSE)
    sure = [fact for fact in holding if fact.certain]
    seen = tuple(piece for fact in sure or holding for piece in fact.evidence)
    return truth_fact(Truth.TRUE, certain=bool(sure), evidence=seen)


def _listed(reached: Sequence[Reach]) -> Facts:
    hulls = [each for each in reached if each.match.entry.type is EntryType.VESSEL]
    others = [each for each in reached if each.match.entry.type is not EntryType.VESSEL]
    return {
        "listed.any": _found(reached),
        "listed.party": _found(others),
        "listed.vessel": _found(hulls),
    }


def _found(reached: Sequence[Reach]) -> Fact:
    if not reached:
        return truth_fact(Truth.FALSE)
    sure = [each for each in reached if each.certain]
    seen = tuple(dict.fromkeys(each.evidence for each in sure or reached))
    return truth_fact(Truth.TRUE, certain=bool(sure), evidence=seen)
