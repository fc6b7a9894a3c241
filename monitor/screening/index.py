"""An index of list entries that finds exact numbers and names in constant time, and says why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.domain.canonical import digest_of
from monitor.domain.event.cargo import Vessel, imo_check_digit_holds, imo_digits
from monitor.domain.event.party import Identifier, Owner, Party
from monitor.domain.listing import Candidate, EntryType, ListEntry, ListSnapshot
from monitor.screening.normalise import (
    name_key,
    name_keys,
    normalise_identifier,
    person_keys,
    vessel_key,
    vessel_keys,
)
from monitor.screening.snapshot import Spellings
from monitor.screening.weigh import Asked, Named, Sign, Weight, weigh

_AGENT_ROLES = frozenset({"debtor_agent", "creditor_agent", "intermediary_agent"})


@dataclass(frozen=True, slots=True)
class Note:
    """Why an entry that the name or number points at is no candidate on that day."""

    path: str
    relation: str
    entry: ListEntry
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screened:
    """What the lists say of one subject: the candidates, and what was set aside."""

    candidates: tuple[Candidate, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class _Subject:
    """One name bearer inside a party or vessel, with the signs that point at entries."""

    asked: Asked
    path: str
    relation: str
    signs: dict[tuple[str, str], tuple[ListEntry, list[Sign]]] = field(default_factory=dict)

    def point_at(self, entry: ListEntry, sign: Sign) -> None:
        self.signs.setdefault((entry.list, entry.ref), (entry, []))[1].append(sign)


class ListIndex:
    """The entries of list snapshots by identifier and by normalised name.

    An entry counts on a day from the `listed_on` of its measures on until they end; before and
    after it gives a note and no candidate.

    Attributes:
        digest: Names the content: snapshots, added spellings and country words.
        entries: All entries, in the order of the snapshots.
    """

    def __init__(
        self,
        *snapshots: ListSnapshot,
        spellings: Spellings | None = None,
        country_words: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Builds the index.

        Args:
            snapshots: The lists as they were known at one instant.
            spellings: Names in other scripts that this project adds to entries.
            country_words: By country code, words that sources hang on a name, such as
                "... OF DPRK"; a name found with one of them is corroborated by it.
        """
        given = {code: list(each) for code, each in (country_words or {}).items()}
        words = {
            code: tuple(sorted({name_key(word) for word in each} - {""}))
            for code, each in sorted(given.items())
        }
        self.entries = tuple(entry for snapshot in snapshots for entry in snapshot.entries)
        self.digest = _digest(snapshots, spellings, given)
        self._names: dict[str, tuple[Named, ...]] = {}
        self._ship_names: dict[str, tuple[Named, ...]] = {}
        self._numbers: dict[tuple[str, str], tuple[ListEntry, ...]] = {}
        for entry in self.entries:
            added = spellings.of(entry.list, entry.ref) if spellings else ()
            self._add_numbers(entry)
            self._add_names(entry, (entry.name, *entry.aliases), words, added=False)
            self._add_names(entry, added, words, added=True)

    def screen_party(self, party: Party, day: date, path: str = "party") -> list[Candidate]:
        """Gives the entries that a party, its principal or its owners may be on a day."""
        subjects = self._look_up_party(party, path)
        return list(_screened(subjects, day).candidates) if subjects else []

    def screen_vessel(self, vessel: Vessel, day: date, path: str = "vessel") -> list[Candidate]:
        """Gives the entries that a vessel may be on a day."""
        subjects = self._look_up_vessel(vessel, path)
        return list(_screened(subjects, day).candidates) if subjects else []

    def party_in_full(self, party: Party, day: date, path: str = "party") -> Screened:
        """Gives candidates as `screen_party` does, and notes on what was set aside."""
        return _screened(self._look_up_party(party, path), day)

    def vessel_in_full(self, vessel: Vessel, day: date, path: str = "vessel") -> Screened:
        """Gives candidates as `screen_vessel` does, and notes on what was set aside."""
        return _screened(self._look_up_vessel(vessel, path), day)

    def named(self, name: str) -> list[tuple[str, Named]]:
        """Gives every entry that bears a name on any day, with the key that found it."""
        keys = dict.fromkeys((*name_keys(name), *vessel_keys(name)))
        return [
            (key, each)
            for key in keys
            for names in (self._names, self._ship_names)
            for each in names.get(key, ())
        ]

    # -- building ------------------------------------------------------------------------------

    def _add_numbers(self, entry: ListEntry) -> None:
        for number in entry.identifiers:
            for value in _number_forms(number.scheme, number.value):
                key = (number.scheme, value)
                self._numbers[key] = (*self._numbers.get(key, ()), entry)

    def _add_names(
        self,
        entry: ListEntry,
        names: Iterable[str],
        words: Mapping[str, tuple[str, ...]],
        *,
        added: bool,
    ) -> None:
        for name in names:
            if entry.type is EntryType.VESSEL:
                self._add(self._ship_names, vessel_key(name), Named(entry, name, added=added))
                continue
            person = entry.type is EntryType.PERSON
            for key in person_keys(name) if person else name_keys(name):
                self._add(self._names, key, Named(entry, name, added=added, key=key))
            if words and not person:
                self._add_with_country(entry, name, words, added=added)

    def _add_with_country(
        self, entry: ListEntry, name: str, words: Mapping[str, tuple[str, ...]], *, added: bool
    ) -> None:
        base = name_key(name.partition("(")[0]) or name_key(name)
        for country in entry.countries:
            named = Named(entry, name, added=added, country=country, key=base)
            for word in words.get(country, ()):
                for key in (base + word, f"{base}of{word}", word + base):
                    if key not in self._names:
                        self._names[key] = (named,)

    @staticmethod
    def _add(into: dict[str, tuple[Named, ...]], key: str, named: Named) -> None:
        known = into.get(key, ())
        if key and all(each.entry is not named.entry for each in known):
            into[key] = (*known, named)

    # -- looking up ----------------------------------------------------------------------------

    def _look_up_party(self, party: Party, path: str) -> list[_Subject]:
        # This runs for every party of every event, nearly always in vain: it must stay flat.
        if party.type == "vessel":
            return self._look_up_ship_party(party, path)
        subjects: list[_Subject] = []
        signs = self._signs(party.name, party.other_names, party.identifiers)
        if signs:
            subjects.append(_subject(_asked_of_party(party), path, "self", signs))
        if party.acting_for is not None:
            signs = self._signs(party.acting_for, (), ())
            if signs:
                # Where the agent lives or comes from says nothing of where its principal is.
                subjects.append(_subject(Asked(), f"{path}/acting_for", "acting_for", signs))
        if party.owners:
            for place, owner in enumerate(party.owners):
                signs = self._signs(owner.name, (), owner.identifiers)
                if signs:
                    asked = _asked_of_owner(owner)
                    subjects.append(_subject(asked, f"{path}/owners/{place}", "owner", signs))
        return subjects

    def _signs(
        self, name: str | None, others: tuple[str, ...], numbers: tuple[Identifier, ...]
    ) -> list[tuple[ListEntry, Sign]]:
        signs: list[tuple[ListEntry, Sign]] = []
        known = self._names
        texts = others if name is None else (name, *others) if others else (name,)
        for text in texts:
            for key in name_keys(text):
                if key in known:
                    signs.extend((each.entry, Sign(text, each)) for each in known[key])
        for number in numbers:
            for value in _number_forms(number.scheme, number.value):
                for entry in self._numbers.get((number.scheme, value), ()):
                    signs.append((entry, Sign(number.value, scheme=number.scheme)))  # noqa: PERF401
        return signs

    def _look_up_ship_party(self, party: Party, path: str) -> list[_Subject]:
        digits = [
            number.value
            for number in party.identifiers
            if number.scheme in {"other", "registration"} and imo_digits(number.value)
        ]
        names = [name for name in (party.name, *party.other_names) if name is not None]
        signs = [*self._ship_number_signs(digits[0] if digits else None)]
        signs.extend(self._ship_name_signs(names))
        asked = Asked(type=EntryType.VESSEL, countries=_countries(party.country))
        return [_subject(asked, path, "self", signs)] if signs else []

    def _look_up_vessel(self, vessel: Vessel, path: str) -> list[_Subject]:
        signs = list(self._ship_number_signs(vessel.imo))
        if vessel.name is not None:
            signs.extend(self._ship_name_signs((vessel.name,)))
        for former in vessel.former_names:
            signs.extend(self._ship_name_signs((former,), former=True))
        subjects: list[_Subject] = []
        hull = _hull(vessel.imo)
        if signs:
            asked = Asked(type=EntryType.VESSEL, countries=_countries(vessel.flag), hull=hull)
            subjects.append(_subject(asked, path, "self", signs))
        shown = vessel.shown
        if shown is not None:
            signs = list(self._ship_number_signs(shown.imo))
            signs.extend(self._ship_name_signs((shown.name,) if shown.name else ()))
            if signs:
                asked = Asked(type=EntryType.VESSEL, hull=hull, only_shown=True)
                subjects.append(_subject(asked, f"{path}/shown", "self", signs))
        return subjects

    def _ship_number_signs(self, imo: str | None) -> Iterator[tuple[ListEntry, Sign]]:
        hull = _hull(imo)
        if hull is not None:
            for entry in self._numbers.get(("imo", hull), ()):
                yield entry, Sign(text=hull, scheme="imo")

    def _ship_name_signs(
        self, names: Iterable[str], *, former: bool = False
    ) -> Iterator[tuple[ListEntry, Sign]]:
        for name in names:
            for key in vessel_keys(name):
                for named in self._ship_names.get(key, ()):
                    yield named.entry, Sign(text=name, named=named, former=former)


