"""Cleared matches: that a party, as it was, is not a list entry, as it was, and until when it holds.

A clearance silences one entry for one party and nothing else. It counts only where both are still
what they were when a person compared them; the first difference makes the match count again.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from monitor.domain.canonical import digest_of
from monitor.domain.event.cargo import Vessel
from monitor.domain.event.kinds import Event, part_of
from monitor.domain.event.party import Identifier, Owner, Party
from monitor.domain.finding import Level
from monitor.domain.listing import ListEntry, names_of

Content = Mapping[str, object]
"""What was compared: texts, or lists of texts, by field."""

_SET_OF_NAMES = "names"
_NUMBERS = frozenset({"identifiers", "imo", "mmsi", "call_sign"})
_TELLING = ("birth_date", "country", "nationality", "identifiers")


class ClearanceState(StrEnum):
    """Where a clearance stands on an instant."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ClearanceRefusedError(Exception):
    """What was asked is not allowed: the same person twice, no reason, or ended already."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that is no longer what it was."""

    of: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        """Say it as a clause of a sentence."""
        return f"{self.of} {self.field}: before {self.before or 'not given'}, now {self.after or 'not given'}"


@dataclass(frozen=True, slots=True)
class Clearance:
    """A person's word that two are not the same.

    Attributes:
        list: The list, as results name it.
        party: The party as it was.
        entry: The list entry as it was.
        expires_on: The first day on which it holds no more.
        level: How urgent the match was or would have been.
        needs_two: It counts only when a second person has confirmed it.
        source: With `event_id` and `path`, where the party was met.
    """

    id: str
    list: str
    ref: str
    party: Content
    entry: Content
    reason: str
    by: str
    at: datetime
    expires_on: date
    level: Level
    needs_two: bool
    source: str | None = None
    event_id: str | None = None
    path: str | None = None
    alert_id: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    revoked_by: str | None = None
    revoked_at: datetime | None = None
    revoked_because: str | None = None

    def state(self, now: datetime) -> ClearanceState:
        """Tell where it stands on an instant, past ones included."""
        if now < self.at:
            return ClearanceState.WAITING
        if self.revoked_at is not None and self.revoked_at <= now:
            return ClearanceState.REVOKED
        if now.date() >= self.expires_on:
            return ClearanceState.EXPIRED
        is_confirmed = self.confirmed_at is not None and self.confirmed_at <= now
        if self.needs_two and not is_confirmed:
            return ClearanceState.WAITING
        return ClearanceState.IN_FORCE

    def as_known(self, now: datetime) -> "Clearance":
        """Give it as it was known on an instant: what was done to it later is left out."""
        known = self
        if known.confirmed_at is not None and known.confirmed_at > now:
            known = replace(known, confirmed_by=None, confirmed_at=None)
        if known.revoked_at is not None and known.revoked_at > now:
            known = replace(known, revoked_by=None, revoked_at=None, revoked_because=None)
        return known

    def confirmed(self, by: str, now: datetime) -> "Clearance":
        """Take a second person's agreement.

        Raises:
            ClearanceRefusedError: nothing waits for one, or it is the first person's own.
        """
        if self.state(now) is not ClearanceState.WAITING or not self.needs_two:
            raise ClearanceRefusedError("the clearance does not wait for a second person")
        if by == self.by:
            raise ClearanceRefusedError("a second person must confirm it, not the one who asked")
        return replace(self, confirmed_by=by, confirmed_at=now)

    def revoked(self, by: str, reason: str, now: datetime) -> "Clearance":
        """End it.

        Raises:
            ClearanceRefusedError: it is revoked already, or no reason is given.
        """
        if self.revoked_at is not None:
            raise ClearanceRefusedError("the clearance is revoked already")
        if not reason.strip():
            raise ClearanceRefusedError("revoking needs a reason: say what has come up")
        return replace(self, revoked_by=by, revoked_at=now, revoked_because=reason)

    def to_json(self) -> dict[str, object]:
        """Give it as an input of a judgement and as the API shows it."""
        body: dict[str, object] = {
            "id": self.id,
            "list": self.list,
            "ref": self.ref,
            "party": dict(self.party),
            "entry": dict(self.entry),
            "reason": self.reason,
            "by": self.by,
            "at": self.at.isoformat(),
            "expires_on": self.expires_on.isoformat(),
            "level": self.level.value,
            "needs_two": self.needs_two,
        }
        for key in ("source", "event_id", "path", "alert_id", "confirmed_by", "revoked_by",
                    "revoked_because"):  # fmt: skip
            body[key] = getattr(self, key)
        for key in ("confirmed_at", "revoked_at"):
            instant = getattr(self, key)
            body[key] = instant.isoformat() if instant is not None else None
        return body


