"""Where the keys of programs are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.domain.audit import Deed


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key; only its hash is kept.

    Attributes:
        id: Stands in the record for the program.
        name: Who uses it, for people.
        hash: The digest of its secret.
        scopes: What it opens.
        created_at: Since when.
        revoked_at: Since when it opens nothing.
        expires_at: When it stops by itself.
        made_by: The user name of whoever made it.
        used_at: When it was last used, to the hour.
    """

    id: str
    name: str
    hash: str
    scopes: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    made_by: str = ""
    used_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Tell whether the key opens anything at an instant."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class KeyStore(Protocol):
    """The keys as they are kept; what is done to one is recorded with it."""

    def add(self, key: ApiKey, deed: Deed) -> None:
        """Keep a new key; the same id or hash twice is refused."""
        ...

    def by_hash(self, hash_: str) -> ApiKey | None:
        """Find a key, revoked or not."""
        ...

    def everything(self) -> Sequence[ApiKey]:
        """Give all keys, newest first."""
        ...

    def revoke(self, key_id: str, now: datetime, deed: Deed) -> bool:
        """Revoke a key for good; give whether it was not revoked before."""
        ...

    def note_use(self, key_id: str, now: datetime) -> None:
        """Note when a key was last used."""
        ...