def _digest(
    snapshots: tuple[ListSnapshot, ...],
    spellings: Spellings | None,
    words: Mapping[str, list[str]],
) -> str:
    # What stands here is what the store keeps beside the lists, so that the index can be made
    # again: the words as they were given, not as they are compared.
    if len(snapshots) == 1 and spellings is None and not words:
        return snapshots[0].digest
    return digest_of(
        {
            "lists": [snapshot.digest for snapshot in snapshots],
            "spellings": spellings.digest if spellings else "",
            "country_words": words,
        }
    )


def _number_forms(scheme: str, value: str) -> tuple[str, ...]:
    bare = normalise_identifier(scheme, value)
    # Passports of this regime are quoted with and without the two letters of their class.
    if scheme == "passport" and bare[:2].isalpha() and bare[2:].isdigit():
        return bare, bare[2:]
    return (bare,) if bare else ()


def _hull(imo: str | None) -> str | None:
    digits = imo_digits(imo) if imo is not None else None
    return digits if digits is not None and imo_check_digit_holds(digits) else None


def _countries(*codes: str | None) -> frozenset[str]:
    return frozenset(code for code in codes if code is not None)


def _asked_of_party(party: Party) -> Asked:
    kind = EntryType(party.type) if party.type is not None else None
    if kind is None and party.role in _AGENT_ROLES:
        kind = EntryType.ORGANIZATION
    return Asked(
        type=kind,
        countries=_countries(party.country, party.nationality),
        nationality=party.nationality,
        birth_date=party.birth_date,
    )


