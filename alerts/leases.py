"""Leases that keep a job from running twice."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from alerts.tables import LEASES, LeaseRow


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
