"""The scalar types of the event contract: checked once here, at the edge.

Every message is shown to a feed's operator, so it names the value, what is allowed and what to do.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated

import pycountry
from pydantic import AfterValidator, GetCoreSchemaHandler, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from monitor.domain.canonical import plain_decimal

EARLIEST_YEAR = 1900
SIGNIFICANT_DIGITS_MAX = 30
INTEGER_DIGITS_MAX = 15
EXPONENT_MIN = -30

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Whatever has this form keeps to the bounds below.
_SHORT_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
_USER_ASSIGNED = frozenset({"XK", "ZZ"})


def quoted(value: object) -> str:
    """Quote a value for a message, shortened, so that a hostile one cannot flood a log."""
    text = str(value)
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return f"'{shown}'"


def _fault(message: str) -> PydanticCustomError:
    return PydanticCustomError("contract", "{message}", {"message": message})


@cache
def known_countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, with XK and ZZ (unknown)."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | _USER_ASSIGNED


@cache
def known_currencies() -> frozenset[str]:
    """ISO 4217 alphabetic codes."""
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def _country(value: str) -> str:
    if value not in known_countries():
        raise _fault(f"{quoted(value)} is no ISO 3166-1 alpha-2 country code, such as KP or RU")
    return value


def _currency(value: str) -> str:
    if value not in known_currencies():
        raise _fault(f"{quoted(value)} is no ISO 4217 currency code, such as USD or CNY")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise _fault("text is required here and only blanks were given")
    return value


def read_day(value: object) -> date:
    """Read ``YYYY-MM-DD``; the day must exist and not lie before 1900."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise _fault(f"{quoted(value)} is no day: write YYYY-MM-DD, such as 2019-03-14")
    return _existing_day(value)


def _existing_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _fault(f"{quoted(text)} does not exist in the calendar") from None
    if day.year < EARLIEST_YEAR:
        raise _fault(f"{quoted(text)} lies before {EARLIEST_YEAR}")
    return day