def _asked_of_owner(owner: Owner) -> Asked:
    return Asked(countries=_countries(owner.country), share=owner.share_percent)


def _subject(
    asked: Asked, path: str, relation: str, signs: list[tuple[ListEntry, Sign]]
) -> _Subject:
    subject = _Subject(asked, path, relation)
    for entry, sign in signs:
        subject.point_at(entry, sign)
    return subject


def _screened(subjects: list[_Subject], day: date) -> Screened:
    candidates: list[Candidate] = []
    notes: list[Note] = []
    for subject in subjects:
        for entry, signs in subject.signs.values():
            weight = weigh(subject.asked, entry, signs)
            held = tuple(each.name for each in entry.measures if each.is_in_force(day))
            if weight.dropped or not held:
                why = weight.why if held else (*weight.why, _not_that_day(entry, day))
                notes.append(Note(subject.path, subject.relation, entry, why))
            else:
                candidates.append(_candidate(subject, entry, weight, held))
    candidates.sort(key=lambda each: each.entry.ref)
    candidates.sort(key=lambda each: each.score, reverse=True)
    candidates.sort(key=lambda each: each.path)
    return Screened(tuple(candidates), tuple(notes))


def _candidate(
    subject: _Subject, entry: ListEntry, weight: Weight, measures: tuple[str, ...]
) -> Candidate:
    return Candidate(
        path=subject.path,
        relation=subject.relation,
        entry=entry,
        certain=weight.certain,
        score=weight.score,
        why=weight.why,
        measures=measures,
    )


def _not_that_day(entry: ListEntry, day: date) -> str:
    first = min((each.listed_on for each in entry.measures), default=None)
    if first is not None and day < first:
        return f"listed on {first}, after {day}: no measure bound anyone on that day"
    return f"no measure of {entry.ref} was in force on {day}"
