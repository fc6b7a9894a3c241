"""Cases inside one write transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import col

from alerts.columns import is_storable
from alerts.numbers import Numbers
from alerts.sending import Fields
from alerts.tables import ALERTS, CASE_ENTRIES, CASES, MEMBERS, MemberRow
from monitor.domain.ports.work import Matter, MatterEntry

_FIXED = frozenset({"id", "opened_at", "opened_by"})


class Matters:
    """Reads and changes cases; what refers to alerts of the same unit is sent after them."""

    def __init__(self, connection: Connection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._members: list[dict[str, object]] = []

    def case(self, case_id: str) -> Matter | None:
        """Give one case."""
        if not is_storable(case_id):
            return None
        return read_case(self._connection, case_id)

    def save_case(self, case: Matter, entries: Sequence[MatterEntry]) -> None:
        """Insert or update a case and append to its time line."""
        row = _row(case)
        changed = {name: value for name, value in row.items() if name not in _FIXED}
        found = self._connection.execute(
            update(CASES).where(CASES.c.id == case.id).values(**changed)
        )
        if not found.rowcount:
            self._connection.execute(insert(CASES), row)
        for entry in entries:
            self._connection.execute(
                insert(CASE_ENTRIES),
                {
                    "id": self._numbers.take(CASE_ENTRIES),
                    "case_id": entry.case_id,
                    "at": entry.at,
                    "actor": entry.by,
                    "action": entry.action,
                    "note": entry.note,
                },
            )

    def members(self, case_id: str) -> Sequence[str]:
        """Give the ids of a case's alerts, in the order in which they were added."""
        return read_members(self._connection, case_id)

    def add_member(self, case_id: str, alert_id: str, by: str, at: datetime) -> None:
        """Put an alert into a case; once more is no error."""
        if alert_id not in self.members(case_id):
            self._members.append(
                {"case_id": case_id, "alert_id": alert_id, "added_at": at, "added_by": by}
            )

    def drop_member(self, case_id: str, alert_id: str) -> bool:
        """Take an alert out of a case; tell whether it was in it."""
        gone = self._connection.execute(
            delete(MEMBERS).where(MEMBERS.c.case_id == case_id, MEMBERS.c.alert_id == alert_id)
        )
        return gone.rowcount > 0

    def flush(self) -> None:
        """Send what was gathered."""
        if self._members:
            self._connection.execute(insert(MEMBERS), self._members)
            self._members.clear()


def read_case(connection: Connection, case_id: str) -> Matter | None:
    """Give one case with the count of its alerts."""
    row = connection.execute(select(CASES).where(CASES.c.id == case_id)).mappings().one_or_none()
    return None if row is None else cases_of(connection, [row])[0]


def cases_of(connection: Connection, rows: Sequence[Fields]) -> list[Matter]:
    """Read cases from their rows, with the counts of their alerts."""
    counts = {
        case_id: (total, total - (closed or 0))
        for case_id, total, closed in connection.execute(
            select(col(MemberRow.case_id), func.count(), func.sum(ALERTS.c.closed))
            .join(ALERTS, ALERTS.c.id == col(MemberRow.alert_id))
            .where(col(MemberRow.case_id).in_([row["id"] for row in rows]))
            .group_by(col(MemberRow.case_id))
        )
    }
    return [_case_of(row, *counts.get(row["id"], (0, 0))) for row in rows]


def _case_of(row: Fields, alerts: int, open_alerts: int) -> Matter:
    return Matter(
        id=row["id"],
        title=row["title"],
        owner=row["owner"],
        opened_at=row["opened_at"],
        opened_by=row["opened_by"],
        closed_at=row["closed_at"],
        revision=row["revision"],
        alerts=alerts,
        open_alerts=open_alerts,
    )


def read_members(connection: Connection, case_id: str) -> list[str]:
    """Give the ids of a case's alerts, in the order in which they were added."""
    return list(
        connection.execute(
            select(col(MemberRow.alert_id))
            .where(col(MemberRow.case_id) == case_id)
            .order_by(col(MemberRow.added_at), col(MemberRow.alert_id))
        ).scalars()
    )


def _row(case: Matter) -> dict[str, object]:
    return {
        "id": case.id,
        "title": case.title,
        "state": "open" if case.is_open else "closed",
        "owner": case.owner,
        "opened_at": case.opened_at,
        "opened_by": case.opened_by,
        "closed_at": case.closed_at,
        "revision": case.revision,
    }
