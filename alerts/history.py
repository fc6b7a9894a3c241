"""What earlier events said of hulls."""

from bisect import insort
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, select, text, update
from sqlmodel import col

from alerts.numbers import Numbers
from alerts.sending import Rows, send
from alerts.tables import SIGHTINGS, SightingRow
from monitor.domain.ports import Sighting

_SEEN_SINCE: Final = text("SELECT id, imo FROM sightings WHERE id > :last")


class KnownHulls:
    """The hulls of which anything was ever said, as of the last unit that committed.

    Nearly every hull of the world's trade is not among them, and a query for each would cost more
    than judging it. Rows are only ever added, in the order of their numbers, so each unit reads
    those that came since. What is retired stays: the hull is then looked for in vain.
    """

    def __init__(self) -> None:
        self.last = 0
        self.hulls: set[str] = set()


class History:
    """Writes and reads the sightings of one unit; a hull is read once."""

    def __init__(self, connection: Connection, numbers: Numbers, known: KnownHulls) -> None:
        self._connection = connection
        self._numbers = numbers
        self._known = known
        self._seen: set[str] | None = None
        self._last = 0
        self._pending: list[tuple[int, Sighting]] = []
        self._hulls: dict[str, list[Sighting]] = {}

    def before(self, imo: str, day: date) -> Sequence[Sighting]:
        """Give what was said of a hull on earlier days, oldest first."""
        if imo not in self._hulls:
            if not self._may_be_known(imo):
                return []
            self._hulls[imo] = self._read(imo)
        return [sighting for sighting in self._hulls[imo] if sighting.day < day]

    def committed(self) -> None:
        """Share which hulls this unit found, now that it is durable."""
        if self._seen is not None:
            self._known.hulls |= self._seen
            self._known.last = max(self._known.last, self._last)

    def _may_be_known(self, imo: str) -> bool:
        if self._seen is None:
            self._last = self._known.last
            rows = self._connection.execute(_SEEN_SINCE, {"last": self._last}).all()
            self._seen = {hull for _, hull in rows} | {hull.imo for _, hull in self._pending}
            self._last = max((number for number, _ in rows), default=self._last)
        return imo in self._known.hulls or imo in self._seen

    def _read(self, imo: str) -> list[Sighting]:
        rows = self._connection.execute(
            select(
                col(SightingRow.imo),
                col(SightingRow.day),
                col(SightingRow.name),
                col(SightingRow.flag),
                col(SightingRow.place_country),
            )
            .where(col(SightingRow.imo) == imo, col(SightingRow.live))
            .order_by(col(SightingRow.day), col(SightingRow.id))
        )
        found = [Sighting(*row) for row in rows]
        for _, sighting in self._pending:
            if sighting.imo == imo:
                insort(found, sighting, key=_day)
        return found

    def add(self, version_id: int, sightings: Sequence[Sighting]) -> None:
        """Keep what a version said."""
        for sighting in sightings:
            self._pending.append((version_id, sighting))
            if self._seen is not None:
                self._seen.add(sighting.imo)
            if sighting.imo in self._hulls:
                insort(self._hulls[sighting.imo], sighting, key=_day)

    def retire(self, version_id: int) -> None:
        """Let what a version said, all sent, speak no more."""
        self._connection.execute(
            update(SIGHTINGS)
            .where(SIGHTINGS.c.version_id == version_id, SIGHTINGS.c.live)
            .values(live=False)
        )
        self._hulls.clear()

    def flush(self) -> None:
        """Send what was gathered."""
        first = self._numbers.take(SIGHTINGS, count=len(self._pending)) if self._pending else 0
        rows: Rows = [
            {
                "id": number,
                "version_id": version_id,
                "imo": sighting.imo,
                "day": sighting.day,
                "name": sighting.name,
                "flag": sighting.flag,
                "place_country": sighting.place_country,
                "live": True,
            }
            for number, (version_id, sighting) in enumerate(self._pending, first)
        ]
        send(self._connection, SIGHTINGS, rows)
        self._pending.clear()


def _day(sighting: Sighting) -> date:
    return sighting.day
