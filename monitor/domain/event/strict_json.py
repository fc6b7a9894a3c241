"""Strict JSON: what is not plainly one value is refused, with the place of the fault.

A compiled reader takes what is in order, which nearly everything is. Whatever it does not take is
read again by a slow one that can say what is wrong; the two give the same values and refuse the
same texts (``tests/property/test_strict_json.py``).
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import NoReturn

from jiter import from_json

from monitor.domain.event.rejected import EventRejected, Reason
from monitor.domain.event.scalars import quoted

EVENT_BYTES_MAX = 1_048_576
DEPTH_MAX = 32
_BOM = b"\xef\xbb\xbf"


def read_json(raw: bytes) -> object:
    """Read strict JSON: UTF-8, no duplicate key, no NaN, numbers as decimals; null is absence.

    Raises:
        EventRejected: with the place of the fault.
    """
    if len(raw) > EVENT_BYTES_MAX:
        raise EventRejected([Reason("", f"the event is larger than {EVENT_BYTES_MAX} bytes")])
    raw = raw.removeprefix(_BOM)
    try:
        data: object = from_json(
            raw,
            allow_inf_nan=False,
            cache_mode="keys",
            catch_duplicate_keys=True,
            float_mode="decimal",
        )
    except (ValueError, ArithmeticError):
        return read_slowly(raw)
    # Fewer brackets than levels allowed, wherever they stand, need no closer look.
    if raw.count(b"{") + raw.count(b"[") > DEPTH_MAX and _is_deeper(data, DEPTH_MAX):
        raise _too_deep()
    if b"null" in raw:
        data = _without_nulls(data)
    if b"\\u" in raw:
        _refuse_bad_characters(data)
    return data


def read_slowly(raw: bytes) -> object:
    """Read as :func:`read_json` does, without the compiled reader; it says what is wrong.

    Raises:
        EventRejected: with the place of the fault.
    """
    text = _decode(raw)
    if text.count("{") + text.count("[") > DEPTH_MAX:
        _refuse_depth(text)
    try:
        data: object = _DECODER.decode(text)
    except _DuplicateKeyError as error:
        raise EventRejected([Reason(error.key, "the key stands twice in one object")]) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise EventRejected([Reason("", f"no JSON at {place}: {error.msg}")]) from None
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise EventRejected([Reason("", f"no usable JSON: {quoted(error)}")]) from None
    if "\\u" in text:
        _refuse_bad_characters(data)
    return data


def _is_deeper(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value)
    return False


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _too_deep() -> EventRejected:
    return EventRejected([Reason("", f"nested deeper than {DEPTH_MAX} levels")])


class _DuplicateKeyError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError(_first_repeated(pairs))
    if None in found.values():
        return {key: value for key, value in pairs if value is not None}
    return found


def _first_repeated(pairs: list[tuple[str, object]]) -> str:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return key
        seen.add(key)
    return ""


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is no number of the contract"
    raise ValueError(msg)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Decimal, parse_constant=_no_constant
)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = Reason("", f"no UTF-8 at byte {error.start}: {error.reason}")
        raise EventRejected([reason]) from None


def _refuse_depth(text: str) -> None:
    depth, in_string, escaped = 0, False, False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "{[":
            depth += 1
            if depth > DEPTH_MAX:
                raise _too_deep()
        elif char in "}]":
            depth -= 1


def _refuse_bad_characters(data: object) -> None:
    reasons = [
        Reason(path, "the text holds NUL or half a surrogate pair")
        for path, text in _texts(data, "")
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text)
    ]
    if reasons:
        raise EventRejected(reasons)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}/{index}" if path else str(index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield path, key
            yield from _texts(item, f"{path}/{key}" if path else key)
