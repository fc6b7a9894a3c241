"""Drafts of reports: their versions, and their documents among the blobs."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from sqlalchemy import Connection, Engine, func, insert, select
from sqlmodel import col

from alerts import blobs
from alerts.audit import append
from alerts.blobs import Blobs
from alerts.columns import is_storable
from alerts.db import reading
from alerts.numbers import Numbers
from alerts.sending import Fields
from alerts.tables import DRAFTS, ENTRIES, DraftRow
from monitor.domain.audit import Deed
from monitor.domain.ports import AlertEntry
from monitor.domain.ports.drafts import Draft, DraftFile, DraftKind

_KIND = "draft"
_Writing = Callable[[], AbstractContextManager[Connection]]


class SqlDrafts:
    """Implements :class:`~monitor.domain.ports.drafts.Drafts`."""

    def __init__(self, engine: Engine, writing: _Writing) -> None:
        self._engine = engine
        self._writing = writing

    def add(
        self,
        draft: Draft,
        contents: Mapping[str, bytes],
        entries: Sequence[AlertEntry],
        deed: Deed,
    ) -> Draft:
        """Keep a draft under its next number, with its documents, lines and deed, all or nothing."""
        with self._writing() as connection:
            newest = connection.execute(
                select(func.max(col(DraftRow.number))).where(
                    col(DraftRow.about) == draft.about, col(DraftRow.kind) == draft.kind.value
                )
            ).scalar()
            kept = replace(draft, number=(newest or 0) + 1)
            documents = Blobs(connection, set())
            for digest, content in contents.items():
                documents.put(digest, _KIND, content)
            documents.flush()
            numbers = Numbers(connection)
            connection.execute(insert(DRAFTS), _row(kept, numbers.take(DRAFTS)))
            for entry in entries:
                connection.execute(insert(ENTRIES), _entry(entry, numbers.take(ENTRIES)))
            append(connection, [deed])
        return kept

    def of(self, about: str) -> Sequence[Draft]:
        """Give the drafts about an alert or a case, the newest first."""
        if not is_storable(about):
            return []
        statement = select(DRAFTS).where(DRAFTS.c.about == about).order_by(col(DraftRow.id).desc())
        with reading(self._engine) as connection:
            return [_draft(row) for row in connection.execute(statement).mappings()]

    def get(self, about: str, kind: DraftKind, number: int) -> Draft | None:
        """Give one version."""
        return next(
            (one for one in self.of(about) if one.kind is kind and one.number == number), None
        )

    def blob(self, digest: str) -> bytes:
        """Give a document; ``KeyError`` if there is none."""
        with reading(self._engine) as connection:
            return blobs.read(connection, digest)


def _row(draft: Draft, number: int) -> dict[str, object]:
    return {
        "id": number,
        "about": draft.about,
        "kind": draft.kind.value,
        "number": draft.number,
        "alerts": list(draft.alerts),
        "made_at": draft.made_at,
        "made_by": draft.made_by,
        "files": [
            {
                "name": file.name,
                "media_type": file.media_type,
                "digest": file.digest,
                "size": file.size,
            }
            for file in draft.files
        ],
    }


def _entry(entry: AlertEntry, number: int) -> dict[str, object]:
    return {
        "id": number,
        "alert_id": entry.alert_id,
        "at": entry.at,
        "actor": entry.by,
        "action": entry.action,
        "note": entry.note,
    }


def _draft(row: Fields) -> Draft:
    return Draft(
        about=row["about"],
        kind=DraftKind(row["kind"]),
        number=row["number"],
        alerts=tuple(row["alerts"]),
        made_at=row["made_at"],
        made_by=row["made_by"],
        files=tuple(DraftFile(**file) for file in row["files"]),
    )
