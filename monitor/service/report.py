"""The report of a replay: the same bytes for the same inputs, and a page for people."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from monitor.domain.canonical import canonical_json
from monitor.service.lines import inert
from monitor.service.replay import Replayed

PAGE_EVENTS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class ReplayHead:
    """What was replayed, and by what."""

    first: date
    last: date
    rulebook: str
    version: str
    lists: str
    lists_as_of: date
    engine: str


@dataclass(slots=True)
class ReplayReport:
    """Gathers what differs, event by event."""

    head: ReplayHead
    events: list[dict[str, object]] = field(default_factory=list)
    seen: int = 0
    same: int = 0
    failed: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    by_rule: dict[str, Counter[str]] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    rulebooks: Counter[str] = field(default_factory=Counter)

    def add(self, replayed: Replayed) -> None:
        """Take in one event of the window."""
        self.seen += 1
        difference, stored = replayed.difference, replayed.stored
        if stored.judgement is not None:
            self.rulebooks[str(stored.judgement["rulebook"])] += 1
        self.outcomes[difference.before, difference.after] += 1
        self.failed += replayed.error is not None
        if difference.is_none and replayed.error is None:
            self.same += 1
            return
        for kind, rule in _kinds(replayed):
            self.findings[kind] += 1
            self.by_rule.setdefault(rule, Counter())[kind] += 1
        version = stored.version
        self.events.append(
            {
                "source": version.key.source,
                "event_id": version.key.event_id,
                "version": version.version,
                "kind": version.kind,
                "occurred_on": version.occurred_on.isoformat(),
                "rulebook_before": (stored.judgement or {}).get("rulebook"),
                "error": replayed.error,
                **difference.to_json(),
            }
        )

    def to_json(self, context: int) -> dict[str, object]:
        """Give the whole report; ``context`` counts the events outside the window."""
        head = self.head
        return {
            "object": "replay_report",
            "from": head.first.isoformat(),
            "to": head.last.isoformat(),
            "rulebook": {"digest": head.rulebook, "version": head.version},
            "lists": {"digest": head.lists, "as_of": head.lists_as_of.isoformat()},
            "engine": head.engine,
            "compared_with": "the latest stored judgement of each event",
            "rulebooks_before": dict(sorted(self.rulebooks.items())),
            "counts": {
                "events": self.seen,
                "same": self.same,
                "different": self.seen - self.same,
                "could_not_be_judged": self.failed,
                "context_events": context,
                "findings": {kind: self.findings[kind] for kind in KINDS},
            },
            "outcomes": [
                {"before": before, "after": after, "events": count}
                for (before, after), count in sorted(self.outcomes.items())
            ],
            "by_rule": [
                {"rule": rule, **{kind: counts[kind] for kind in KINDS}}
                for rule, counts in sorted(self.by_rule.items())
            ],
            "events": self.events,
        }


KINDS = ("appear", "vanish", "change", "reworded")


def _kinds(replayed: Replayed) -> Iterable[tuple[str, str]]:
    difference = replayed.difference
    for finding in difference.appears:
        yield "appear", str(finding["rule"])
    for finding in difference.vanishes:
        yield "vanish", str(finding["rule"])
    for change in difference.changes:
        yield "reworded" if change.is_wording else "change", str(change.before["rule"])


def write_report(report: dict[str, object], folder: Path) -> tuple[Path, Path]:
    """Write ``report.json`` and ``report.html``; each appears whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "report.json": canonical_json(report) + b"\n",
        "report.html": page_of(report).encode(),
    }
    for name, content in pages.items():
        unfinished = folder / f".{name}.{os.getpid()}"
        unfinished.write_bytes(content)
        unfinished.replace(folder / name)
    return folder / "report.json", folder / "report.html"


def page_of(report: dict[str, object]) -> str:
    """Give the report as one page that loads nothing from outside."""
    events = report["events"]
    assert isinstance(events, list)
    return _template().render(
        report=report, shown=events[:PAGE_EVENTS_MAX], hidden=max(0, len(events) - PAGE_EVENTS_MAX)
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["inert"] = lambda value: inert(str(value))
    text = (files("monitor.service") / "templates" / "replay.html").read_text(encoding="utf-8")
    return environment.from_string(text)
