"""The record of what people did: one deed an entry, chained by digest so that a change shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.canonical import canonical_json, digest_of, sha256

FIRST_PREVIOUS = "sha256:none"
"""What the first entry names as the one before."""
VALUE_BYTES_MAX = 8_192
"""A longer ``before`` or ``after`` is kept as its size and digest, so that an entry stays small."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to something; ``before`` and ``after`` are JSON, or ``None`` for a look."""

    at: datetime
    person: str
    action: str
    subject: str
    before: object | None = None
    after: object | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed as it was recorded; numbers have no gaps, and ``digest`` covers all the rest."""

    number: int
    deed: Deed
    previous: str
    digest: str

    @property
    def is_whole(self) -> bool:
        """Tell whether the entry still is what its digest says."""
        return self.digest == entry_digest(self.number, self.deed, self.previous)


def chained(deed: Deed, number: int, previous: str) -> AuditEntry:
    """Make the entry that follows one whose digest is ``previous``."""
    return AuditEntry(number, deed, previous, entry_digest(number, deed, previous))


def entry_digest(number: int, deed: Deed, previous: str) -> str:
    """Give the digest over everything that an entry says, the digest before it included."""
    return digest_of(
        {
            "number": number,
            "at": deed.at,
            "person": deed.person,
            "action": deed.action,
            "subject": deed.subject,
            "before": deed.before,
            "after": deed.after,
            "previous": previous,
        }
    )


def recordable(value: Mapping[str, object] | None) -> object | None:
    """Turn a value into plain JSON that an entry can hold; a long one into its size and digest."""
    if value is None:
        return None
    content = canonical_json(value)
    if len(content) > VALUE_BYTES_MAX:
        return {"bytes": len(content), "digest": sha256(content)}
    plain: object = json.loads(content)
    return plain
