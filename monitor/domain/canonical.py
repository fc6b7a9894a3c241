"""One byte form for equal values, and its digest: what is compared and stored by hash."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


def plain_decimal(value: Decimal) -> str:
    """Write a decimal without exponent and trailing zeros, so that 1200.50 equals 1200.5."""
    if not value:
        return "0"
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    msg = f"{type(value).__name__} has no canonical form"
    raise TypeError(msg)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_plain,
    allow_nan=False,
)


def in_order(value: object) -> object:
    """Give a JSON value with its keys sorted and its decimals plain, all the way down."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [in_order(item) for item in value]
    return plain_decimal(value) if isinstance(value, Decimal) else value


def canonical_json(value: object) -> bytes:
    """Encode as JSON with sorted keys, no spaces and plain decimals, in UTF-8."""
    return _ENCODER.encode(value).encode()


def sha256(content: bytes) -> str:
    """Give the digest in the form ``sha256:<hex>``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def digest_of(value: object) -> str:
    """Give the digest of a value's canonical form."""
    return sha256(canonical_json(value))
