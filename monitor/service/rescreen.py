"""Judge stored events again because a list changed: only those that the change can touch.

A change is followed once, in the order of acceptance and in short transactions, each of which notes
how far it came. A killed process goes on where it was; following the same change again adds nothing.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from monitor.domain.alert import Action
from monitor.domain.clock import Clock
from monitor.domain.event import Event, EventRejected, parse_event
from monitor.domain.finding import Judgement, Level, outcome_of
from monitor.domain.list_delta import ListDelta
from monitor.domain.listing import ListSnapshot
from monitor.domain.ports import EventKey, Store, Unit
from monitor.domain.ports.rescreens import (
    Effect,
    NumberedEvent,
    Rescreen,
    RescreenLine,
    RescreenStore,
)
from monitor.domain.screening_times import screening_times
from monitor.errors import StoreError
from monitor.service.alerting import LISTED_SINCE_RULE, UNJUDGED_RULE, AlertDesk, ListedSince
from monitor.service.ids import new_id
from monitor.service.ingest import Ingest
from monitor.service.judging import Appraisal, appraise
from monitor.service.recording import Recorder
from monitor.service.rescreen_diff import alerting_rules, new_findings, says_the_same
from monitor.service.rescreen_probe import Probe, Touch
from monitor.service.restored import findings_of_rules, firings_of

_log = logging.getLogger(__name__)
_UNSURE = Level.MEDIUM
"""A name alone is not more urgent than this, whatever the days."""
Told = Callable[[Rescreen], None]
Json = Mapping[str, Any]


class HeldElsewhere(StoreError):
    """Says that another process follows the change now."""


@dataclass(frozen=True, slots=True)
class Following:
    """What following changes needs.

    Attributes:
        ingest: The store, the engine of the lists as they are now, and the clock.
        rescreens: Where it is kept how far each change was followed.
        read: Gives the content of a list by its digest.
        probe: Makes the small index of the entries that differ.
        limit_rules: The rules whose findings rest on running totals.
        owner: Who holds a change while it is followed.
    """

    ingest: Ingest
    rescreens: RescreenStore
    read: Callable[[str], ListSnapshot]
    probe: Callable[[ListDelta], Probe]
    limit_rules: frozenset[str]
    owner: str

    @property
    def store(self) -> Store:
        """The store."""
        return self.ingest.store

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.ingest.clock


def open_change(
    following: Following,
    list_id: str,
    before: str | None,
    after: str,
    asked_by: str,
) -> Rescreen:
    """Note that a list changed; the same change after the same one before is there already."""
    now = following.clock.now()
    last = following.rescreens.newest(list_id, 1)
    if last and last[0].after == after:
        return last[0]
    # Going back and forth between two states is more than one change.
    place = int(last[0].change.rpartition("#")[2]) + 1 if last else 1
    change = f"{list_id}: {before or 'nothing'} to {after} #{place}"
    return following.rescreens.open(
        Rescreen(
            id=new_id("rs", now),
            change=change,
            list=list_id,
            before=before,
            after=after,
            asked_by=asked_by,
            started_at=now,
            updated_at=now,
        )
    )


def follow(following: Following, rescreen: Rescreen, told: Told | None = None) -> Rescreen:
    """Judge again all stored events that a change can touch, from where it stands to the end.

    Raises:
        HeldElsewhere: another process follows it now.
        StoreError: the store failed; what was done stays.
    """
    if rescreen.finished_at is not None:
        return rescreen
    delta = _delta(following, rescreen)
    probe = None if delta.is_empty else following.probe(delta)
    current = rescreen
    while current.finished_at is None:
        _hold(following, current)
        current = _Step(following, current, delta, probe).take()
        if told is not None:
            told(current)
    _log.info("rescreen %s of %s: %s", current.id, current.list, dict(current.counts))
    return current


def _hold(following: Following, rescreen: Rescreen) -> None:
    now = following.clock.now()
    until = now + screening_times().rescreen_lease
    if not following.store.claim_job(f"rescreen:{rescreen.id}", following.owner, now, until):
        msg = f"{rescreen.id} is followed by another process now"
        raise HeldElsewhere(msg)


def _delta(following: Following, rescreen: Rescreen) -> ListDelta:
    before = () if rescreen.before is None else following.read(rescreen.before).entries
    return ListDelta.between(before, following.read(rescreen.after).entries)


@dataclass(frozen=True, slots=True)
class _Writing:
    """The open transaction and what writes in it."""

    unit: Unit
    desk: AlertDesk
    recorder: Recorder


@dataclass(slots=True)
class _Step:
    """One transaction: some events, their judgements, alerts, and how far it came."""

    following: Following
    rescreen: Rescreen
    delta: ListDelta
    probe: Probe | None
    counts: dict[str, int] = field(default_factory=dict)
    lines: list[RescreenLine] = field(default_factory=list)
    because: dict[EventKey, str] = field(default_factory=dict)
    linked: dict[tuple[EventKey, str], set[str]] = field(default_factory=dict)
    lists_before: str | None = None

    def take(self) -> Rescreen:
        """Look at the next events; the last step finds none and ends it."""
        batch = screening_times().rescreen_batch
        found: Sequence[NumberedEvent] = ()
        if self.probe is not None:
            found = self.following.rescreens.events_after(self.rescreen.reached, batch)
        self.counts = {"seen": 0, "judged": 0, "changed": 0, **self.rescreen.counts}
        self.counts["seen"] += len(found)
        touched = [(given, *read) for given in found if (read := self._touched(given)) is not None]
        ingest = self.following.ingest
        with ingest.one_at_a_time, self.following.store.unit() as unit:
            ingest.provenance.keep(unit)
            now = self.following.clock.now()
            desk = AlertDesk(unit, now, new_id)
            recorder = Recorder(unit, ingest.engine, now, ingest.version)
            for given, event, touches in touched:
                if unit.latest([given.key])[given.key].version == given.version:
                    self._judge_again(given, event, touches, _Writing(unit, desk, recorder))
            desk.flush()
            self._note_effects(desk, now)
            self._mark_moved(desk, now)
            after = self._moved(found, now)
            unit.save_rescreen(after, self.lines)
        ingest.provenance.is_kept()
        return after

    def _moved(self, found: Sequence[NumberedEvent], now: datetime) -> Rescreen:
        return replace(
            self.rescreen,
            reached=found[-1].number if found else self.rescreen.reached,
            counts=dict(sorted(self.counts.items())),
            updated_at=now,
            finished_at=None if found else now,
            lists_before=self.rescreen.lists_before or self.lists_before,
            lists_after=self.following.ingest.engine.lists,
        )

    def _touched(self, given: NumberedEvent) -> tuple[Event, tuple[Touch, ...]] | None:
        """Read an event and say which of the changed entries it may name; none for nearly all."""
        assert self.probe is not None
        try:
            event = parse_event(given.raw, None).event
        except EventRejected as refused:
            self._line(Effect.FAILED, given, None, "", f"the contract refuses it now: {refused}")
            return None
        touches = self.probe.touches(event)
        return (event, touches) if touches else None

    def _judge_again(
        self,
        given: NumberedEvent,
        event: Event,
        touches: tuple[Touch, ...],
        writing: "_Writing",
    ) -> None:
        self.counts["judged"] += 1
        because = self._because(touches)
        self.because[given.key] = because
        self._tell_listed_since(given, event, touches, writing.desk)
        stored = self.following.store.event_versions(given.key)[-1]
        engine = self.following.ingest.engine
        before = stored.judgement
        if before is not None:
            self.lists_before = str(before["lists"])
            is_same_book = before["rulebook"] == engine.rulebook
            if is_same_book and before["lists"] == engine.lists:
                return
            because = because if is_same_book else f"{because}; the rules had changed as well"
        found = appraise(engine, event, writing.unit, writing.unit)
        if found.judgement is None:
            writing.desk.take_unjudged(given.key, given.version, found.error or "")
            return
        judgement = self._with_limits(found.judgement, before)
        new = new_findings(before, judgement)
        if not new and says_the_same(before, judgement):
            self._stayed(given, judgement)
            return
        self.counts["changed"] += 1
        writing.recorder.record(given.key, given.version, Appraisal(judgement, found.sightings))
        self._mark_gone(given, before, judgement, because, writing.desk)
        writing.desk.take(given.key, given.version, judgement, only=new, because=because)

    def _with_limits(self, judgement: Judgement, before: Json | None) -> Judgement:
        """Carry over what limits found when the event was accepted: a step fires once."""
        rules = self.following.limit_rules
        kept = findings_of_rules(before, rules)
        if not kept and not any(finding.rule in rules for finding in judgement.findings):
            return judgement
        rest = [finding for finding in judgement.findings if finding.rule not in rules]
        findings = sorted((*rest, *kept), key=lambda each: (each.level.rank, each.rule))
        return replace(
            judgement,
            findings=tuple(findings),
            firings=firings_of(kept),
            outcome=outcome_of(tuple(findings), judgement.undecided),
        )

    def _because(self, touches: Sequence[Touch]) -> str:
        telling = [touch for touch in touches if touch.decides] or touches
        return "; ".join(dict.fromkeys(self.delta.reason(touch.key) for touch in telling))

    def _tell_listed_since(
        self,
        given: NumberedEvent,
        event: Event,
        touches: Iterable[Touch],
        desk: AlertDesk,
    ) -> None:
        """Tell of a dealing before a listing: no breach, but what is held must be frozen."""
        today = self.following.clock.now().date()
        for touch in touches:
            listed_on = self._listed_later(event, touch)
            if listed_on is None or listed_on > today or not touch.decides:
                continue
            level = screening_times().level_of(event.occurred_on, listed_on)
            if not touch.certain:
                level = max(level, _UNSURE, key=lambda each: each.rank)
            because = (
                f"A dealing of {event.occurred_on} came before the listing and broke nothing; see "
                f"whether anything of it is still held: {self.delta.reason(touch.key)}"
            )
            group = f"{LISTED_SINCE_RULE}|{'|'.join(touch.key)}|{touch.bearer}"
            self.because[given.key] = because
            raised = ListedSince(given.key, given.version, group, level, touch.certain, because)
            desk.take_listed_since(raised)

    def _listed_later(self, event: Event, touch: Touch) -> date | None:
        days = self.delta.starts(touch.key)
        entry = self.delta.after.get(touch.key)
        if not days and touch.is_new and entry is not None:
            days = tuple(each.listed_on for each in entry.measures)
        return min((day for day in days if event.occurred_on < day), default=None)

    def _mark_gone(
        self,
        given: NumberedEvent,
        before: Json | None,
        judgement: Judgement,
        because: str,
        desk: AlertDesk,
    ) -> None:
        """Say on alerts that what opened them is found no more; a person closes them."""
        standing = {finding.rule for finding in judgement.findings if finding.opens_alert}
        gone = alerting_rules(before) - standing
        for alert_id, rule in self.following.rescreens.alerts_of(given.key, given.version):
            if rule in gone:
                where = f"{given.key.source} {given.key.event_id}"
                note = f"{where}: found no more since the list changed: {because}"
                desk.note([alert_id], Action.LIST_CHANGE, note)
                self._line(Effect.GONE, given, alert_id, rule, because)
            elif rule in standing:
                self.linked.setdefault((given.key, rule), set()).add(alert_id)

    def _mark_moved(self, desk: AlertDesk, now: datetime) -> None:
        """Say on an alert that its event is found under another one now."""
        for (key, rule), known in self.linked.items():
            here = {each.alert_id for each in desk.effects if (each.key, each.rule) == (key, rule)}
            for alert_id in sorted(known - here) if here else ():
                note = f"{key.source} {key.event_id}: found on {', '.join(sorted(here))} now"
                because = f"{note}: {self.because[key]}"
                desk.note([alert_id], Action.LIST_CHANGE, because)
                self.lines.append(RescreenLine(now, Effect.GONE, alert_id, *key, rule, because))
                self.counts[Effect.GONE.value] = self.counts.get(Effect.GONE.value, 0) + 1

    def _stayed(self, given: NumberedEvent, judgement: Judgement) -> None:
        rules = {finding.rule for finding in judgement.findings if finding.opens_alert}
        for alert_id, rule in self.following.rescreens.alerts_of(given.key, given.version):
            if rule in rules:
                self._line(Effect.STAYED, given, alert_id, rule, self.because[given.key])

    def _note_effects(self, desk: AlertDesk, now: datetime) -> None:
        for effect in desk.effects:
            assert effect.key is not None
            what = Effect(effect.effect)
            if effect.rule == LISTED_SINCE_RULE:
                what = Effect.TOLD
            elif effect.rule == UNJUDGED_RULE:
                what = Effect.FAILED
            self.lines.append(
                RescreenLine(
                    now,
                    what,
                    effect.alert_id,
                    *effect.key,
                    effect.rule,
                    self.because.get(effect.key, ""),
                )
            )
            self.counts[what.value] = self.counts.get(what.value, 0) + 1

    def _line(
        self, effect: Effect, given: NumberedEvent, alert_id: str | None, rule: str, because: str
    ) -> None:
        now = self.following.clock.now()
        self.lines.append(RescreenLine(now, effect, alert_id, *given.key, rule, because))
        self.counts[effect.value] = self.counts.get(effect.value, 0) + 1
