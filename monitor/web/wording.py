"""Codes of the machine in a person's words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from monitor.domain.canonical import plain_decimal
from monitor.service.phrases import missing_words, test_words, words

__all__ = ["missing_words", "test_words", "words"]

LEVEL_ASKS = {
    "critical": "Now. Hold where the law allows.",
    "high": "The same day.",
    "medium": "Within two working days.",
    "low": "At the weekly look.",
    "info": "Nothing; it is recorded.",
}
VERDICT_SAYS = {
    "prohibited": "The paragraph forbids this, and nothing in the event lifts it.",
    "unsettled": "The paragraph forbids this unless an open fact or an unproved exemption lifts it.",
    "exempted": "The paragraph forbids this in general; an exemption is proved.",
    "limit": "A step of a limit was reached or passed.",
    "inspect": "The paragraph asks to inspect or to be vigilant; it forbids nothing by itself.",
}
DONE_SAYS = {
    "take": "This alert is held for you for a quarter of an hour. Assign it to yourself to keep it.",
    "assign": "Assigned.",
    "review": "In review.",
    "escalate": "Escalated.",
    "note": "The note stands in the time line.",
    "attach": "The document is attached.",
    "propose_close": "Proposed. A second person must confirm before it is closed.",
    "decline": "The proposal is off; the alert stays open.",
    "close": "Closed.",
    "reopen": "Reopened, and due anew.",
    "snooze": "Out of sight until then; its due time stays.",
    "wake": "Back in the queue.",
    "suppress": "Repeats will open nothing until then; they stay on record.",
    "link": "Linked to the case.",
}
DISPOSITION_SAYS = {
    "true_match": "True match: it is what the paragraph means",
    "false_positive": "False positive: it is not",
    "exempt": "Exempt: a document proves it (attach it or give its number)",
    "reported": "Reported: to whom and under which number",
}
STRENGTH_SAYS = {
    "proved": "all facts certain",
    "open_fact": "a fact or an exemption is open",
    "uncertain": "evidence that does not decide",
    "duty": "a duty, not a ban",
}
ORDER_SAYS = {
    "level": "Level, then due time",
    "evidence": "Evidence, the strongest first",
    "deadline": "Due time",
    "age": "Age, the oldest first",
}
OUTCOME_SAYS = {
    "flagged": "At least one finding needs a person.",
    "clear": "No finding needs a person.",
    "incomplete": "No finding needs a person, but a rule could not be decided.",
    "rejected": "The event broke the contract.",
    "unjudged": "The event is stored and could not be judged.",
}
EXEMPTION_STATES = {
    "granted": "Proved",
    "refused": "Refused",
    "unproved": "Not proved",
    "not_claimed": "Not claimed",
}
EFFECTS = {
    "bans": "Bans",
    "caps": "Sets a limit",
    "requires": "Requires",
    "calls": "Calls upon States",
    "exempts": "Exempts",
    "amends": "Amends",
    "extends": "Extends",
    "ends": "Ends",
}
EVIDENCE_SAYS = {
    "confirmed": "checked against a source of the text",
    "mapping_confirmed": "paragraph and subject checked, details from secondary sources",
    "partly_confirmed": "checked in part",
    "from_memory": "not checked against the text",
}
KINDS = {
    "payment": "Payment",
    "shipment": "Shipment",
    "vessel_activity": "Vessel activity",
    "engagement": "Engagement",
    "committee_report": "Report to the Committee",
}
SUBJECTS = {
    "event": "event",
    "goods": "goods line",
    "party": "party",
    "vessel": "ship",
    "aircraft": "aircraft",
    "place": "place",
}
RULE_KINDS = {"prohibition": "Prohibition", "limit": "Limit", "duty": "Duty"}
JUDGED_ON = {
    "occurred_on": "the day it happened",
    "delivered_on": "the day of delivery",
    "span": "any day of the activity's span",
    "permit_from": "the day the permit was granted",
    "opened_on": "the day it was opened",
}
FATES = {
    "counts": "Counts",
    "unknown": "Counts as unknown: the unit has no known conversion",
    "replaced": "No: replaced by the later report",
    "same_cargo": "No: the same cargo as",
    "corrected": "No: corrected",
    "judged_again": "No: the event was judged again",
}
CHANGES = {
    "added": "Added",
    "replaces": "Took the place of",
    "not_counted": "Not counted, as this one stands:",
    "corrected": "Corrected",
    "judged_again": "Judged again",
}
WATCH_SAYS = {
    "watched": "watched",
    "partly": "watched in part",
    "not_watchable": "no report could show it",
    "pending": "neither watched nor explained yet",
}
FORCES = {
    "binding": "Binding",
    "call_upon": "Calls upon States",
    "framework": "Framework",
    "background": "Background",
}


def how_long(span: timedelta) -> str:
    """Write a span in its largest fitting unit: ``45 min``, ``3 h``, ``2 d``."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def due_words(due_at: datetime, now: datetime) -> str:
    """Say when something is due, seen from now."""
    if due_at <= now:
        return f"overdue by {how_long(now - due_at)}"
    return f"in {how_long(due_at - now)}"


def grouped(number: Decimal | str) -> str:
    """Write a number with groups of three digits."""
    text = plain_decimal(Decimal(number))
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"


def about(number: Decimal) -> str:
    """Write a number to one place, cut off rather than rounded up, with groups of digits."""
    return grouped(number.quantize(Decimal("0.1"), ROUND_DOWN))


UNITS: Mapping[str, str] = {
    "bbl": "barrels",
    "barrel": "barrels",
    "t": "tonnes",
    "USD": "US dollars",
}


def unit_words(unit: str) -> str:
    """Write a unit as a word."""
    return UNITS.get(unit, unit)
