"""Look names and numbers up in the lists: who it may be, why, what holds since when; kept as a trail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from monitor.domain.canonical import canonical_json
from monitor.domain.clock import Clock
from monitor.domain.event.cargo import Vessel, imo_check_digit_holds, imo_digits
from monitor.domain.event.party import Party
from monitor.domain.listing import NOT_STATED, ListEntry, Measure
from monitor.domain.ports.screenings import ScreeningRecord, ScreeningStore
from monitor.errors import NotAllowed
from monitor.screening.compare import UnknownSchemaError, kinds_of
from monitor.screening.index import ListIndex
from monitor.screening.search import Hit

QUESTIONS_MAX = 100
"""So many names in one request."""
NAME_MAX = 1_000
SCHEMAS = ("Person", "Organization", "Company", "LegalEntity", "PublicBody", "Vessel", "Airplane")
_TYPES = {
    "person": "person", "vessel": "vessel", "organization": "organization",
    "company": "organization", "publicbody": "organization",
}  # fmt: skip
_SHIP_SCHEMES = ("imo", "mmsi", "call_sign")


@dataclass(frozen=True, slots=True)
class Question:
    """A name with what is known of its bearer.

    Attributes:
        schema: What it names, as FollowTheMoney calls it; anything where absent.
        country: Where it is resident or registered, its nationality, or its flag.
        identifiers: Numbers by scheme, as the event contract names them, or ``imo``.
        as_of: The day on which measures are asked for; today where absent.
    """

    name: str
    schema: str | None = None
    birth_date: date | None = None
    country: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    as_of: date | None = None

    def to_json(self) -> dict[str, object]:
        """Give what was asked, without what was not."""
        numbers = [{"scheme": scheme, "value": value} for scheme, value in self.identifiers]
        body = {
            "name": self.name,
            "schema": self.schema,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "country": self.country,
            "identifiers": numbers,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }
        return {key: value for key, value in body.items() if value}


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that the name or number may be.

    ``certain`` holds for a strong number or a corroborated name. ``set_aside`` says that something
    speaks against it, or that nothing of it was in force on the day; ``why`` says what.
    """

    entry: ListEntry
    name: str
    score: str
    certain: bool
    match: bool
    set_aside: bool
    why: tuple[str, ...]
    measures: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Give the shape of ``matches[]``."""
        entry = self.entry
        return {
            "list": entry.list,
            "ref": entry.ref,
            "type": entry.type.value,
            "name": self.name,
            "listed_name": entry.name,
            "score": self.score,
            "match": self.match,
            "certain": self.certain,
            "set_aside": self.set_aside,
            "informs_only": entry.informs_only,
            "why": list(self.why),
            "in_force": list(self.measures),
            "measures": [_measure(each) for each in entry.measures],
            "aliases": list(entry.aliases),
            "birth_dates": list(entry.birth_dates),
            "nationalities": list(entry.nationalities),
            "countries": list(entry.countries),
            "identifiers": [
                {"scheme": each.scheme, "value": each.value} for each in entry.identifiers
            ],
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one question, with the lists that were searched."""

    asked: Question
    as_of: date
    lists: str
    versions: Mapping[str, str]
    are_of_then: bool
    matches: tuple[Match, ...]

    def to_json(self) -> dict[str, object]:
        """Give the answer as programs get it."""
        return {
            "asked": self.asked.to_json(),
            "as_of": self.as_of.isoformat(),
            "lists": self.lists,
            "versions": dict(self.versions),
            "lists_as_known": "then" if self.are_of_then else "now",
            "matches": [match.to_json() for match in self.matches],
        }


@dataclass(frozen=True, slots=True)
class ListsKnown:
    """An index with the digest of each list in it, and whether it is of the day asked for."""

    index: ListIndex
    versions: Mapping[str, str]
    are_of_then: bool


@dataclass(frozen=True, slots=True)
class Screening:
    """Searches the lists and keeps what was asked of which version.

    Attributes:
        lists: Gives the lists as known on a day, or now.
        trail: Where look-ups are kept; None where there is no store.
    """

    lists: Callable[[date | None], ListsKnown]
    clock: Clock
    trail: ScreeningStore | None = None
    limit: int = field(default=20)

    def ask(self, questions: Sequence[Question], by: str, door: str) -> Sequence[Found]:
        """Answer each question, and keep all of them in the trail.

        Raises:
            NotAllowed: there are too many, or one of them cannot be asked so.
        """
        if not 1 <= len(questions) <= QUESTIONS_MAX:
            raise NotAllowed(f"ask for 1 to {QUESTIONS_MAX} names at once")
        now = self.clock.now()
        found = [self._answer(question, now.date()) for question in questions]
        if self.trail is not None:
            self.trail.add(
                [
                    ScreeningRecord(
                        at=now,
                        by=by,
                        door=door,
                        asked=each.asked.to_json(),
                        as_of=each.as_of,
                        lists=each.lists,
                        versions=each.versions,
                        found=[
                            {
                                "list": match.entry.list,
                                "ref": match.entry.ref,
                                "name": match.name,
                                "score": match.score,
                                "certain": match.certain,
                                "set_aside": match.set_aside,
                            }
                            for match in each.matches
                        ],
                    )
                    for each in found
                ]
            )
        return found

    def _answer(self, question: Question, today: date) -> Found:
        name = question.name.strip()
        if not name or len(name) > NAME_MAX:
            raise NotAllowed(f"a name has 1 to {NAME_MAX} characters")
        known = self.lists(question.as_of)
        day = question.as_of or today
        hits = self._hits(known.index, question)
        matches = _gathered(hits, _weighed(known.index, question, day), day)
        return Found(
            question,
            day,
            known.index.digest,
            known.versions,
            known.are_of_then,
            tuple(matches[: self.limit]),
        )

    def _hits(self, index: ListIndex, question: Question) -> Sequence[Hit]:
        try:
            kinds_of(question.schema)
            return index.search(question.name.strip(), question.schema, limit=self.limit * 5)
        except UnknownSchemaError as error:
            raise NotAllowed(str(error)) from None


