"""From bytes to a checked event, or to reasons that say where and why not."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from pydantic import ValidationError

from monitor.domain.canonical import sha256
from monitor.domain.event.kinds import KINDS, Event, part_of
from monitor.domain.event.scalars import quoted

EVENT_BYTES_MAX = 1_048_576
DEPTH_MAX = 32
REASONS_MAX = 50
FUTURE_DAYS_MAX = 366
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an input was rejected: the JSON path (empty for the whole) and a message."""

    path: str
    message: str

    def to_json(self) -> dict[str, str]:
        """Give the shape of ``errors[]``."""
        return {"path": self.path, "message": self.message}


class EventRejected(Exception):
    """One event that breaks the contract.

    Attributes:
        reasons: every fault found, at most 50.
        source: the feed's name where it could be read.
        event_id: the event's id where it could be read.
    """

    def __init__(
        self,
        reasons: list[Reason],
        source: str | None = None,
        event_id: str | None = None,
    ) -> None:
        super().__init__("; ".join(f"{r.path}: {r.message}" for r in reasons))
        self.reasons = tuple(reasons[:REASONS_MAX])
        self.source = source
        self.event_id = event_id


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """A checked event with the digest of its content, by value."""

    event: Event
    content_hash: str


def parse_event(raw: bytes, intake_on: date | None) -> ParsedEvent:
    """Read one JSON object as an event.

    Args:
        raw: UTF-8 JSON, at most 1 MiB; a byte-order mark is no error.
        intake_on: the recorded day of intake, for the test against far-future days; ``None`` in
            replay, where that test was passed once and is not made again.

    Raises:
        EventRejected: with every reason and its JSON path.
    """
    return check_event(read_json(raw), intake_on)


def check_event(data: object, intake_on: date | None) -> ParsedEvent:
    """Check a JSON value that :func:`read_json` gave against the contract.

    Raises:
        EventRejected: with every reason and its JSON path.
    """
    if not isinstance(data, dict):
        raise EventRejected([Reason("", "an event is one JSON object")])
    source, event_id = _text_of(data, "source"), _text_of(data, "event_id")
    model = KINDS.get(str(data.get("kind")))
    if model is None or not isinstance(data.get("kind"), str):
        raise EventRejected([_kind_reason(data)], source, event_id)
    try:
        event = model.model_validate(data)
    except ValidationError as error:
        raise EventRejected(list(_reasons(error, model)), source, event_id) from None
    if intake_on is not None:
        _refuse_far_future(event, intake_on)
    return ParsedEvent(event, content_hash(event))


def content_hash(event: Event) -> str:
    """Digest an event by value: key order, nulls, defaults and trailing zeros do not count.

    The keys stand in the order of the models' fields; a field that is put elsewhere would turn the
    next delivery of every stored event into a correction.
    """
    return sha256(event.model_dump_json(exclude_defaults=True, by_alias=True).encode())


def read_json(raw: bytes) -> object:
    """Read strict JSON: UTF-8, no duplicate key, no NaN, numbers as decimals; null is absence.

    Raises:
        EventRejected: with the place of the fault.
    """
    if len(raw) > EVENT_BYTES_MAX:
        raise EventRejected([Reason("", f"the event is larger than {EVENT_BYTES_MAX} bytes")])
    text = _decode(raw.removeprefix(_BOM))
    if text.count("{") + text.count("[") > DEPTH_MAX:
        _refuse_depth(text)
    try:
        data: object = (_DECODER if "null" in text else _DECODER_WITHOUT_NULLS).decode(text)
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


class _DuplicateKeyError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object_without_nulls(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _DuplicateKeyError(_first_repeated(pairs))
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = _object_without_nulls(pairs)
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
_DECODER_WITHOUT_NULLS = json.JSONDecoder(
    object_pairs_hook=_object_without_nulls, parse_float=Decimal, parse_constant=_no_constant
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
                raise EventRejected([Reason("", f"nested deeper than {DEPTH_MAX} levels")])
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


def _text_of(data: dict[str, object], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) and len(value) <= 200 else None


def _kind_reason(data: dict[str, object]) -> Reason:
    allowed = ", ".join(KINDS)
    if "kind" not in data:
        return Reason("kind", f"the key is required: one of {allowed}")
    return Reason("kind", f"{quoted(data['kind'])} is no kind of event: one of {allowed}")


def _reasons(error: ValidationError, model: type[Event]) -> Iterator[Reason]:
    for fault in error.errors(include_url=False, include_input=False)[:REASONS_MAX]:
        path = "/".join(str(step)[:100] for step in fault["loc"])
        yield Reason(path, _message(str(fault["type"]), fault["msg"], path, model))


def _message(code: str, default: str, path: str, model: type[Event]) -> str:
    if code == "missing":
        return "the key is required"
    if code == "extra_forbidden":
        key = path.rsplit("/", 1)[-1]
        known = [field.alias or name for name, field in model.model_fields.items()]
        near = difflib.get_close_matches(key, known, n=1) if "/" not in path else []
        return "unknown key" + (f"; did you mean '{near[0]}'?" if near else "")
    return default[:300]


def _refuse_far_future(event: Event, intake_on: date) -> None:
    last = intake_on + timedelta(days=FUTURE_DAYS_MAX)
    reasons = []
    for key in ("occurred_on", "delivered_on", "reported_at"):
        value = part_of(event, key)
        day = value.date() if isinstance(value, datetime) else value
        if day is not None and day > last:
            reasons.append(Reason(key, f"{day} lies more than a year after the intake {intake_on}"))
    if reasons:
        raise EventRejected(reasons, event.source, event.event_id)
