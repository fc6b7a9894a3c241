"""API keys by their hash, and on what terms they were given."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, Select, insert, select, update

from alerts.audit import append
from alerts.columns import is_storable
from alerts.db import reading
from alerts.tables import KEY_TERMS, KEYS
from monitor.domain.audit import Deed
from monitor.domain.ports.keys import ApiKey


class SqlKeys:
    """Implements :class:`~monitor.domain.ports.keys.KeyStore`."""

    def __init__(
        self, engine: Engine, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._engine = engine
        self._writing = writing

    def add(self, key: ApiKey, deed: Deed) -> None:
        """Keep a new key; the same id or hash twice is refused."""
        with self._writing() as connection:
            connection.execute(insert(KEYS), _row_of(key))
            terms = {
                "key_id": key.id,
                "made_by": key.made_by,
                "expires_at": key.expires_at,
                "used_at": key.used_at,
            }
            connection.execute(insert(KEY_TERMS), terms)
            append(connection, [deed])

    def by_hash(self, hash_: str) -> ApiKey | None:
        """Find a key, revoked or not."""
        with reading(self._engine) as connection:
            row = connection.execute(_keys().where(KEYS.c.hash == hash_)).mappings().one_or_none()
        return None if row is None else _key_of(row)

    def everything(self) -> Sequence[ApiKey]:
        """Give all keys, newest first."""
        newest_first = _keys().order_by(KEYS.c.created_at.desc(), KEYS.c.id.desc())
        with reading(self._engine) as connection:
            return [_key_of(row) for row in connection.execute(newest_first).mappings()]

    def revoke(self, key_id: str, now: datetime, deed: Deed) -> bool:
        """Revoke a key for good; give whether it was not revoked before."""
        if not is_storable(key_id):
            return False
        with self._writing() as connection:
            revoking = update(KEYS).where(KEYS.c.id == key_id, KEYS.c.revoked_at.is_(None))
            revoked = connection.execute(revoking.values(revoked_at=now)).rowcount > 0
            if revoked:
                append(connection, [deed])
        return revoked

    def note_use(self, key_id: str, now: datetime) -> None:
        """Note when a key was last used."""
        with self._writing() as connection:
            connection.execute(
                update(KEY_TERMS).where(KEY_TERMS.c.key_id == key_id).values(used_at=now)
            )


def _keys() -> Select[tuple[object, ...]]:
    terms = (KEY_TERMS.c.expires_at, KEY_TERMS.c.made_by, KEY_TERMS.c.used_at)
    return select(KEYS, *terms).outerjoin(KEY_TERMS, KEY_TERMS.c.key_id == KEYS.c.id)


def _row_of(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "hash": key.hash,
        "scopes": list(key.scopes),
        "created_at": key.created_at,
        "revoked_at": key.revoked_at,
    }


def _key_of(row: RowMapping) -> ApiKey:
    return ApiKey(
        id=row["id"],
        name=row["name"],
        hash=row["hash"],
        scopes=tuple(row["scopes"]),
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
        expires_at=row["expires_at"],
        made_by=row["made_by"] or "",
        used_at=row["used_at"],
    )