def _weighed(index: ListIndex, question: Question, day: date) -> dict[tuple[str, str], Match]:
    """Ask the index as an event would, with all that is known of the bearer."""
    numbers = dict(question.identifiers)
    hull = imo_digits(question.name)
    if hull is not None and imo_check_digit_holds(hull) and not _has_words(question.name):
        numbers.setdefault("imo", hull)
    schema = (question.schema or "").casefold()
    kind = _TYPES.get(schema)
    try:
        if kind == "vessel" or any(scheme in numbers for scheme in _SHIP_SCHEMES):
            screened = index.vessel_in_full(_vessel(question, numbers), day)
        else:
            screened = index.party_in_full(_party(question, kind), day)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise NotAllowed(f"{where}: {first['msg']}") from None
    found: dict[tuple[str, str], Match] = {}
    for candidate in screened.candidates:
        entry = candidate.entry
        found[entry.list, entry.ref] = Match(
            entry,
            entry.name,
            candidate.score,
            candidate.certain,
            match=True,
            set_aside=False,
            why=candidate.why,
            measures=candidate.measures,
        )
    for note in screened.notes:
        entry = note.entry
        found.setdefault(
            (entry.list, entry.ref),
            Match(
                entry, entry.name, "0.00", certain=False, match=False, set_aside=True,
                why=note.why, measures=_held(entry, day),
            ),
        )  # fmt: skip
    return found


def _has_words(name: str) -> bool:
    return any(char.isalpha() for char in name.casefold().replace("imo", ""))


def _party(question: Question, kind: str | None) -> Party:
    fields: dict[str, Any] = {
        "role": "other",
        "name": question.name.strip(),
        "type": kind,
        "country": question.country,
        "nationality": question.country if kind == "person" else None,
        "birth_date": question.birth_date,
        "identifiers": [
            {"scheme": scheme, "value": value} for scheme, value in question.identifiers
        ],
    }
    return Party.model_validate_json(canonical_json(_given(fields)))


def _vessel(question: Question, numbers: Mapping[str, str]) -> Vessel:
    name = question.name.strip() if _has_words(question.name) else None
    fields: dict[str, Any] = {"name": name, "flag": question.country}
    fields.update({scheme: numbers.get(scheme) for scheme in _SHIP_SCHEMES})
    unknown = sorted(set(numbers) - set(_SHIP_SCHEMES))
    if unknown:
        raise NotAllowed(f"a vessel has no number '{unknown[0]}': give {', '.join(_SHIP_SCHEMES)}")
    return Vessel.model_validate_json(canonical_json(_given(fields)))


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}


def _gathered(
    hits: Sequence[Hit], weighed: Mapping[tuple[str, str], Match], day: date
) -> list[Match]:
    """Put what the name alone finds beside what all that is known of the bearer says."""
    found = dict(weighed)
    for hit in hits:
        key = (hit.entry.list, hit.entry.ref)
        known = found.get(key)
        held = _held(hit.entry, day)
        if known is None:
            late = () if held else (f"no measure of {hit.entry.ref} was in force on {day}",)
            found[key] = Match(
                hit.entry, hit.name, hit.score, certain=False, match=hit.match,
                set_aside=not held, why=(*hit.why, *late), measures=held,
            )  # fmt: skip
        elif known.set_aside:
            found[key] = Match(
                hit.entry, hit.name, hit.score, certain=False, match=False, set_aside=True,
                why=known.why, measures=held,
            )  # fmt: skip
    return sorted(
        found.values(),
        key=lambda each: (
            each.set_aside,
            not each.certain,
            -float(each.score),
            each.entry.informs_only,
            each.entry.list,
            each.entry.ref,
        ),
    )


def _held(entry: ListEntry, day: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in entry.measures if each.is_in_force(day)))


def _measure(measure: Measure) -> dict[str, object]:
    since = measure.listed_on
    return {
        "name": measure.name,
        "listed_on": None if since == NOT_STATED else since.isoformat(),
        "delisted_on": measure.delisted_on.isoformat() if measure.delisted_on else None,
    }
