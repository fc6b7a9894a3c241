"""API keys: shown once when they are made, kept as a digest, looked up by it."""

import secrets

from monitor.domain.canonical import sha256
from monitor.domain.clock import Clock
from monitor.domain.ports import ApiKey, Store
from monitor.domain.scopes import SCOPES
from monitor.errors import NotAllowed
from monitor.service.ids import new_id

_PREFIX = "smk_"
_SECRET_BYTES = 32
_SECRET_MAX = 200
_NAME_MAX = 100


class Keys:
    """Makes and finds the keys of programs.

    A secret has 256 bits of chance, so one round of SHA-256 keeps it as well as a slow hash
    would, and a key can be found by its digest in one look.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def create(self, name: str, scopes: tuple[str, ...]) -> tuple[ApiKey, str]:
        """Make a key and give it with its secret, which is kept nowhere.

        Raises:
            NotAllowed: the name is blank or too long, or a scope is unknown or missing.
        """
        wrong = [scope for scope in scopes if scope not in SCOPES]
        if wrong or not scopes:
            said = f"'{wrong[0]}' is no scope" if wrong else "a key needs a scope"
            msg = f"{said}: choose from {', '.join(SCOPES)}"
            raise NotAllowed(msg)
        if not name.strip() or len(name) > _NAME_MAX:
            msg = f"a key needs a name of 1 to {_NAME_MAX} characters"
            raise NotAllowed(msg)
        now = self._clock.now()
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        key = ApiKey(
            id=new_id("key", now),
            name=name.strip(),
            hash=sha256(secret.encode()),
            scopes=tuple(dict.fromkeys(scopes)),
            created_at=now,
            revoked_at=None,
        )
        self._store.add_key(key)
        return key, secret

    def find(self, secret: str) -> ApiKey | None:
        """Give the key of a secret, or ``None`` if there is none or it is revoked."""
        if not secret.startswith(_PREFIX) or len(secret) > _SECRET_MAX:
            return None
        return self._store.key_by_hash(sha256(secret.encode()))
