"""An index of list entries that finds exact numbers and names in constant time, and says why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.canonical import digest_of
from monitor.domain.event.cargo import Vessel, imo_digits
from monitor.domain.event.party import Identifier, Party
from monitor.domain.listing import Candidate, EntryType, ListEntry, ListSnapshot
from monitor.screening.compare import kinds_of, shown
from monitor.screening.identifiers import number_forms, scheme_title
from monitor.screening.matching import Matching
from monitor.screening.normalise import (
    name_key,
    name_keys,
    person_keys,
    vessel_key,
    vessel_keys,
)
from monitor.screening.search import LIMIT, Hit, in_force, ranked
from monitor.screening.similar import NameIndex, Similar
from monitor.screening.snapshot import Spellings
from monitor.screening.subjects import (
    Subject,
    asked_of_owner,
    asked_of_party,
    countries_of,
    hull_of,
    subject,
)
from monitor.screening.weigh import Asked, Named, Sign, Weight, weigh
from monitor.screening.words import Kind

_KINDS = {"person": Kind.PERSON, "organization": Kind.ORGANIZATION}
_NUMBER_LETTERS_MAX = 100
LIKE_MAX = 0.99
"""Only a name that is equal letter by letter, legal forms aside, counts for 1."""
COUNTRY_WORD_LEAST = 4
"""Shorter words for a country stand in other words by chance."""


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


class ListIndex:
    """The entries of list snapshots by identifier and by normalised name.

    An entry counts on a day from the `listed_on` of its measures on until they end; before and
    after it gives a note and no candidate.

    Attributes:
        digest: Names all that results rest on: snapshots, added spellings, country words, and
            the thresholds, tables and versions of the comparison.
        document: What the digest is the digest of; none where it is that of the one snapshot.
        entries: All entries, in the order of the snapshots.
    """

    def __init__(
        self,
        *snapshots: ListSnapshot,
        spellings: Spellings | None = None,
        country_words: Mapping[str, Iterable[str]] | None = None,
        matching: Matching | None = None,
    ) -> None:
        """Builds the index.

        Args:
            snapshots: The lists as they were known at one instant.
            spellings: Names in other scripts that this project adds to entries.
            country_words: By country code, words that sources hang on a name, such as
                "... OF DPRK"; a name found with one of them is corroborated by it.
            matching: When names that are not equal count as alike; without it only equal names
                and numbers find an entry.
        """
        given = {code: list(each) for code, each in (country_words or {}).items()}
        words = {
            code: tuple(sorted({name_key(word) for word in each} - {""}))
            for code, each in sorted(given.items())
        }
        self.entries = tuple(entry for snapshot in snapshots for entry in snapshot.entries)
        self.document = _document(snapshots, spellings, given, matching)
        self.digest = snapshots[0].digest if self.document is None else digest_of(self.document)
        self._matching = matching
        self._similar = NameIndex(matching.match) if matching is not None else None
        self._words = words
        self._names: dict[str, tuple[Named, ...]] = {}
        self._ship_names: dict[str, tuple[Named, ...]] = {}
        self._schemes: dict[str, None] = {}
        self._numbers: dict[tuple[str, str], tuple[ListEntry, ...]] = {}
        for entry in self.entries:
            added = spellings.of(entry.list, entry.ref) if spellings else ()
            self._add_numbers(entry)
            self._add_names(entry, (entry.name, *entry.aliases), words, added=False)
            self._add_names(entry, added, words, added=True)
            if self._similar is not None:
                self._similar.add(entry, (entry.name, *entry.aliases), added=False)
                self._similar.add(entry, added, added=True)

    def screen_party(self, party: Party, day: date, path: str = "party") -> list[Candidate]:
        """Gives the entries that a party, its principal or its owners may be on a day."""
        subjects = self._look_up_party(party, path)
        return list(self._screened(subjects, day).candidates) if subjects else []

    def screen_vessel(self, vessel: Vessel, day: date, path: str = "vessel") -> list[Candidate]:
        """Gives the entries that a vessel may be on a day."""
        subjects = self._look_up_vessel(vessel, path)
        return list(self._screened(subjects, day).candidates) if subjects else []

    def party_in_full(self, party: Party, day: date, path: str = "party") -> Screened:
        """Gives candidates as `screen_party` does, and notes on what was set aside."""
        return self._screened(self._look_up_party(party, path), day)

    def vessel_in_full(self, vessel: Vessel, day: date, path: str = "vessel") -> Screened:
        """Gives candidates as `screen_vessel` does, and notes on what was set aside."""
        return self._screened(self._look_up_vessel(vessel, path), day)

    def named(self, name: str) -> list[tuple[str, Named]]:
        """Gives every entry that bears a name on any day, with the key that found it."""
        keys = dict.fromkeys((*name_keys(name), *vessel_keys(name)))
        return [
            (key, each)
            for key in keys
            for names in (self._names, self._ship_names)
            for each in names.get(key, ())
        ]

    def search(
        self,
        name: str,
        schema: str | None = None,
        day: date | None = None,
        limit: int = LIMIT,
    ) -> tuple[Hit, ...]:
        """Searches all lists for one name, or one number of any kind; the likeliest come first.

        Args:
            name: A name in any script and spelling, or a number such as an IMO number or a BIC.
            schema: What it names, as FollowTheMoney or the event contract call it.
            day: Only entries with a measure in force on that day are given.
            limit: At most so many entries.

        Raises:
            UnknownSchemaError: the schema is not known.
        """
        hits: dict[int, Hit] = {}
        for scheme, entry in self._numbered(name):
            why = (f"{scheme_title(scheme)} {name.strip()} is that of {entry.ref}",)
            measures = in_force(entry, day)
            hits[id(entry)] = Hit(entry, entry.name, "1.00", match=True, why=why, measures=measures)
        if self._similar is not None and self._matching is not None:
            kinds = kinds_of(schema) if schema is not None else (None, Kind.VESSEL)
            for found in (each for kind in kinds for each in self._similar.find(name, kind)):
                score = shown(found.likeness)
                known = hits.get(id(found.entry))
                if known is None or known.score < score:
                    hits[id(found.entry)] = Hit(
                        found.entry, found.name, score,
                        match=found.likeness >= self._matching.match, why=found.why,
                        measures=in_force(found.entry, day),
                    )  # fmt: skip
        return ranked([hit for hit in hits.values() if hit.measures or day is None], limit)

    def _numbered(self, text: str) -> Iterator[tuple[str, ListEntry]]:
        if len(text) <= _NUMBER_LETTERS_MAX and any(char.isdigit() for char in text):
            for scheme in self._schemes:
                for value in number_forms(scheme, text):
                    for entry in self._numbers.get((scheme, value), ()):
                        yield scheme, entry

    # -- building ------------------------------------------------------------------------------

    def _add_numbers(self, entry: ListEntry) -> None:
        for number in entry.identifiers:
            for value in number_forms(number.scheme, number.value):
                key = (number.scheme, value)
                self._schemes[number.scheme] = None
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

    def _look_up_party(self, party: Party, path: str) -> list[Subject]:
        # This runs for every party of every event, nearly always in vain: it must stay flat.
        if party.type == "vessel":
            return self._look_up_ship_party(party, path)
        subjects: list[Subject] = []
        kind = _KINDS.get(party.type) if party.type is not None else None
        signs = self._signs(party.name, party.other_names, party.identifiers, kind)
        if signs:
            subjects.append(subject(asked_of_party(party), path, "self", signs))
        if party.acting_for is not None:
            signs = self._signs(party.acting_for, (), ())
            if signs:
                # Where the agent lives or comes from says nothing of where its principal is.
                subjects.append(subject(Asked(), f"{path}/acting_for", "acting_for", signs))
        if party.owners:
            for place, owner in enumerate(party.owners):
                signs = self._signs(owner.name, (), owner.identifiers)
                if signs:
                    asked = asked_of_owner(owner)
                    subjects.append(subject(asked, f"{path}/owners/{place}", "owner", signs))
        return subjects

    def _signs(
        self,
        name: str | None,
        others: tuple[str, ...],
        numbers: tuple[Identifier, ...],
        kind: Kind | None = None,
    ) -> list[tuple[ListEntry, Sign]]:
        signs: list[tuple[ListEntry, Sign]] = []
        known = self._names
        texts = others if name is None else (name, *others) if others else (name,)
        for text in texts:
            for key in name_keys(text):
                if key in known:
                    signs.extend((each.entry, Sign(text, each)) for each in known[key])
            if self._similar is not None:
                signs.extend(self._similar_signs(text, signs, kind))
        for number in numbers:
            for value in number_forms(number.scheme, number.value):
                for entry in self._numbers.get((number.scheme, value), ()):
                    signs.append((entry, Sign(number.value, scheme=number.scheme)))  # noqa: PERF401
        return signs

    def _similar_signs(
        self,
        text: str,
        equal: Sequence[tuple[ListEntry, Sign]],
        kind: Kind | None,
        *,
        former: bool = False,
    ) -> list[tuple[ListEntry, Sign]]:
        """Gives the entries with a name like a text, but for those that an equal name found."""
        assert self._similar is not None
        found = self._similar.find(text, kind)
        if not found:
            return []
        known = {id(entry) for entry, sign in equal if sign.text == text}
        return [
            (
                each.entry,
                Sign(
                    text, self._named_alike(text, each),
                    former=former, likeness=min(each.likeness, LIKE_MAX), how=each.why,
                ),
            )
            for each in found
            if id(each.entry) not in known
        ]  # fmt: skip

    def _named_alike(self, text: str, found: Similar) -> Named:
        """Gives the listed name, with the country that the text asked for names."""
        entry, asked = found.entry, name_key(text)
        countries = (
            code
            for code in entry.countries
            if any(
                len(word) >= COUNTRY_WORD_LEAST and word in asked
                for word in self._words.get(code, ())
            )
        )
        country = None if entry.type is EntryType.PERSON else next(countries, None)
        return Named(
            entry, found.name, added=found.added, country=country, key=name_key(found.name)
        )

    def _look_up_ship_party(self, party: Party, path: str) -> list[Subject]:
        digits = [
            number.value
            for number in party.identifiers
            if number.scheme in {"other", "registration"} and imo_digits(number.value)
        ]
        names = [name for name in (party.name, *party.other_names) if name is not None]
        signs = [*self._ship_number_signs(digits[0] if digits else None)]
        signs.extend(self._ship_name_signs(names))
        asked = Asked(type=EntryType.VESSEL, countries=countries_of(party.country))
        return [subject(asked, path, "self", signs)] if signs else []

    def _look_up_vessel(self, vessel: Vessel, path: str) -> list[Subject]:
        signs = list(self._ship_number_signs(vessel.imo))
        signs.extend(self._radio_signs(vessel.mmsi, vessel.call_sign))
        if vessel.name is not None:
            signs.extend(self._ship_name_signs((vessel.name,)))
        for former in vessel.former_names:
            signs.extend(self._ship_name_signs((former,), former=True))
        subjects: list[Subject] = []
        hull = hull_of(vessel.imo)
        if signs:
            asked = Asked(type=EntryType.VESSEL, countries=countries_of(vessel.flag), hull=hull)
            subjects.append(subject(asked, path, "self", signs))
        shown = vessel.shown
        if shown is not None:
            signs = list(self._ship_number_signs(shown.imo))
            signs.extend(self._ship_name_signs((shown.name,) if shown.name else ()))
            if signs:
                asked = Asked(type=EntryType.VESSEL, hull=hull, only_shown=True)
                subjects.append(subject(asked, f"{path}/shown", "self", signs))
        return subjects

    def _ship_number_signs(self, imo: str | None) -> Iterator[tuple[ListEntry, Sign]]:
        hull = hull_of(imo)
        if hull is not None:
            for entry in self._numbers.get(("imo", hull), ()):
                yield entry, Sign(text=hull, scheme="imo")

    def _radio_signs(
        self, mmsi: str | None, call_sign: str | None
    ) -> Iterator[tuple[ListEntry, Sign]]:
        for scheme, value in (("mmsi", mmsi), ("call_sign", call_sign)):
            for form in number_forms(scheme, value) if value is not None else ():
                for entry in self._numbers.get((scheme, form), ()):
                    yield entry, Sign(text=form, scheme=scheme)

    def _ship_name_signs(
        self, names: Iterable[str], *, former: bool = False
    ) -> Iterator[tuple[ListEntry, Sign]]:
        for name in names:
            equal = [
                (named.entry, Sign(text=name, named=named, former=former))
                for key in vessel_keys(name)
                for named in self._ship_names.get(key, ())
            ]
            yield from equal
            if self._similar is not None:
                yield from self._similar_signs(name, equal, Kind.VESSEL, former=former)

    # -- judging -------------------------------------------------------------------------------

    def _screened(self, subjects: list[Subject], day: date) -> Screened:
        candidates: list[Candidate] = []
        notes: list[Note] = []
        equal = self._matching.equal if self._matching is not None else 1.0
        for bearer in subjects:
            for entry, signs in bearer.signs.values():
                weight = weigh(bearer.asked, entry, signs, equal)
                held = tuple(each.name for each in entry.measures if each.is_in_force(day))
                if weight.dropped or not held:
                    why = weight.why if held else (*weight.why, _not_that_day(entry, day))
                    notes.append(Note(bearer.path, bearer.relation, entry, why))
                else:
                    candidates.append(self._candidate(bearer, entry, weight, held))
        candidates.sort(key=lambda each: each.entry.ref)
        candidates.sort(key=lambda each: each.score, reverse=True)
        candidates.sort(key=lambda each: each.path)
        return Screened(tuple(candidates), tuple(notes))

    def _candidate(
        self, bearer: Subject, entry: ListEntry, weight: Weight, measures: tuple[str, ...]
    ) -> Candidate:
        alike_enough = self._matching is None or self._matching.alerts(
            entry.type, weight.likeness, corroborated=weight.corroborated
        )
        return Candidate(
            path=bearer.path,
            relation=bearer.relation,
            entry=entry,
            certain=weight.certain and not entry.informs_only,
            score=weight.score,
            why=weight.why,
            measures=measures,
            decides=alike_enough and not entry.informs_only,
        )


def _document(
    snapshots: tuple[ListSnapshot, ...],
    spellings: Spellings | None,
    words: Mapping[str, list[str]],
    matching: Matching | None,
) -> dict[str, object] | None:
    # What stands here is what the store keeps beside the lists, so that the index can be made
    # again: the words as they were given, not as they are compared.
    if len(snapshots) == 1 and spellings is None and not words and matching is None:
        return None
    document: dict[str, object] = {
        "lists": [snapshot.digest for snapshot in snapshots],
        "spellings": spellings.digest if spellings else "",
        "country_words": words,
    }
    if matching is not None:
        document["matching"] = matching.digest
    return document


def _not_that_day(entry: ListEntry, day: date) -> str:
    first = min((each.listed_on for each in entry.measures), default=None)
    if first is not None and day < first:
        return f"listed on {first}, after {day}: no measure bound anyone on that day"
    return f"no measure of {entry.ref} was in force on {day}"
