"""Answers in three values, each read strictly and leaning, and the comparisons that give them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, assert_never

from monitor.domain.truth import Truth, all_of, any_of, at_least
from monitor.engine.facts import Tags
from monitor.rulebook.conditions import DayOp, NumberOp


class Reading(NamedTuple):
    """An answer, strict and leaning; there are five, and each is one object."""

    strict: Truth
    leaning: Truth


YES = Reading(Truth.TRUE, Truth.TRUE)
NO = Reading(Truth.FALSE, Truth.FALSE)
OPEN = Reading(Truth.UNKNOWN, Truth.UNKNOWN)
LIKELY = Reading(Truth.UNKNOWN, Truth.TRUE)
UNLIKELY = Reading(Truth.UNKNOWN, Truth.FALSE)
"""These five are all answers that there are: whoever is sure strictly is sure leaning too."""

NEGATED = {YES: NO, NO: YES, OPEN: OPEN, LIKELY: UNLIKELY, UNLIKELY: LIKELY}
DOUBTED = {YES: LIKELY, NO: UNLIKELY, OPEN: OPEN, LIKELY: LIKELY, UNLIKELY: UNLIKELY}
"""What an answer is worth where the value that it rests on is only possible."""
_BY_LEANING = {Truth.TRUE: LIKELY, Truth.FALSE: UNLIKELY, Truth.UNKNOWN: OPEN}
SURE = {Truth.TRUE: YES, Truth.FALSE: NO, Truth.UNKNOWN: OPEN}
WEAKER = {
    (one, other): _BY_LEANING[all_of((one.leaning, other.leaning))]
    for one in NEGATED
    for other in NEGATED
}
STRONGER = {
    (one, other): _BY_LEANING[any_of((one.leaning, other.leaning))]
    for one in NEGATED
    for other in NEGATED
}


def read_at_least(count: int, readings: Sequence[Reading]) -> Reading:
    """Read whether so many of them hold."""
    strict = at_least(count, (reading.strict for reading in readings))
    if strict is not Truth.UNKNOWN:
        return SURE[strict]
    return _BY_LEANING[at_least(count, (reading.leaning for reading in readings))]


def read_all(readings: Iterable[Reading]) -> Reading:
    """Conjunction of readings.

    Whoever is sure strictly is sure leaning too, so the first that is false ends it.
    """
    result = YES
    for reading in readings:
        if reading is NO:
            return NO
        if reading is not YES:
            result = reading if result is YES else WEAKER[result, reading]
    return result


def read_any(readings: Iterable[Reading]) -> Reading:
    """Disjunction of readings; the first that is true ends it."""
    result = NO
    for reading in readings:
        if reading is YES:
            return YES
        if reading is not NO:
            result = reading if result is NO else STRONGER[result, reading]
    return result


def as_reading(answer: bool) -> Reading:  # noqa: FBT001 - an answer becomes a reading here
    """Read a plain yes or no."""
    return YES if answer else NO


def tag_answer(tags: Tags, wanted: str) -> Reading:
    """Tell whether a tag is there, possible, open or absent."""
    tag = tags.known.get(wanted)
    if tag is None:
        return NO if tags.complete else OPEN
    if tag.truth is Truth.TRUE:
        return YES if tag.certain else LIKELY
    return OPEN if tag.truth is Truth.UNKNOWN else NO


def compare_days(op: DayOp, value: object, other: date | None) -> Reading:
    """Tell how one day stands to another; open where either is missing."""
    if other is None or not isinstance(value, date):
        return OPEN
    match op:
        case DayOp.BEFORE:
            return as_reading(value < other)
        case DayOp.ON_OR_BEFORE:
            return as_reading(value <= other)
        case DayOp.AFTER:
            return as_reading(value > other)
        case DayOp.ON_OR_AFTER:
            return as_reading(value >= other)
        case _ as never:
            assert_never(never)


def within_days(value: object, start: date | None, days: int) -> Reading:
    """Tell whether a day is the start or at most so many days after it."""
    if start is None or not isinstance(value, date):
        return OPEN
    return as_reading(start <= value <= start + timedelta(days=days))


def compare_numbers(op: NumberOp, value: object, bound: Decimal) -> Reading:
    """Tell how a number stands to a bound."""
    if not isinstance(value, Decimal):
        return OPEN
    match op:
        case NumberOp.ABOVE:
            return as_reading(value > bound)
        case NumberOp.AT_LEAST:
            return as_reading(value >= bound)
        case NumberOp.BELOW:
            return as_reading(value < bound)
        case NumberOp.AT_MOST:
            return as_reading(value <= bound)
        case _ as never:
            assert_never(never)
