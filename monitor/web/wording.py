"""Codes of the machine in a person's words."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import assert_never

from monitor.domain.canonical import plain_decimal
from monitor.rulebook.book import RuleBook
from monitor.rulebook.conditions import (
    Contains,
    DayCompare,
    Equals,
    Known,
    Member,
    NotTest,
    NumberCompare,
    OneOf,
    Scalar,
    StartsWith,
    Test,
    WithinDaysAfter,
)

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
_SINGLE_WORDS = {
    "register": "no register of the Committee's approvals is loaded, so the reference is not checked"
}
_CODE_WORDS = {"hs": "HS", "imo": "IMO", "un": "UN", "dprk": "DPRK", "usd": "USD", "us": "US"}


def words(name: str) -> str:
    """Write a name of the machine as words: ``leaves_dprk`` is ``leaves DPRK``."""
    parts = name.replace("-", "_").split("_")
    return " ".join(_CODE_WORDS.get(part, part) for part in parts)


def missing_words(name: str, book: RuleBook) -> str:
    """Say which fact is missing: the field's meaning, or the text itself."""
    if name in _SINGLE_WORDS:
        return _SINGLE_WORDS[name]
    spec = book.fields.get(name)
    if spec is None:
        return words(name)
    return spec.meaning.strip().rstrip(".")


def test_words(test: Test, book: RuleBook) -> str:
    """Say what is asked of a field."""
    match test:
        case Equals(value):
            return _equals(value)
        case Member():
            return f"is {_scalar(test, book)}"
        case OneOf(values):
            return f"is {_any_of([_scalar(value, book) for value in values])}"
        case NotTest(inner):
            return _negated(test_words(inner, book))
        case DayCompare() | WithinDaysAfter() | NumberCompare():
            return _compared(test, book)
        case StartsWith(prefixes):
            return f"begins with {_any_of(list(prefixes))}"
        case Contains(found):
            return f"mentions {_any_of(list(found))}"
        case Known(expected):
            return "is given" if expected else "is not given"
        case _:
            assert_never(test)


def _negated(text: str) -> str:
    """Turn what is asked around, in words that read on."""
    if text in {"yes", "no"}:
        return "no" if text == "yes" else "yes"
    verb, _, rest = text.partition(" ")
    match verb:
        case "is":
            return f"is not {rest}"
        case "begins":
            return f"does not begin {rest}"
        case "mentions":
            return f"does not mention {rest}"
        case _:
            return f"not: {text}"


def _compared(test: DayCompare | WithinDaysAfter | NumberCompare, book: RuleBook) -> str:
    match test:
        case DayCompare(op, other):
            return f"is {words(op.value)} {_day_or_field(other, book)}"
        case WithinDaysAfter(start, days):
            return f"is at most {days} days after {_day_or_field(start, book)}"
        case NumberCompare(op, bound):
            return f"is {words(op.value)} {plain_decimal(bound)}"


def _equals(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"is {_plain(value)}"


def _scalar(value: Scalar | Member, book: RuleBook) -> str:
    if not isinstance(value, Member):
        return _plain(value)
    commodity = book.vocab.commodities.get(value.entry) if value.vocab == "commodity" else None
    return words(value.entry) if commodity is None else commodity.label


def _plain(value: Scalar) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return str(value)


def _day_or_field(other: date | str, book: RuleBook) -> str:
    if not isinstance(other, str):
        return other.isoformat()
    said = missing_words(other, book)
    return said[:1].lower() + said[1:]


def _any_of(values: list[str], shown_max: int = 8) -> str:
    more = len(values) - shown_max
    if more > 0:
        return f"{', '.join(values[:shown_max])} or one of {more} more"
    *first, last = values
    return f"{', '.join(first)} or {last}" if first else last


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
