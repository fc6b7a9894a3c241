"""Slows guessing down: failed sign-ins are counted by account and by address, in the store.

An attempt is counted before the password is looked at, so that many at once count as many.
"""

import hashlib
import ipaddress
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.domain.ports.people import Failures, PeopleUnit

WINDOW = timedelta(minutes=15)
"""Failures are counted over this time, and a lock lasts as long."""
PER_ACCOUNT = 5
PER_ADDRESS = 20
_DIGITS = 32


def account_name(user_name: str) -> str:
    """Name the counter of an account, whether there is such an account or not.

    By a digest, because people type passwords into the field of the name.
    """
    digest = hashlib.sha256(user_name.encode(errors="replace")).hexdigest()
    return f"person:{digest[:_DIGITS]}"


def address_name(address: str) -> str:
    """Name the counter of an address; one customer's IPv6 network counts as one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "address:unknown"
    if parsed.version == 6:
        network = ipaddress.ip_network((parsed, 64), strict=False)
        return f"address:{network}"
    return f"address:{parsed}"


def locked_until(unit: PeopleUnit, names: tuple[str, ...], now: datetime) -> datetime | None:
    """Give until when one of the names is locked, or ``None``."""
    found = [unit.failures(name) for name in names]
    ends = [one.locked_until for one in found if one is not None and one.locked_until is not None]
    return max((end for end in ends if end > now), default=None)


def count(unit: PeopleUnit, name: str, most: int, now: datetime) -> bool:
    """Count an attempt; give whether it is the last one before the name is locked."""
    held = unit.failures(name)
    if held is None or now >= held.since + WINDOW:
        held = Failures(name, 0, now)
    failures = held.failures + 1
    locks = failures >= most
    unit.save_failures(
        replace(held, failures=failures, locked_until=now + WINDOW if locks else None)
    )
    return locks


def take_back(unit: PeopleUnit, name: str) -> None:
    """Take one attempt back that turned out well."""
    held = unit.failures(name)
    if held is not None:
        unit.save_failures(replace(held, failures=max(0, held.failures - 1), locked_until=None))
