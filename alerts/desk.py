"""The alerts of one unit: newest of a group, saved whole, linked to findings, with a time line."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, func, select, update
from sqlmodel import col

from alerts.numbers import Numbers
from alerts.sending import Fields, Rows, send
from alerts.tables import ALERTS, ENTRIES, LINKS, AlertRow, LinkRow
from monitor.domain.alert import Alert, AlertState, Disposition, Strength
from monitor.domain.finding import Level, Verdict
from monitor.domain.ports import AlertEntry

# An alert's own story does not change, and the database refuses to.
_FIXED = frozenset({"id", "seq", "group_key", "rule", "opened_at"})


class Desk:
    """Writes and reads the alerts of one unit."""

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._groups: dict[str, Alert | None] = {}
        self._saved: dict[str, Alert] = {}
        self._links: Rows = []
        self._entries: Rows = []

    def by_group(self, group_keys: Iterable[str]) -> Mapping[str, Alert]:
        """Give the newest alert of each group that has one, with what this unit saved."""
        keys = list(dict.fromkeys(group_keys))
        unread = [key for key in keys if key not in self._groups]
        if unread:
            newest = (
                select(func.max(col(AlertRow.seq)))
                .where(col(AlertRow.group_key).in_(unread))
                .group_by(col(AlertRow.group_key))
            )
            rows = self._connection.execute(select(ALERTS).where(ALERTS.c.seq.in_(newest)))
            found = {alert.group_key: alert for alert in map(alert_of, rows.mappings())}
            self._groups.update((key, found.get(key)) for key in unread)
            for alert in self._saved.values():
                self._note(alert)
        result = {key: self._groups[key] for key in keys}
        return {key: alert for key, alert in result.items() if alert is not None}

    def _note(self, alert: Alert) -> None:
        if alert.group_key in self._groups:
            held = self._groups[alert.group_key]
            if held is None or held.id == alert.id or alert.opened_at >= held.opened_at:
                self._groups[alert.group_key] = alert

    def get(self, alert_id: str) -> Alert | None:
        """Give one alert as it stands in this unit."""
        return self._saved.get(alert_id) or read_alert(self._connection, alert_id)

    def save(self, alerts: Sequence[Alert], entries: Sequence[AlertEntry]) -> None:
        """Insert or update alerts and append to their time lines."""
        for alert in alerts:
            self._saved[alert.id] = alert
            self._note(alert)
        for entry in entries:
            self._entries.append(
                {
                    "id": self._numbers.take(ENTRIES),
                    "alert_id": entry.alert_id,
                    "at": entry.at,
                    "actor": entry.by,
                    "action": entry.action,
                    "note": entry.note,
                }
            )

    def link(self, alert_id: str, version_id: int, finding_id: int | None) -> None:
        """Tie an alert to a finding of a version, or to the version alone."""
        self._links.append(
            {
                "id": self._numbers.take(LINKS),
                "alert_id": alert_id,
                "version_id": version_id,
                "finding_id": finding_id,
            }
        )

    def retire(self, version_id: int) -> Sequence[str]:
        """Mark the alerts of a version, all sent; give those that were not marked before."""
        rows = self._connection.execute(
            select(ALERTS)
            .where(
                ALERTS.c.id.in_(
                    select(col(LinkRow.alert_id)).where(col(LinkRow.version_id) == version_id)
                ),
                ALERTS.c.superseded.is_(False),
            )
            .order_by(ALERTS.c.seq)
        )
        marked = [alert_of(row).marked_superseded() for row in rows.mappings()]
        self.save(marked, ())
        return [alert.id for alert in marked]

    def flush(self) -> None:
        """Send what was gathered."""
        if self._saved:
            self._send_alerts()
        send(self._connection, LINKS, self._links)
        send(self._connection, ENTRIES, self._entries)

    def _send_alerts(self) -> None:
        held = set(
            self._connection.execute(
                select(col(AlertRow.id)).where(col(AlertRow.id).in_(self._saved))
            ).scalars()
        )
        changes = [_row(alert) for alert in self._saved.values() if alert.id in held]
        rows: Rows = [
            _row(alert) | {"seq": self._numbers.take(ALERTS, "seq")}
            for alert in self._saved.values()
            if alert.id not in held
        ]
        if changes:
            names = [name for name in changes[0] if name not in _FIXED]
            change = update(ALERTS).where(ALERTS.c.id == bindparam("_id"))
            self._connection.execute(
                change.values({name: bindparam(f"_{name}") for name in names}),
                [{f"_{name}": row[name] for name in (*names, "id")} for row in changes],
            )
        send(self._connection, ALERTS, rows)
        # What was sent stays known through the groups; a later change is another update.
        self._saved.clear()


def read_alert(connection: Connection, alert_id: str) -> Alert | None:
    """Give one alert."""
    row = connection.execute(select(ALERTS).where(ALERTS.c.id == alert_id)).mappings().one_or_none()
    return None if row is None else alert_of(row)


def alert_of(row: Fields) -> Alert:
    """Read an alert from its row."""
    return Alert(
        id=row["id"],
        group_key=row["group_key"],
        rule=row["rule"],
        provisions=tuple(row["provisions"]),
        verdict=Verdict(row["verdict"]),
        level=Level(row["level"]),
        summary=row["summary"],
        opened_at=row["opened_at"],
        last_seen_at=row["last_seen_at"],
        due_at=row["due_at"],
        occurrences=row["occurrences"],
        state=AlertState(row["state"]),
        assignee=row["assignee"],
        disposition=None if row["disposition"] is None else Disposition(row["disposition"]),
        reason=row["reason"],
        close_proposed_by=row["close_proposed_by"],
        superseded=row["superseded"],
        overdue=row["overdue"],
        revision=row["revision"],
        sources=tuple(row["sources"]),
        strength=Strength(row["strength"]),
        snoozed_until=row["snoozed_until"],
        reference=row["reference"],
    )


def _row(alert: Alert) -> dict[str, object]:
    return {
        "id": alert.id,
        "group_key": alert.group_key,
        "rule": alert.rule,
        "provisions": list(alert.provisions),
        "verdict": alert.verdict.value,
        "level": alert.level.value,
        "level_rank": alert.level.rank,
        "summary": alert.summary,
        "opened_at": alert.opened_at,
        "last_seen_at": alert.last_seen_at,
        "due_at": alert.due_at,
        "occurrences": alert.occurrences,
        "state": alert.state.value,
        "closed": int(not alert.is_open),
        "assignee": alert.assignee,
        "disposition": None if alert.disposition is None else alert.disposition.value,
        "reason": alert.reason,
        "close_proposed_by": alert.close_proposed_by,
        "superseded": alert.superseded,
        "overdue": alert.overdue,
        "search_text": _search_text(alert),
        "revision": alert.revision,
        "sources": list(alert.sources),
        "strength": int(alert.strength),
        "snoozed": int(alert.snoozed_until is not None),
        "snoozed_until": alert.snoozed_until,
        "reference": alert.reference,
    }


def _search_text(alert: Alert) -> str:
    # Folded here, because SQLite folds the letters of ASCII only.
    words = (alert.id, alert.rule, *alert.provisions, alert.summary, alert.assignee or "")
    return "\n".join(words).casefold()
