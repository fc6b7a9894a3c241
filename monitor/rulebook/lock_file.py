"""The form of ``rules.lock.json``: versions, digests and live days of every rule."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class LivePeriod:
    """Days on which a rule was live: from a day, counted, until another, not counted."""

    from_: date
    until: date | None


@dataclass(frozen=True, slots=True)
class LockEntry:
    """What the lock holds of one rule."""

    version: int
    logic: str
    file: str
    status: str
    live: tuple[LivePeriod, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock: the rulebook's version, the digest of all logic, and an entry for each rule."""

    rulebook: str
    digest: str
    rules: Mapping[str, LockEntry]


def read_lock(content: bytes) -> Lock:
    """Read a lock file.

    Raises:
        ValueError: the content is no lock; the message says what is wrong.
    """
    try:
        data = json.loads(content)
        return Lock(
            rulebook=str(data["rulebook"]),
            digest=str(data["digest"]),
            rules={rule_id: _entry(entry) for rule_id, entry in data["rules"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"a key is missing or of the wrong kind ({error})"
        raise ValueError(msg) from error


def _entry(entry: Mapping[str, Any]) -> LockEntry:
    live = tuple(
        LivePeriod(date.fromisoformat(one["from"]), _day(one["until"])) for one in entry["live"]
    )
    return LockEntry(
        int(entry["version"]),
        str(entry["logic"]),
        str(entry["file"]),
        str(entry["status"]),
        live,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def write_lock(lock: Lock) -> bytes:
    """Write a lock file: sorted by rule, one rule a paragraph, so that differences read well."""
    rules = {
        rule_id: {
            "version": entry.version,
            "logic": entry.logic,
            "file": entry.file,
            "status": entry.status,
            "live": [
                {"from": str(one.from_), "until": None if one.until is None else str(one.until)}
                for one in entry.live
            ],
        }
        for rule_id, entry in sorted(lock.rules.items())
    }
    body = {"rulebook": lock.rulebook, "digest": lock.digest, "rules": rules}
    return (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode()
