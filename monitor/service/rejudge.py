"""Events that are journalled and could not be judged get another try."""

import logging
from collections.abc import Iterator, Sequence

from monitor.domain.alert import Action, Alert
from monitor.domain.event import EventRejected, parse_event
from monitor.domain.ports import AlertEntry, AlertFilter, Store, StoredEvent, Unit
from monitor.service.alerting import MACHINE, UNJUDGED_RULE, AlertDesk
from monitor.service.ids import new_id
from monitor.service.ingest import Ingest
from monitor.service.judging import Appraisal, appraise
from monitor.service.recording import Recorder

_log = logging.getLogger(__name__)
REJUDGED = "rejudged"
_BATCH = 100
_ALERTS_MAX = 1_000
_NEW_TROUBLE = frozenset({Action.OPEN.value, Action.JOIN.value, Action.REOPEN.value})


def rejudge_unjudged(ingest: Ingest, *, again: bool = False) -> int:
    """Judge again what could not be judged, and give how many events are judged now.

    Args:
        ingest: Where events are judged.
        again: Also try what was tried before without success, as after a start with other rules.
    """
    store = ingest.store
    alerts = _operational_alerts(store)
    if not again:
        alerts = [alert for alert in alerts if _has_new_trouble(store, alert)]
    if not alerts:
        return 0
    judged = failed = 0
    for batch in _in_batches(store.unjudged()):
        good = _judge_batch(ingest, batch)
        judged, failed = judged + good, failed + len(batch) - good
    _note(ingest, alerts, f"{judged} events are judged now, {failed} still cannot be")
    _log.info("rejudged: %d events, %d still cannot be", judged, failed)
    return judged


def _operational_alerts(store: Store) -> list[Alert]:
    return list(store.alerts(AlertFilter(rule=UNJUDGED_RULE), None, _ALERTS_MAX))


def _has_new_trouble(store: Store, alert: Alert) -> bool:
    """Tell whether an event joined the alert after the last try."""
    actions = [entry.action for entry in store.alert_entries(alert.id)]
    tried = max((place for place, name in enumerate(actions) if name == REJUDGED), default=-1)
    return any(name in _NEW_TROUBLE for name in actions[tried + 1 :])


def _in_batches(events: Iterator[StoredEvent]) -> Iterator[list[StoredEvent]]:
    batch: list[StoredEvent] = []
    for stored in events:
        batch.append(stored)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _judge_batch(ingest: Ingest, batch: Sequence[StoredEvent]) -> int:
    judged = 0
    now = ingest.clock.now()
    with ingest.one_at_a_time, ingest.store.unit() as unit:
        ingest.provenance.keep(unit)
        latest = unit.latest([stored.version.key for stored in batch])
        recorder = Recorder(unit, ingest.engine, now, ingest.version)
        desk = AlertDesk(unit, now, new_id)
        for stored in batch:
            version = stored.version
            if latest[version.key].version != version.version:
                continue
            found = _appraise(ingest, stored, unit)
            if found.judgement is None:
                continue
            recorder.record(version.key, version.version, found)
            desk.take(version.key, version.version, found.judgement)
            judged += 1
        desk.flush()
    ingest.provenance.is_kept()
    return judged


def _appraise(ingest: Ingest, stored: StoredEvent, unit: Unit) -> Appraisal:
    try:
        event = parse_event(stored.version.raw, None).event
    except EventRejected as refused:
        return Appraisal(None, error=f"the contract of today refuses the event: {refused}")
    return appraise(ingest.engine, event, unit, unit)


def _note(ingest: Ingest, alerts: Sequence[Alert], note: str) -> None:
    now = ingest.clock.now()
    entries = [AlertEntry(alert.id, now, MACHINE, REJUDGED, note) for alert in alerts]
    with ingest.store.unit() as unit:
        unit.save_alerts([], [], entries)
