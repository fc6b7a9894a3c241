"""Results as lines of JSON that a terminal, a log and a spreadsheet can show without harm."""

import json
import re
from decimal import Decimal

from monitor.domain.canonical import plain_decimal

# Control codes above ASCII, direction marks and invisible joiners: kept by value, never acted on.
_LIVE = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile(f"[\x00-\x1f]|{_LIVE.pattern}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    msg = f"{type(value).__name__} has no JSON form"
    raise TypeError(msg)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
_encode_wide = json.JSONEncoder(ensure_ascii=False, indent=2, default=_plain).encode


def json_line(value: object) -> bytes:
    """Write a value as one line of JSON; marks that steer a terminal are escaped."""
    text = _encode(value)
    if not text.isascii() or "\x7f" in text:
        text = _LIVE.sub(_escaped, text)
    return text.encode() + b"\n"


def json_page(value: object) -> bytes:
    """Write a value as indented JSON for people."""
    return _LIVE.sub(_escaped, _encode_wide(value)).encode() + b"\n"


def inert(text: str) -> str:
    """Show text from outside so that it steers nothing: control codes stand as escapes."""
    return _CONTROL.sub(_escaped, text)


def csv_cell(value: object) -> str:
    """Write a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else inert(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
