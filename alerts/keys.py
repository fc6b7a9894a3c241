"""API keys by their hash, and the leases that keep a job from running twice."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from alerts.tables import KEYS, LEASES, KeyRow, LeaseRow
from monitor.domain.ports import ApiKey


def add_key(connection: Connection, key: ApiKey) -> None:
    """Keep a new key; the same hash twice is refused."""
    connection.execute(
        insert(KEYS),
        {
            "id": key.id,
            "name": key.name,
            "hash": key.hash,
            "scopes": list(key.scopes),
            "created_at": key.created_at,
            "revoked_at": key.revoked_at,
        },
    )


def key_by_hash(connection: Connection, hash_: str) -> ApiKey | None:
    """Find a key that is not revoked."""
    row = (
        connection.execute(
            select(KEYS).where(KEYS.c.hash == hash_, col(KeyRow.revoked_at).is_(None))
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    return ApiKey(
        id=row["id"],
        name=row["name"],
        hash=row["hash"],
        scopes=tuple(row["scopes"]),
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
    )


def claim(connection: Connection, name: str, owner: str, now: datetime, until: datetime) -> bool:
    """Take or prolong a lease that is free, run out, or the owner's own."""
    held = connection.execute(
        select(col(LeaseRow.owner), col(LeaseRow.until_at)).where(col(LeaseRow.name) == name)
    ).one_or_none()
    if held is None:
        connection.execute(insert(LEASES), {"name": name, "owner": owner, "until_at": until})
        return True
    holder, ends = held
    if holder != owner and ends > now:
        return False
    connection.execute(
        update(LEASES).where(LEASES.c.name == name).values(owner=owner, until_at=until)
    )
    return True
