"""Names of fields, clauses and tests in a person's words; the same on pages and on paper."""

from datetime import date
from decimal import Decimal
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