@dataclass(frozen=True, slots=True)
class Answer:
    """What the clearances say of one match: it is cleared, or why an earlier clearance is not."""

    clearance: Clearance
    state: ClearanceState
    changes: tuple[FieldChange, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether the match does not count."""
        return self.state is ClearanceState.IN_FORCE and not self.changes

    @property
    def says(self) -> str:
        """Say who cleared it, when and why, and what of it holds no more."""
        given = self.clearance
        told = f"cleared as not the same on {given.at.date()} by {given.by}: '{given.reason}'"
        if self.holds:
            return f"{told}; it holds until {given.expires_on} ({given.id})"
        if self.changes:
            why = "; ".join(map(str, self.changes))
        elif self.state is ClearanceState.EXPIRED:
            why = f"it ran out on {given.expires_on}"
        else:
            why = "it waits for a second person"
        return f"once {told}; it counts again because {why} ({given.id})"

    def to_json(self) -> dict[str, object]:
        """Give it as an input of a judgement."""
        return {
            "holds": self.holds,
            "says": self.says,
            "state": self.state.value,
            "changes": [[each.of, each.field, each.before, each.after] for each in self.changes],
            "clearance": self.clearance.to_json(),
        }


class ClearanceBook:
    """Clearances by the entry that they speak of; read-only."""

    def __init__(self, clearances: Iterable[Clearance]) -> None:
        self._by_entry: dict[tuple[str, str], list[Clearance]] = {}
        for clearance in clearances:
            self._by_entry.setdefault((clearance.list, clearance.ref), []).append(clearance)

    def speaks_of(self, entry: ListEntry) -> bool:
        """Tell quickly whether any clearance names the entry."""
        return (entry.list, entry.ref) in self._by_entry

    def answer(self, entry: ListEntry, party: Content, now: datetime) -> Answer | None:
        """Say what stands of a match on an instant; None where nobody ever cleared it.

        One that holds goes first, then the one that fewest changes ended, the newest of them.
        """
        known = self._by_entry.get((entry.list, entry.ref), ())
        answers = [
            answer
            for clearance in known
            if (answer := _answer(clearance, entry, party, now)) is not None
        ]
        if not answers:
            return None
        return min(
            reversed(answers), key=lambda each: (not each.holds, len(each.changes), each.state)
        )


def _answer(clearance: Clearance, entry: ListEntry, party: Content, now: datetime) -> Answer | None:
    state = clearance.state(now)
    if state is ClearanceState.REVOKED or now < clearance.at:
        return None
    if not _is_recognisable(clearance.party, party):
        return None
    changes = (
        *changes_of("the party's", clearance.party, party),
        *changes_of("the list entry's", clearance.entry, entry_content(entry)),
    )
    return Answer(clearance.as_known(now), state, changes)


def _is_recognisable(before: Content, after: Content) -> bool:
    """Tell whether two are plainly meant to be the same party: a name or a number is shared."""
    return any(
        _folded(field, before.get(field)) & _folded(field, after.get(field))
        for field in (_SET_OF_NAMES, *sorted(_NUMBERS))
    )


def changes_of(of: str, before: Content, after: Content) -> tuple[FieldChange, ...]:
    """Compare field by field; order, case and spaces of names do not count."""
    return tuple(
        FieldChange(
            of, field.replace("_", " "), _shown(before.get(field)), _shown(after.get(field))
        )
        for field in sorted({*before, *after})
        if _folded(field, before.get(field)) != _folded(field, after.get(field))
    )


def content_digest(content: Content) -> str:
    """Name a content: equal ones by what counts in comparing have the same digest."""
    return digest_of({field: sorted(_folded(field, content[field])) for field in sorted(content)})


def entry_content(entry: ListEntry) -> dict[str, object]:
    """Give what of a list entry says who it is; its measures and offices do not."""
    content: dict[str, object] = {
        "type": entry.type.value,
        "names": sorted(set(names_of(entry))),
        "birth_dates": sorted(entry.birth_dates),
        "countries": sorted(entry.countries),
        "nationalities": sorted(entry.nationalities),
        "identifiers": sorted(f"{each.scheme} {each.value}" for each in entry.identifiers),
    }
    return {field: value for field, value in content.items() if value}


def party_content(event: Event, path: str) -> dict[str, object] | None:
    """Give what an event says of who stands at a path that was screened.

    A principal is known only together with the agent that names it, an owner without a number or
    country only together with what it owns, and a bare name only by the feed that gave it: else
    one clearance would silence every bearer of a common name.
    """
    first, _, rest = path.partition("/")
    if first == "parties":
        number, _, inside = rest.partition("/")
        index = int(number)
        if index >= len(event.parties):
            return None
        return _within_party(event, event.parties[index], inside)
    vessel = part_of(event, first) if first in {"vessel", "other_vessel"} else None
    if vessel is None:
        return None
    return _tied(_vessel(vessel), event) if not rest else _shown_craft(vessel)


def _within_party(event: Event, party: Party, inside: str) -> dict[str, object] | None:
    own = _party(party)
    if not inside:
        return _tied(own, event)
    if inside == "acting_for":
        if party.acting_for is None:
            return None
        return _tied({"names": [_spaced(party.acting_for)], "agent": _line(own)}, event)
    owner = party.owners[int(inside.rpartition("/")[2])]
    content = _owner(owner)
    if not any(content.get(field) for field in _TELLING):
        content["owns"] = _line(own)
    return _tied(content, event)


def _party(party: Party) -> dict[str, object]:
    names = (party.name, *party.other_names) if party.name is not None else party.other_names
    return _filled(
        {
            "names": _distinct(names),
            "type": party.type,
            "birth_date": party.birth_date.isoformat() if party.birth_date is not None else None,
            "country": party.country,
            "nationality": party.nationality,
            "identifiers": _numbers(party.identifiers),
        }
    )


def _owner(owner: Owner) -> dict[str, object]:
    return _filled(
        {
            "names": _distinct(() if owner.name is None else (owner.name,)),
            "country": owner.country,
            "identifiers": _numbers(owner.identifiers),
        }
    )


def _vessel(vessel: Vessel) -> dict[str, object]:
    return _filled(
        {
            "names": _distinct(() if vessel.name is None else (vessel.name,)),
            "former_names": _distinct(vessel.former_names),
            "imo": vessel.imo,
            "mmsi": vessel.mmsi,
            "call_sign": vessel.call_sign,
            "country": vessel.flag,
            "type": vessel.type,
        }
    )


def _shown_craft(vessel: Vessel) -> dict[str, object] | None:
    if vessel.shown is None:
        return None
    content = _vessel(vessel)
    for field in ("name", "imo", "mmsi", "flag"):
        value = getattr(vessel.shown, field)
        if value is not None:
            content[f"shown_{field}"] = value
    if vessel.shown.name is not None:
        content["names"] = _distinct((*_texts(content.get("names")), vessel.shown.name))
    return content


def _tied(content: dict[str, object], event: Event) -> dict[str, object]:
    telling = (*_TELLING, "imo", "mmsi", "call_sign", "agent", "owns")
    if not any(content.get(field) for field in telling):
        content["source"] = event.source
    return content


def _filled(content: Mapping[str, object]) -> dict[str, object]:
    return {field: value for field, value in content.items() if value}


def _distinct(names: Iterable[str]) -> list[str]:
    return sorted({_spaced(name) for name in names})


def _numbers(identifiers: Sequence[Identifier]) -> list[str]:
    return sorted(f"{each.scheme} {_spaced(each.value)}" for each in identifiers)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _line(content: Content) -> str:
    return "; ".join(f"{field} {_shown(value)}" for field, value in sorted(content.items()))


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _shown(value: object) -> str:
    return ", ".join(_texts(value))


def _folded(field: str, value: object) -> frozenset[str]:
    texts = (unicodedata.normalize("NFKC", text).casefold() for text in _texts(value))
    if field in _NUMBERS:
        return frozenset("".join(filter(str.isalnum, text)) for text in texts)
    return frozenset(" ".join(text.split()) for text in texts)
