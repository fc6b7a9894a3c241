"""Drafts of reports to authorities: every version is kept, and none is ever sent from here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from monitor.domain.audit import Deed
from monitor.domain.ports.records import AlertEntry


class DraftKind(StrEnum):
    """To whom a report goes."""

    COMMITTEE = "committee"
    SUSPICION = "suspicion"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One document of a draft; ``digest`` names its content among the blobs."""

    name: str
    media_type: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a draft about an alert or a case; ``number`` counts them from one."""

    about: str
    kind: DraftKind
    number: int
    alerts: tuple[str, ...]
    made_at: datetime
    made_by: str
    files: tuple[DraftFile, ...]


class Drafts(Protocol):
    """The drafts of the store."""

    def add(
        self,
        draft: Draft,
        contents: Mapping[str, bytes],
        entries: Sequence[AlertEntry],
        deed: Deed,
    ) -> Draft:
        """Keep a draft under its next number, with its documents, lines and deed, all or nothing.

        The ``number`` that is given counts for nothing; the draft is given back with its own.
        """
        ...

    def of(self, about: str) -> Sequence[Draft]:
        """Give the drafts about an alert or a case, the newest first."""
        ...

    def get(self, about: str, kind: DraftKind, number: int) -> Draft | None:
        """Give one version."""
        ...

    def blob(self, digest: str) -> bytes:
        """Give a document; ``KeyError`` if there is none."""
        ...
