"""The record of what people did: how deeds get in, and whether it is still whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date

from monitor.domain.audit import FIRST_PREVIOUS, AuditEntry, Deed, recordable
from monitor.domain.clock import Clock
from monitor.domain.people import Person
from monitor.domain.ports.audit import AuditStore, Recorder

SUBJECT_MAX = 300
_ACTION = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")

Value = Mapping[str, object] | None


class Audit:
    """Records what people do, with the time of the clock."""

    def __init__(self, store: AuditStore, clock: Clock) -> None:
        self.store = store
        self._clock = clock

    def record(
        self,
        person: Person,
        action: str,
        subject: str,
        *,
        before: Value = None,
        after: Value = None,
    ) -> None:
        """Record a deed in a transaction of its own; it is durable on return.

        Args:
            person: Who did it.
            action: What it was, as ``alert.view`` or ``person.disable``.
            subject: What it was done to, as ``al_01…``.
            before: What changed, as it was; dates, decimals and enumerations may stand in it.
            after: The same, as it is now; nothing for a look.
        """
        self.store.append([self.deed(person, action, subject, before=before, after=after)])

    def record_in(
        self,
        unit: Recorder,
        person: Person,
        action: str,
        subject: str,
        *,
        before: Value = None,
        after: Value = None,
    ) -> None:
        """Record a deed in the transaction that does it, so that neither stands alone."""
        unit.record(self.deed(person, action, subject, before=before, after=after))

    def deed(
        self,
        person: Person,
        action: str,
        subject: str,
        *,
        before: Value = None,
        after: Value = None,
    ) -> Deed:
        """Give the deed as it will be recorded."""
        if _ACTION.fullmatch(action) is None:
            msg = f"'{action}' names no action: write it as 'alert.view'"
            raise ValueError(msg)
        return Deed(
            self._clock.now().astimezone(UTC),
            person.id,
            action,
            _shown(subject),
            recordable(before),
            recordable(after),
        )


def _shown(subject: str) -> str:
    """Cut a subject to what an entry holds; what does not print is replaced, not refused."""
    printable = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in subject
    )
    return printable[:SUBJECT_MAX]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the record found; without ``broken`` it is whole.

    Attributes:
        checked: How many entries were read and are right.
        head: The number and digest of the last right entry, to be noted elsewhere.
        broken: The number of the first entry that is wrong.
        why: What is wrong with it.
    """

    checked: int
    head: tuple[int, str] | None
    broken: int | None = None
    why: str | None = None


def verify(
    store: AuditStore, since: date | None = None, noted: tuple[int, str] | None = None
) -> Verification:
    """Follow the chain from a day on and name the first entry that breaks it.

    Args:
        store: The record.
        since: The day to begin with; the first entry if absent.
        noted: Number and digest of an entry as they were noted before. Only this shows that the
            end was cut off, or that all of it was written anew.
    """
    first = 1 if since is None else store.first_since(since)
    found = Verification(0, None) if first is None else _followed(store, first)
    if found.broken is not None or noted is None:
        return found
    number, digest = noted
    entry = next(iter(store.chain(number)), None)
    if entry is None or entry.number != number:
        newest = store.newest()
        cut = 1 if newest is None else newest.number + 1
        return replace(found, broken=cut, why="it and what follows up to the noted one are gone")
    if entry.digest != digest:
        return replace(found, broken=number, why="its digest is not the one that was noted")
    return found


def _followed(store: AuditStore, first: int) -> Verification:
    previous = FIRST_PREVIOUS
    if first > 1:
        before = next(iter(store.chain(first - 1)), None)
        if before is None or before.number != first - 1:
            return Verification(0, None, first - 1, "it is missing")
        previous = before.digest
    checked, head = 0, None
    for entry in store.chain(first):
        if entry.number != first + checked:
            return Verification(checked, head, first + checked, "it is missing")
        why = _fault_of(entry, previous)
        if why is not None:
            return Verification(checked, head, entry.number, why)
        checked, head, previous = checked + 1, (entry.number, entry.digest), entry.digest
    return Verification(checked, head)


def _fault_of(entry: AuditEntry, previous: str) -> str | None:
    if entry.previous != previous:
        return "it does not follow the entry before it"
    return None if entry.is_whole else "it is not what its digest says"
