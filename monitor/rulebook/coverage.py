"""The register of provisions: which paragraphs are watched, by which rules, and which are not.

``rules/coverage.yaml`` holds one entry for each operative provision, with its days and how sure
they are. It is the list against which citations are checked and gaps are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from monitor.domain.period import Period
from monitor.rulebook.issues import quoted
from monitor.rulebook.records import Key, ListOf, MapOf, Record, optional
from monitor.rulebook.rule_parts import ID_FORM, ID_PATTERN, IN_FORCE_PERIOD, PROVISION
from monitor.rulebook.shapes import Choice, Node, Shape, Text
from monitor.rulebook.vocab_shapes import EVIDENCE
from monitor.rulebook.yaml12 import Plain

FORCES = ("binding", "call_upon", "framework", "background")


class Watch(StrEnum):
    """Whether a provision is watched."""

    WATCHED = "watched"
    PARTLY = "partly"
    NOT_WATCHABLE = "not_watchable"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Provision:
    """One operative provision: its days, its force, and who watches it.

    Attributes:
        key: Its name in the register, as ``2371-08`` or ``2270-29-coal``.
        cites: Its paragraphs in short form, as ``2371:8``.
        title: What it is about, in a few words.
        force: Whether it binds, calls upon, or frames.
        from_: The first day on which it is in force.
        until: The first day on which it no longer is, or None.
        evidence: How sure the entry is.
        status: Whether it is watched.
        rules: The rules that watch it.
        reason: Why it cannot be watched, or what part of it is not.
    """

    key: str
    cites: tuple[str, ...]
    title: str
    force: str
    from_: date
    until: date | None
    evidence: str
    status: Watch
    rules: tuple[str, ...]
    reason: str | None

    def covers(self, cite: str) -> bool:
        """Tell whether a citation is this provision, a letter below it, or the paragraph above."""
        return any(
            cite == own or cite.startswith(f"{own}(") or own.startswith(f"{cite}(")
            for own in self.cites
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """All provisions by key."""

    provisions: Mapping[str, Provision]

    def of(self, cite: str) -> tuple[Provision, ...]:
        """Give the provisions that a short citation means; some paragraphs hold several."""
        return tuple(one for one in self.provisions.values() if one.covers(cite))

    def watched_by(self, rule_id: str) -> tuple[Provision, ...]:
        """Give the provisions that name a rule as their watch."""
        return tuple(one for one in self.provisions.values() if rule_id in one.rules)

    def counts(self) -> dict[str, int]:
        """Give how many provisions there are of each status."""
        found = {status.value: 0 for status in Watch}
        for one in self.provisions.values():
            found[one.status.value] += 1
        return found


def _check_status(node: Node, value: Mapping[str, Plain]) -> None:
    status, has_rules = value.get("status"), bool(value.get("rules"))
    needs_rules = status in {Watch.WATCHED, Watch.PARTLY}
    if needs_rules is not has_rules and status in tuple(Watch):
        what = "names no rule. Add 'rules'" if needs_rules else "names rules. Remove them"
        node.note("RB603", f"{node.label} is {quoted(status)} and {what}, or change its status")
    if status in {Watch.NOT_WATCHABLE, Watch.PARTLY} and "reason" not in value:
        node.note(
            "RB603",
            f"{node.label} is {quoted(status)} and gives no reason: say what data cannot show. "
            "Add 'reason'",
        )


_ENTRY: Shape[dict[str, Any]] = Record(
    build=dict,
    check=_check_status,
    keys={
        "cite": Key(ListOf(PROVISION), "its paragraphs"),
        "title": Key(Text(length_max=120), "what it is about"),
        "force": Key(Choice(FORCES)),
        "period": Key(IN_FORCE_PERIOD, "the days on which it is in force, half-open"),
        "evidence": Key(Choice(EVIDENCE)),
        "status": Key(Choice(tuple(Watch))),
        "rules": optional(ListOf(Text(ID_PATTERN, ID_FORM)), "the rules that watch it", ()),
        "reason": optional(Text(), "why it cannot be watched, or what part of it is not"),
    },
)

COVERAGE_SHAPE = MapOf(
    _ENTRY, key_pattern=r"[0-9]{4}(-[a-z0-9]+)+", key_form="resolution-paragraph, as in 2371-08"
)


def coverage_of(entries: Mapping[str, Mapping[str, Any]]) -> Coverage:
    """Make the register from the file's entries."""
    return Coverage({key: _provision(key, entry) for key, entry in entries.items()})


def _provision(key: str, entry: Mapping[str, Any]) -> Provision:
    first, until = entry["period"]
    return Provision(
        key=key,
        cites=entry["cite"],
        title=entry["title"],
        force=entry["force"],
        from_=first,
        until=until,
        evidence=entry["evidence"],
        status=Watch(entry["status"]),
        rules=entry["rules"],
        reason=entry["reason"],
    )


def span_of(provisions: Iterable[Provision]) -> Period | None:
    """Give the days from the first to the last on which any of the provisions is in force."""
    every = list(provisions)
    if not every:
        return None
    ends = [one.until for one in every]
    open_ended = None in ends
    return Period(
        min(one.from_ for one in every),
        None if open_ended else max(end for end in ends if end is not None),
    )
