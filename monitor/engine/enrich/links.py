"""Find what links an event to the target country, cheaply: most of the world's trade has no link.

A certain link is a code or number that somebody put there to say so (a country, a port, a flag).
A possible one is a sign: a place name inside an address, a telephone prefix, a call sign.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.domain.event.cargo import Aircraft, Place, Route, Vessel
from monitor.domain.event.kinds import (
    CommitteeReport,
    Engagement,
    Event,
    Payment,
    Shipment,
    VesselActivity,
    part_of,
)
from monitor.domain.event.party import Party
from monitor.domain.finding import Evidence
from monitor.domain.ports import Sighting
from monitor.rulebook.vocab import Vocab
from monitor.rulebook.words import WordIndex


class Link(NamedTuple):
    """One ground for a link: what kind of sign, whether it decides, and where it stands."""

    ground: str
    certain: bool
    evidence: Evidence


Steps = tuple[str | int, ...]
Texts = list[tuple[str, Steps, str]]
"""Free texts with the ground that a sign in them would be, and the steps of their path.

Nearly all say nothing, so the path is written only where one does.
"""

# Full stops after single letters ("D.P.R.K.") end no sentence.
_SENTENCES = re.compile(r"(?<=\w\w)[.;!?](?=\s|$)|[。；！？\n]")


class LinkFinder:
    """Finds every ground for a link in an event."""

    def __init__(self, vocab: Vocab, target: str) -> None:
        self._target = target
        self._vocab = vocab
        self._signs = signs = vocab.indicators
        shutting_out = vocab.lists.get("clauses", {}).get("shut_out", ())
        self._shut_out = WordIndex((phrase, phrase) for phrase in shutting_out)
        self._phones = tuple((prefix, _telephone(prefix)) for prefix in signs.phone_prefixes)
        self._domains = tuple(
            (
                domain.casefold(),
                re.compile(rf"(?<=\w){re.escape(domain)}(?![\w.])", re.IGNORECASE),
            )
            for domain in signs.domains
        )

    def find(self, event: Event, sightings: Sequence[Sighting]) -> tuple[Link, ...]:
        """Give all grounds, certain ones first."""
        # This runs for every event, nearly always in vain: what it finds is gathered, not yielded.
        links: list[Link] = []
        texts: Texts = []
        self._of_parties(event.parties, links, texts)
        _note_texts(event, texts)
        self._of_kind(event, links, texts)
        self._of_sightings(sightings, links)
        if not self._are_silent(texts):
            for ground, steps, text in texts:
                links.extend(self._of_text(ground, "/".join(map(str, steps)), text))
        if any(link.certain for link in links):
            links.sort(key=lambda link: not link.certain)
        return tuple(links)

    def _of_kind(self, event: Event, links: list[Link], texts: Texts) -> None:
        match event:
            case Shipment():
                self._of_goods(event, links)
                self._of_vessel(event.vessel, "vessel", links)
                self._of_aircraft(event.aircraft, links)
                self._of_crew(event, links)
                if event.route is not None:
                    self._of_route(event.route, links, texts)
            case Payment():
                self._of_goods(event, links)
                self._of_vessel(event.vessel, "vessel", links)
            case VesselActivity():
                self._of_goods(event, links)
                self._of_vessel(event.vessel, "vessel", links)
                self._of_vessel(event.other_vessel, "other_vessel", links)
                self._of_aircraft(event.aircraft, links)
                self._of_place(event.place, ("place",), "port", links, texts)
                self._of_crew(event, links)
            case Engagement():
                self._of_place(event.place, ("place",), "port", links, texts)
            case CommitteeReport():
                links.append(_link("supplier_country", ("commodity",), event.commodity))

    def _of_route(self, route: Route, links: list[Link], texts: Texts) -> None:
        self._of_place(route.loading, ("route", "loading"), "port", links, texts)
        self._of_place(route.discharge, ("route", "discharge"), "port", links, texts)
        for index, place in enumerate(route.transshipment):
            self._of_place(place, ("route", "transshipment", index), "transit", links, texts)
        self._of_place(
            route.final_destination,
            ("route", "final_destination"),
            "final_destination",
            links,
            texts,
        )

    def _of_parties(self, parties: Sequence[Party], links: list[Link], texts: Texts) -> None:
        target = self._target
        for index, party in enumerate(parties):
            if party.country == target:
                links.append(_link("country", ("parties", index, "country"), target))
            if party.nationality == target:
                links.append(_link("nationality", ("parties", index, "nationality"), target))
            for number, owner in enumerate(party.owners):
                if owner.country == target:
                    steps = ("parties", index, "owners", number, "country")
                    links.append(_link("owner", steps, target, certain=False))
            _note_party(index, party, texts)

    def _of_place(
        self, place: Place | None, steps: Steps, ground: str, links: list[Link], texts: Texts
    ) -> None:
        if place is None:
            return
        target = self._target
        if place.country == target:
            kind = "country" if ground == "port" else ground
            links.append(_link(kind, (*steps, "country"), target))
        elif place.locode is not None and self._vocab.country_of(place.locode) == target:
            links.append(_link(ground, (*steps, "locode"), place.locode))
        elif place.name and place.country is None and place.locode is None:
            texts.append(("name_place", (*steps, "name"), place.name))

    def _of_vessel(self, vessel: Vessel | None, path: str, links: list[Link]) -> None:
        if vessel is None:
            return
        target, signs = self._target, self._signs
        mmsi, call_sign, shown = vessel.mmsi, vessel.call_sign, vessel.shown
        if vessel.flag == target:
            links.append(_link("flag", (path, "flag"), target))
        if mmsi is not None and mmsi.startswith(signs.mmsi_prefixes):
            links.append(_link("mmsi", (path, "mmsi"), mmsi, certain=False))
        if call_sign is not None and call_sign.upper().startswith(signs.call_sign_prefixes):
            links.append(_link("call_sign", (path, "call_sign"), call_sign, certain=False))
        if target in vessel.former_flags:
            links.append(_link("former_flag", (path, "former_flags"), target, certain=False))
        if shown is not None and shown.flag == target:
            links.append(_link("flag", (path, "shown", "flag"), target, certain=False))
        if shown is not None and shown.mmsi and shown.mmsi.startswith(signs.mmsi_prefixes):
            links.append(_link("mmsi", (path, "shown", "mmsi"), shown.mmsi, certain=False))

    def _of_aircraft(self, aircraft: Aircraft | None, links: list[Link]) -> None:
        registration = aircraft.registration if aircraft is not None else None
        if registration and registration.upper().startswith(self._signs.aircraft_prefixes):
            links.append(_link("aircraft", ("aircraft", "registration"), registration))

    def _of_goods(self, event: Shipment | Payment | VesselActivity, links: list[Link]) -> None:
        for index, line in enumerate(event.goods):
            if line.origin_country == self._target:
                links.append(_link("country", ("goods", index, "origin_country"), self._target))

    def _of_crew(self, event: Shipment | VesselActivity, links: list[Link]) -> None:
        for index, group in enumerate(event.crew):
            if group.nationality == self._target:
                links.append(
                    _link("nationality", ("crew", index, "nationality"), group.nationality)
                )

    def _of_sightings(self, sightings: Sequence[Sighting], links: list[Link]) -> None:
        for seen in sightings:
            if seen.flag == self._target:
                says = f"IMO {seen.imo} flew this flag on {seen.day}"
                evidence = Evidence("vessel/imo", seen.flag, says)
                links.append(Link("former_flag", certain=False, evidence=evidence))
                return

    def _are_silent(self, texts: Texts) -> bool:
        """Tell quickly of most events that none of their texts holds a sign.

        They are asked together, those of plain letters apart because folding them costs nothing.
        """
        plain = [text for _, _, text in texts if text.isascii()]
        other = [text for _, _, text in texts if not text.isascii()]
        return not (
            (plain and self._may_tell("\n".join(plain)))
            or (other and self._may_tell("\n".join(other)))
        )

    def _may_tell(self, text: str) -> bool:
        """Tell whether texts may hold a sign; what shuts the target out may tell, too."""
        undivided, lower = _undivided(text), text.casefold()
        return (
            any(letters in undivided for letters, _ in self._phones)
            or any(domain in lower for domain, _ in self._domains)
            or self._vocab.may_name_target(text)
        )

    @staticmethod
    def _found(
        patterns: Sequence[tuple[str, re.Pattern[str]]], plain: str, text: str
    ) -> Iterator[re.Pattern[str]]:
        # Looking for the plain letters first costs a tenth of asking the pattern.
        for letters, pattern in patterns:
            if letters in plain and pattern.search(text):
                yield pattern

    def _of_text(self, ground: str, path: str, text: str) -> Iterator[Link]:
        word = self._target_word(text)
        if word is not None:
            says = f"'{word}' is a name of the target country or of a place in it"
            yield Link(ground, certain=False, evidence=Evidence(path, text, says))
        if next(self._found(self._phones, _undivided(text), text), None) is not None:
            yield Link("phone", certain=False, evidence=Evidence(path, text, ""))
        if next(self._found(self._domains, text.casefold(), text), None) is not None:
            yield Link("domain", certain=False, evidence=Evidence(path, text, ""))

    def _target_word(self, text: str) -> str | None:
        """Give the first name of the target, but in sentences that shut the country out."""
        word = self._vocab.target_word(text)
        if word is None or not self._shuts_out(text):
            return word
        told = (part for part in _SENTENCES.split(text) if not self._shuts_out(part))
        return next(filter(None, map(self._vocab.target_word, told)), None)

    def _shuts_out(self, text: str) -> bool:
        return next(self._shut_out.scan(text), None) is not None


def _link(ground: str, steps: Steps, value: str, *, certain: bool = True) -> Link:
    return Link(ground, certain, Evidence("/".join(map(str, steps)), value, ""))


def _note_party(index: int, party: Party, texts: Texts) -> None:
    for number, owner in enumerate(party.owners):
        if owner.name:
            texts.append(("owner", ("parties", index, "owners", number, "name"), owner.name))
    if party.name:
        texts.append(("name_place", ("parties", index, "name"), party.name))
    if party.address:
        texts.append(("address", ("parties", index, "address"), party.address))
    if party.acting_for:
        texts.append(("acting_for", ("parties", index, "acting_for"), party.acting_for))
    for number, name in enumerate(party.other_names):
        texts.append(("name_place", ("parties", index, "other_names", number), name))


def _note_texts(event: Event, texts: Texts) -> None:
    if event.notes:
        texts.append(("name_place", ("notes",), event.notes))
    for key in ("purpose", "description"):
        text = part_of(event, key)
        if text:
            texts.append(("name_place", (key,), text))


def _undivided(text: str) -> str:
    """Give a text without the signs that may stand between the figures of a number."""
    return "".join(text.split()).replace("-", "")


def _telephone(prefix: str) -> re.Pattern[str]:
    """Find a number that begins so, and no other figures that hold it (``100850``, ``1200-850``)."""
    figures = r"[\s-]*".join(map(re.escape, prefix))
    rest = r"(?:[\s().-]*\d){4}" if prefix.isdecimal() else ""
    return re.compile(rf"(?<!\d)(?<!\d-){figures}{rest}")
