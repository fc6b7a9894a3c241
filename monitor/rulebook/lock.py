"""Write the lock of a rulebook: versions that grow when logic changes, and the days of being live.

Authors never write versions. `updated_lock` compares the files with the lock and bumps what
changed; a change that touches no logic bumps nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.domain.canonical import digest_of, sha256
from monitor.rulebook.issues import errors_of
from monitor.rulebook.lint.run import issues_at_load
from monitor.rulebook.loader import Loaded
from monitor.rulebook.lock_file import LivePeriod, Lock, LockEntry, read_lock, write_lock
from monitor.rulebook.logic import logic_digest
from monitor.rulebook.rule import Rule, Status

__all__ = ["LockUpdate", "read_lock", "updated_lock", "write_lock"]


@dataclass(frozen=True, slots=True)
class LockUpdate:
    """The new lock, and in words what changed in it."""

    lock: Lock
    changes: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return write_lock(self.lock)


def updated_lock(loaded: Loaded, today: date) -> LockUpdate:
    """Give the lock that fits the files.

    Args:
        loaded: The rulebook as read, with its present lock where it has one.
        today: The day from which a rule that became live counts as live.

    Raises:
        RuleErrors: the rulebook has faults, so that its logic is not known.
    """
    issues = [*(one for one in loaded.issues if one.code != "RB601"), *issues_at_load(loaded)]
    if issues or loaded.manifest is None or loaded.vocab is None:
        raise errors_of(issues)
    known = loaded.lock.rules if loaded.lock is not None else {}
    rules: dict[str, LockEntry] = {}
    for one in sorted(loaded.rules, key=lambda item: item.rule.id):
        if one.rule.status is Status.DRAFT:
            continue
        logic = logic_digest(one.rule, loaded.vocab)
        file = sha256(loaded.files[one.rule.file])
        rules[one.rule.id] = _entry(one.rule, logic, file, known.get(one.rule.id), today)
    digest = digest_of({rule_id: entry.logic for rule_id, entry in rules.items()})
    lock = Lock(loaded.manifest.rulebook, digest, rules)
    return LockUpdate(lock, tuple(_changes(known, rules)))


def _entry(rule: Rule, logic: str, file: str, known: LockEntry | None, today: date) -> LockEntry:
    if known is None:
        version = 1
    elif known.logic == logic:
        version = known.version
    else:
        version = known.version + 1
    before = known.live if known is not None else ()
    return LockEntry(version, logic, file, rule.status.value, _live(rule, before, today))


def _live(rule: Rule, before: tuple[LivePeriod, ...], today: date) -> tuple[LivePeriod, ...]:
    is_open = bool(before) and before[-1].until is None
    if rule.status is Status.LIVE:
        return before if is_open else (*before, LivePeriod(today, None))
    if is_open:
        return (*before[:-1], LivePeriod(before[-1].from_, today))
    return before


def _changes(known: Mapping[str, LockEntry], rules: Mapping[str, LockEntry]) -> list[str]:
    changes: list[str] = []
    for rule_id, entry in rules.items():
        before = known.get(rule_id)
        if before is None:
            changes.append(f"{rule_id}: new, version {entry.version}, {entry.status}")
        elif before.version != entry.version:
            changes.append(f"{rule_id}: version {before.version} becomes {entry.version}")
    changes += [f"{rule_id}: removed" for rule_id in known if rule_id not in rules]
    return changes
