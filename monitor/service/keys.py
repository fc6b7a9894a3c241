"""API keys: shown once when they are made, kept as a digest, looked up by it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.domain.canonical import sha256
from monitor.domain.clock import Clock
from monitor.domain.people import Person
from monitor.domain.ports.keys import ApiKey, KeyStore
from monitor.domain.scopes import SCOPES
from monitor.errors import NotAllowed
from monitor.service.audit import Audit
from monitor.service.ids import new_id

_PREFIX = "smk_"
_SECRET_BYTES = 32
_SECRET_MAX = 200
_NAME_MAX = 100
_USE_NOTED_EVERY = timedelta(hours=1)


class Keys:
    """Makes, finds and revokes the keys of programs.

    A secret has 256 bits of chance, so one round of SHA-256 keeps it as well as a slow hash
    would, and a key can be found by its digest in one look.
    """

    def __init__(self, store: KeyStore, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock

    def create(
        self,
        by: Person,
        name: str,
        scopes: Sequence[str],
        expires_at: datetime | None = None,
    ) -> tuple[ApiKey, str]:
        """Make a key and give it with its secret, which is kept nowhere.

        Raises:
            NotAllowed: the name is blank or too long, a scope is unknown or missing, or the key
                would be over already.
        """
        now = self._clock.now()
        _require_scopes(scopes)
        if not name.strip() or len(name) > _NAME_MAX or not name.isprintable():
            msg = f"a key needs a name of 1 to {_NAME_MAX} printable characters"
            raise NotAllowed(msg)
        if expires_at is not None and expires_at <= now:
            msg = "the key would be over already: name a later day"
            raise NotAllowed(msg)
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        key = ApiKey(
            id=new_id("key", now),
            name=name.strip(),
            hash=sha256(secret.encode()),
            scopes=tuple(dict.fromkeys(scopes)),
            created_at=now,
            expires_at=expires_at,
            made_by=by.id,
        )
        said = {"name": key.name, "scopes": list(key.scopes), "expires_at": expires_at}
        self._store.add(key, self._audit.deed(by, "key.create", key.id, after=said))
        return key, secret

    def find(self, secret: str) -> ApiKey | None:
        """Give the key of a secret, or ``None`` if there is none, it is revoked or over."""
        if not secret.startswith(_PREFIX) or len(secret) > _SECRET_MAX:
            return None
        key = self._store.by_hash(sha256(secret.encode(errors="replace")))
        now = self._clock.now()
        if key is None or not key.is_good(now):
            return None
        if key.used_at is None or now >= key.used_at + _USE_NOTED_EVERY:
            # A write for every request would make each wait for the feed.
            self._store.note_use(key.id, now)
        return key

    def everything(self) -> Sequence[ApiKey]:
        """Give all keys, newest first."""
        return self._store.everything()

    def revoke(self, by: Person, key_id: str) -> None:
        """Revoke a key for good.

        Raises:
            NotAllowed: there is none, or it was revoked before.
        """
        deed = self._audit.deed(by, "key.revoke", key_id)
        if not self._store.revoke(key_id, self._clock.now(), deed):
            msg = "there is no key of this id, or it was revoked before"
            raise NotAllowed(msg)


def _require_scopes(scopes: Sequence[str]) -> None:
    wrong = [scope for scope in scopes if scope not in SCOPES]
    if wrong or not scopes:
        said = f"'{wrong[0]}' is no scope" if wrong else "a key needs a scope"
        msg = f"{said}: choose from {', '.join(SCOPES)}"
        raise NotAllowed(msg)
