"""From bytes to a checked event, or to reasons that say where and why not."""

import difflib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from monitor.domain.canonical import sha256
from monitor.domain.event.kinds import KINDS, Event, part_of
from monitor.domain.event.rejected import REASONS_MAX, EventRejected, Reason
from monitor.domain.event.scalars import quoted
from monitor.domain.event.strict_json import read_json

FUTURE_DAYS_MAX = 366


class ParsedEvent(NamedTuple):
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
    # What model_dump_json calls, without the way through text and back to bytes.
    written = event.__pydantic_serializer__.to_json(event, exclude_defaults=True, by_alias=True)
    return sha256(written)


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
