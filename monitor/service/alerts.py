"""The queue read from outside: lists, one alert with its findings and time line."""

from collections.abc import Iterator

from monitor.domain.alert import Alert
from monitor.domain.ports import AlertEntry, AlertFilter, LinkedFinding, Store
from monitor.domain.queue import QueuePlace

PAGE = 200
FINDINGS_SHOWN = 1_000


def alert_to_json(alert: Alert) -> dict[str, object]:
    """Give an alert in its public shape."""
    return {
        "object": "alert",
        "id": alert.id,
        "state": alert.state.value,
        "level": alert.level.value,
        "verdict": alert.verdict.value,
        "rule": alert.rule,
        "provisions": list(alert.provisions),
        "summary": alert.summary,
        "occurrences": alert.occurrences,
        "opened_at": alert.opened_at.isoformat(),
        "last_seen_at": alert.last_seen_at.isoformat(),
        "due_at": alert.due_at.isoformat(),
        "overdue": alert.overdue,
        "assignee": alert.assignee,
        "disposition": None if alert.disposition is None else alert.disposition.value,
        "reason": alert.reason,
        "close_proposed_by": alert.close_proposed_by,
        "superseded": alert.superseded,
        "group_key": alert.group_key,
    }


def iter_alerts(store: Store, where: AlertFilter, most: int | None = None) -> Iterator[Alert]:
    """Give alerts in the order of the queue, page by page, at most ``most`` of them."""
    after: str | None = None
    given = 0
    while most is None or given < most:
        size = PAGE if most is None else min(PAGE, most - given)
        page = store.alerts(where, after, size)
        yield from page
        given += len(page)
        if len(page) < size:
            return
        after = QueuePlace.of(page[-1]).cursor()


def show_alert(store: Store, alert_id: str) -> dict[str, object] | None:
    """Give one alert with its findings and time line, or ``None`` if there is none."""
    alert = store.alert(alert_id)
    if alert is None:
        return None
    body = alert_to_json(alert)
    body["findings"] = [
        _linked_to_json(linked) for linked in store.alert_findings(alert_id, FINDINGS_SHOWN)
    ]
    body["timeline"] = [_entry_to_json(entry) for entry in store.alert_entries(alert_id)]
    return body


def _linked_to_json(linked: LinkedFinding) -> dict[str, object]:
    return {
        "source": linked.key.source,
        "event_id": linked.key.event_id,
        "event_version": linked.version,
        "superseded": linked.superseded,
        "occurred_on": linked.occurred_on.isoformat(),
        "judged_at": linked.judged_at.isoformat(),
        "rulebook": linked.rulebook,
        "lists": linked.lists,
        "finding": dict(linked.finding),
    }


def _entry_to_json(entry: AlertEntry) -> dict[str, object]:
    return {
        "at": entry.at.isoformat(),
        "by": entry.by,
        "action": entry.action,
        "note": entry.note,
    }