def read_instant(value: object) -> datetime:
    """Read an RFC 3339 instant with an offset; it is kept in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if not isinstance(value, str) or _INSTANT.fullmatch(value) is None:
        raise _fault(
            f"{quoted(value)} is no instant: write RFC 3339 with an offset, such as "
            "2019-03-14T08:30:00Z"
        )
    try:
        instant = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _fault(f"{quoted(value)} does not exist in the calendar") from None
    if instant.year < EARLIEST_YEAR:
        raise _fault(f"{quoted(value)} lies before {EARLIEST_YEAR}")
    return instant


def read_day_or_instant(value: object) -> date:
    """Read a day, or an instant that is reduced to its UTC day."""
    if isinstance(value, str) and len(value) > len("YYYY-MM-DD"):
        return read_instant(value).date()
    return read_day(value)


def read_instant_or_day(value: object) -> datetime:
    """Read an instant; a day alone is its first moment in UTC."""
    if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
        day = read_day(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return read_instant(value)


def read_decimal(value: object) -> Decimal:
    """Read a decimal string or a JSON number, never through a binary float.

    At most 30 significant digits and below 10^15.
    """
    if isinstance(value, str):
        if _SHORT_DECIMAL.fullmatch(value) is not None:
            return Decimal(value)
        if _DECIMAL.fullmatch(value) is None or len(value) > 2 * SIGNIFICANT_DIGITS_MAX:
            raise _fault(f"{quoted(value)} is no plain decimal: write digits, such as 1200.50")
        number = Decimal(value)
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) >= 10**INTEGER_DIGITS_MAX:
            raise _fault(f"the number must lie below 10^{INTEGER_DIGITS_MAX}")
        number = Decimal(value)
    else:
        raise _fault("a decimal is needed: a JSON number or a string of digits")
    return _bounded(number)


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise _fault("the number must be finite")
    digits, exponent = number.as_tuple().digits, number.as_tuple().exponent
    if len(digits) > SIGNIFICANT_DIGITS_MAX:
        raise _fault(f"the number has more than {SIGNIFICANT_DIGITS_MAX} significant digits")
    if number and number.adjusted() >= INTEGER_DIGITS_MAX:
        raise _fault(f"the number must lie below 10^{INTEGER_DIGITS_MAX}")
    if isinstance(exponent, int) and (exponent < EXPONENT_MIN or exponent > INTEGER_DIGITS_MAX):
        raise _fault(f"the number's exponent must lie between {EXPONENT_MIN} and 15")
    return number


def read_amount(value: object) -> Decimal:
    """Read a decimal that is not negative."""
    if isinstance(value, str) and _SHORT_DECIMAL.fullmatch(value) is not None:
        # As nearly all are written; there is no sign that could be against it.
        return Decimal(value)
    number = read_decimal(value)
    if number < 0:
        raise _fault("the number must not be negative")
    return number


def _within(low: int, high: int) -> AfterValidator:
    def check(number: Decimal) -> Decimal:
        if not low <= number <= high:
            raise _fault(f"the number must lie between {low} and {high}")
        return number

    return AfterValidator(check)


@dataclass(frozen=True, slots=True)
class _ReadBy:
    """Reads a value by a function of ours; JSON of it is written by another, or as it is.

    pydantic's own ``PlainValidator`` calls back into Python for every value that is written, which
    every event's digest would pay for.
    """

    read: Callable[[object], object]
    write: Callable[[Decimal], str] | None = None

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        if self.write is None:
            return core_schema.no_info_plain_validator_function(self.read)
        written = core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")
        return core_schema.no_info_plain_validator_function(self.read, serialization=written)


_DECIMAL_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
            {"type": "number", "minimum": 0},
        ]
    }
)
_DAY_SCHEMA = WithJsonSchema({"type": "string", "format": "date"})
_INSTANT_SCHEMA = WithJsonSchema({"type": "string", "format": "date-time"})

Text = Annotated[str, StringConstraints(strict=True, max_length=20_000)]
Name = Annotated[str, StringConstraints(strict=True, max_length=1_000), AfterValidator(_not_blank)]
Reference = Annotated[
    str, StringConstraints(strict=True, max_length=1_000), AfterValidator(_not_blank)
]
EventId = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=200),
    AfterValidator(_not_blank),
]
SourceName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Country = Annotated[str, StringConstraints(strict=True, max_length=8), AfterValidator(_country)]
Currency = Annotated[str, StringConstraints(strict=True, max_length=8), AfterValidator(_currency)]
Locode = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{2}[A-Z0-9]{3}$")]
HsCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{2,10}$")]
UnitCode = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=20),
    AfterValidator(_not_blank),
]
ShortCode = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=64),
    AfterValidator(_not_blank),
]
ProvisionRef = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[0-9]{4}:[0-9A-Za-z() ]{1,20}$")
]
Day = Annotated[date, _ReadBy(read_day), _DAY_SCHEMA]
DayOfInstant = Annotated[date, _ReadBy(read_day_or_instant), _DAY_SCHEMA]
Instant = Annotated[datetime, _ReadBy(read_instant), _INSTANT_SCHEMA]
InstantOrDay = Annotated[datetime, _ReadBy(read_instant_or_day), _INSTANT_SCHEMA]
Amount = Annotated[
    Decimal,
    _ReadBy(read_amount, plain_decimal),
    _DECIMAL_SCHEMA,
]
_COORDINATE_SCHEMA = WithJsonSchema({"type": ["number", "string"]})
Latitude = Annotated[
    Decimal, _ReadBy(read_decimal, plain_decimal), _within(-90, 90), _COORDINATE_SCHEMA
]
Longitude = Annotated[
    Decimal, _ReadBy(read_decimal, plain_decimal), _within(-180, 180), _COORDINATE_SCHEMA
]
