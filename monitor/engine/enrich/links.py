"""Find what links an event to the target country, cheaply: most of the world's trade has no link.

A certain link is a code or number that somebody put there to say so (a country, a port, a flag).
A possible one is a sign: a place name inside an address, a telephone prefix, a call sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from monitor.domain.event.cargo import Aircraft, Place, Vessel
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


@dataclass(frozen=True, slots=True)
class Link:
    """One ground for a link: what kind of sign, whether it decides, and where it stands."""

    ground: str
    certain: bool
    evidence: Evidence


Texts = list[tuple[str, str, str]]

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
        texts: Texts = []
        links = list(
            chain(
                self._of_parties(event.parties, texts),
                self._of_kind(event, texts),
                self._of_sightings(sightings),
            )
        )
        links.extend(self._of_texts(texts))
        if any(link.certain for link in links):
            links.sort(key=lambda link: not link.certain)
        return tuple(links)

    def _of_kind(self, event: Event, texts: Texts) -> Iterator[Link]:
        _note_texts(event, texts)
        match event:
            case Shipment():
                yield from self._of_shipment(event, texts)
            case Payment():
                yield from self._of_goods(event)
                yield from self._of_vessel(event.vessel, "vessel")
            case VesselActivity():
                yield from self._of_goods(event)
                yield from self._of_vessel(event.vessel, "vessel")
                yield from self._of_vessel(event.other_vessel, "other_vessel")
                yield from self._of_aircraft(event.aircraft)
                yield from self._of_place(event.place, "place", "port", texts)
                yield from self._of_crew(event)
            case Engagement():
                yield from self._of_place(event.place, "place", "port", texts)
            case CommitteeReport():
                yield self._link("supplier_country", "commodity", event.commodity)

    def _of_shipment(self, event: Shipment, texts: Texts) -> Iterator[Link]:
        yield from self._of_goods(event)
        yield from self._of_vessel(event.vessel, "vessel")
        yield from self._of_aircraft(event.aircraft)
        yield from self._of_crew(event)
        route = event.route
        if route is None:
            return
        yield from self._of_place(route.loading, "route/loading", "port", texts)
        yield from self._of_place(route.discharge, "route/discharge", "port", texts)
        for index, place in enumerate(route.transshipment):
            yield from self._of_place(place, f"route/transshipment/{index}", "transit", texts)
        yield from self._of_place(
            route.final_destination, "route/final_destination", "final_destination", texts
        )

    def _link(self, ground: str, path: str, value: str, *, certain: bool = True) -> Link:
        return Link(ground, certain, Evidence(path, value, ""))

    def _of_parties(self, parties: Sequence[Party], texts: Texts) -> Iterator[Link]:
        target = self._target
        for index, party in enumerate(parties):
            path = f"parties/{index}"
            if party.country == target:
                yield self._link("country", f"{path}/country", target)
            if party.nationality == target:
                yield self._link("nationality", f"{path}/nationality", target)
            for number, owner in enumerate(party.owners):
                if owner.country == target:
                    yield self._link(
                        "owner", f"{path}/owners/{number}/country", target, certain=False
                    )
                if owner.name:
                    texts.append(("owner", f"{path}/owners/{number}/name", owner.name))
            if party.name:
                texts.append(("name_place", f"{path}/name", party.name))
            if party.address:
                texts.append(("address", f"{path}/address", party.address))
            if party.acting_for:
                texts.append(("acting_for", f"{path}/acting_for", party.acting_for))
            texts.extend(
                ("name_place", f"{path}/other_names/{number}", name)
                for number, name in enumerate(party.other_names)
            )

    def _of_place(
        self, place: Place | None, path: str, ground: str, texts: Texts
    ) -> Iterator[Link]:
        if place is None:
            return
        target = self._target
        if place.country == target:
            yield self._link("country" if ground == "port" else ground, f"{path}/country", target)
        elif place.locode is not None and self._vocab.country_of(place.locode) == target:
            yield self._link(ground, f"{path}/locode", place.locode)
        elif place.name and place.country is None and place.locode is None:
            texts.append(("name_place", f"{path}/name", place.name))

    def _of_vessel(self, vessel: Vessel | None, path: str) -> Iterator[Link]:
        if vessel is None:
            return
        target = self._target
        if vessel.flag == target:
            yield self._link("flag", f"{path}/flag", target)
        if vessel.mmsi is not None and vessel.mmsi.startswith(self._signs.mmsi_prefixes):
            yield self._link("mmsi", f"{path}/mmsi", vessel.mmsi, certain=False)
        if vessel.call_sign is not None and vessel.call_sign.upper().startswith(
            self._signs.call_sign_prefixes
        ):
            yield self._link("call_sign", f"{path}/call_sign", vessel.call_sign, certain=False)
        if target in vessel.former_flags:
            yield self._link("former_flag", f"{path}/former_flags", target, certain=False)
        shown = vessel.shown
        if shown is not None and shown.flag == target:
            yield self._link("flag", f"{path}/shown/flag", target, certain=False)
        if shown is not None and shown.mmsi and shown.mmsi.startswith(self._signs.mmsi_prefixes):
            yield self._link("mmsi", f"{path}/shown/mmsi", shown.mmsi, certain=False)

    def _of_aircraft(self, aircraft: Aircraft | None) -> Iterator[Link]:
        registration = aircraft.registration if aircraft is not None else None
        if registration and registration.upper().startswith(self._signs.aircraft_prefixes):
            yield self._link("aircraft", "aircraft/registration", registration)

    def _of_goods(self, event: Shipment | Payment | VesselActivity) -> Iterator[Link]:
        for index, line in enumerate(event.goods):
            if line.origin_country == self._target:
                yield self._link("country", f"goods/{index}/origin_country", self._target)

    def _of_crew(self, event: Shipment | VesselActivity) -> Iterator[Link]:
        for index, group in enumerate(event.crew):
            if group.nationality == self._target:
                yield self._link("nationality", f"crew/{index}/nationality", group.nationality)

    def _of_sightings(self, sightings: Sequence[Sighting]) -> Iterator[Link]:
        for seen in sightings:
            if seen.flag == self._target:
                says = f"IMO {seen.imo} flew this flag on {seen.day}"
                yield Link(
                    "former_flag", certain=False, evidence=Evidence("vessel/imo", seen.flag, says)
                )
                return

    def _of_texts(self, texts: Texts) -> Iterator[Link]:
        # Nearly all texts of the world's trade say nothing: the plain ones are asked together.
        plain = "\n".join(text for _, _, text in texts if text.isascii())
        is_silent = not self._may_tell(plain)
        for ground, path, text in texts:
            if not (is_silent and text.isascii()):
                yield from self._of_text(ground, path, text)

    def _may_tell(self, text: str) -> bool:
        """Tell quickly of most texts that they hold no sign; what shuts the target out may tell."""
        return (
            self._vocab.target_word(text) is not None
            or next(self._found(self._phones, _undivided(text), text), None) is not None
            or next(self._found(self._domains, text.casefold(), text), None) is not None
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
            yield self._link("phone", path, text, certain=False)
        if next(self._found(self._domains, text.casefold(), text), None) is not None:
            yield self._link("domain", path, text, certain=False)

    def _target_word(self, text: str) -> str | None:
        """Give the first name of the target, but in sentences that shut the country out."""
        word = self._vocab.target_word(text)
        if word is None or not self._shuts_out(text):
            return word
        told = (part for part in _SENTENCES.split(text) if not self._shuts_out(part))
        return next(filter(None, map(self._vocab.target_word, told)), None)

    def _shuts_out(self, text: str) -> bool:
        return next(self._shut_out.scan(text), None) is not None


def _note_texts(event: Event, texts: Texts) -> None:
    if event.notes:
        texts.append(("name_place", "notes", event.notes))
    for key in ("purpose", "description"):
        text = part_of(event, key)
        if text:
            texts.append(("name_place", key, text))


def _undivided(text: str) -> str:
    """Give a text without the signs that may stand between the figures of a number."""
    return "".join(text.split()).replace("-", "")


def _telephone(prefix: str) -> re.Pattern[str]:
    """Find a number that begins so, and no other figures that hold it (``100850``, ``1200-850``)."""
    figures = r"[\s-]*".join(map(re.escape, prefix))
    rest = r"(?:[\s().-]*\d){4}" if prefix.isdecimal() else ""
    return re.compile(rf"(?<!\d)(?<!\d-){figures}{rest}")
