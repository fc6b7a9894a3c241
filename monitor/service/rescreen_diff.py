"""Which findings of a second judgement are new, and which stand as they stood."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from monitor.domain.finding import Judgement, Level, Verdict

Json = Mapping[str, Any]
_LISTED = re.compile(r"^(\S.*?) on the list: ")


def new_findings(before: Json | None, after: Judgement) -> frozenset[int]:
    """Give the positions of findings that the first judgement did not have.

    Words and the version of a rule do not count: what was said of the same subjects, under the
    same entries, with the same verdict and level, stands.
    """
    known = Counter(map(_sign, _findings(before)))
    new = set()
    for index, finding in enumerate(after.findings):
        sign = _sign(finding.to_json())
        if known[sign]:
            known[sign] -= 1
        else:
            new.add(index)
    return frozenset(new)


def says_the_same(before: Json | None, after: Judgement) -> bool:
    """Tell whether two judgements find, leave open and match the same."""
    return before is not None and _signs(before) == _signs(after.to_json())


def alerting_rules(before: Json | None) -> frozenset[str]:
    """Give the rules of the recorded findings that opened or joined alerts."""
    return frozenset(
        str(body["rule"])
        for body in _findings(before)
        if not body.get("shadow")
        and body["verdict"] != Verdict.EXEMPTED.value
        and Level(body["level"]).rank <= Level.MEDIUM.rank
    )


def _findings(judgement: Json | None) -> list[Json]:
    return [] if judgement is None else list(judgement["findings"])


def _signs(judgement: Json) -> tuple[object, ...]:
    matches = Counter(
        (each["path"], each["list"], each["ref"], each["certain"], each.get("cleared"))
        for each in judgement["screening"]
    )
    open_ = {(each["rule"], tuple(each["missing"])) for each in judgement["undecided"]}
    findings = Counter(map(_sign, judgement["findings"]))
    return (judgement["outcome"], findings, matches, open_)


def _sign(finding: Json) -> tuple[object, ...]:
    entries = {
        found.group(1)
        for piece in finding["evidence"]
        if (found := _LISTED.match(piece["says"])) is not None
    }
    limit = finding.get("limit") or {}
    return (
        finding["rule"],
        finding["verdict"],
        finding["level"],
        tuple(sorted(finding["subjects"])),
        tuple(sorted(entries)),
        (limit.get("basis"), limit.get("from"), limit.get("step")),
    )
