"""Limits: what an event delivers, which running total it enters, and which steps it crosses.

Totals are rows in a ledger (design decision 6). The arithmetic here is pure: it reads totals
through :class:`~monitor.domain.ports.LedgerReader` and says what must be added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from monitor.domain.canonical import plain_decimal
from monitor.domain.event.kinds import CommitteeReport, Event
from monitor.domain.finding import Basis, Delivery, Firing, Level, LimitView
from monitor.domain.ports import EventKey, LedgerReader
from monitor.engine.facts import Sheet, Subject
from monitor.rulebook.dated import Window
from monitor.rulebook.rule import FULL, Limit, Rule
from monitor.rulebook.vocab import Vocab

COUNTED_STAGES = frozenset({"declared", "loaded", "delivered", "found_on_inspection"})
"""An offer, a contract, a failed attempt or a return moves nothing (contract section 1)."""


BARREL = "barrel"
UNKNOWN_UNIT = "unknown_unit"
FINEST = Decimal("0.000001")
"""Totals are kept to a millionth, in memory and in the database alike."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A step that this event's acceptance reached, with the total it reached."""

    step: int
    level: Level
    view: LimitView


@dataclass(slots=True)
class Tally:
    """What one limit says of one event."""

    deliveries: list[Delivery] = field(default_factory=list)
    firings: list[Firing] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)
    stopped: LimitView | None = None
    incomplete: list[str] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)


def delivery_day(event: Event) -> date:
    """Give the day whose window a delivery counts in."""
    if isinstance(event, CommitteeReport):
        return event.period.from_
    return getattr(event, "delivered_on", None) or event.occurred_on


def basis_of(event: Event) -> Basis:
    """A report to the Committee feeds the reported total, anything else the observed one.

    Somebody's assessment of what a State supplied is no report of that State.
    """
    is_report = isinstance(event, CommitteeReport) and event.certainty != "assessed"
    return Basis.REPORTED if is_report else Basis.OBSERVED


def tally(
    rule: Rule,
    event: Event,
    matched: Sequence[tuple[Subject, Sheet]],
    vocab: Vocab,
    ledger: LedgerReader,
) -> Tally:
    """Add the matched goods lines of an event to a limit and say what they cross."""
    result = Tally()
    limit, basis = rule.limit, basis_of(event)
    if limit is None or event.stage not in COUNTED_STAGES or basis not in limit.bases:
        return result
    windows = limit.windows_on(delivery_day(event))
    for window in windows:
        for subject, sheet in matched:
            amount, factor = _amount(sheet, window, limit, vocab)
            if amount is None:
                result.incomplete.append(_amount_path(subject, window))
            if factor:
                slot = _slot(event, subject, ledger)
                made = _delivery(rule, event, window, amount=amount, factor=factor, slot=slot)
                given = _given(sheet, window)
                result.deliveries.append(replace(made, path=subject.path, given=given))
    if windows:
        _cross(rule, windows, basis, result, ledger)
    return result


def _amount_path(subject: Subject, window: Window) -> str:
    """Name the field that lacks; the one goods line of a report is the report itself."""
    field = "value" if window.is_value else "quantity"
    return f"{subject.path}/{field}" if subject.path.startswith("goods/") else field


def _amount(sheet: Sheet, window: Window, limit: Limit, vocab: Vocab) -> tuple[Decimal | None, str]:
    if window.is_value:
        value, currency = sheet.get("goods.value_amount"), sheet.get("goods.value_currency")
        if value is None or currency is None or not isinstance(value.value, Decimal):
            return None, ""
        if currency.value != window.unit:
            return None, UNKNOWN_UNIT
        return value.value.quantize(FINEST), window.unit
    quantity, unit = sheet.get("goods.quantity"), sheet.get("goods.unit")
    if quantity is None or unit is None or not isinstance(quantity.value, Decimal):
        return None, ""
    product = sheet.get("goods.product")
    return converted(
        quantity.value, str(unit.value), str(product.value) if product else None, limit, vocab
    )


def _given(sheet: Sheet, window: Window) -> str:
    fact = sheet.get("goods.value_amount" if window.is_value else "goods.quantity")
    return fact.evidence[0].value if fact is not None else ""


def _delivery(
    rule: Rule, event: Event, window: Window, *, amount: Decimal | None, factor: str, slot: str
) -> Delivery:
    return Delivery(
        limit_id=f"{rule.id}{window.ledger}",
        basis=basis_of(event),
        start=window.start,
        until=window.until,
        day=delivery_day(event),
        slot=slot,
        rank=_rank(event, amount),
        path="",
        amount=amount,
        unit=window.unit,
        given="",
        factor=factor,
    )


def converted(
    value: Decimal, unit: str, product: str | None, limit: Limit, vocab: Vocab
) -> tuple[Decimal | None, str]:
    """Express a quantity in the limit's unit; the factor's id says how."""
    if limit.unit == BARREL:
        barrels = vocab.to_barrels(value, unit, limit.product or product)
        amount, factor = barrels if barrels is not None else (None, UNKNOWN_UNIT)
    else:
        amount = vocab.convert(value, unit, limit.unit)
        factor = limit.unit if amount is not None else UNKNOWN_UNIT
    return (amount.quantize(FINEST) if amount is not None else None), factor


def _slot(event: Event, subject: Subject, ledger: LedgerReader) -> str:
    """Name what is counted once: a report's period, or a cargo over all events that share it."""
    if isinstance(event, CommitteeReport):
        span = f"{event.period.from_}:{event.period.to}"
        product = event.product or "other"
        return f"report:{event.supplier_country}:{event.commodity}:{product}:{span}"
    for relation in event.relates_to:
        if relation.as_ == "same_cargo":
            key = EventKey(relation.source or event.source, relation.event_id)
            slots = ledger.slots_of(key)
            if slots:
                return slots.get(subject.path) or next(iter(slots.values()))
            return f"cargo:{key.source}:{key.event_id}:{subject.path}"
    return f"cargo:{event.source}:{event.event_id}:{subject.path}"


def last_day_of(delivery: Delivery) -> date:
    """Give the last day that a delivery covers: of a report the end of its period."""
    if delivery.basis is Basis.REPORTED:
        return date.fromisoformat(delivery.slot.rpartition(":")[2])
    return delivery.day


def _rank(event: Event, amount: Decimal | None) -> str:
    """Order the deliveries of one slot: the later report, or the larger sighting of a cargo."""
    reported = event.reported_at.isoformat() if event.reported_at is not None else ""
    if isinstance(event, CommitteeReport):
        return f"{reported or event.occurred_on.isoformat()}"
    scaled = int((amount or Decimal(0)) * 1_000_000)
    return f"{scaled:040d}"


def _cross(
    rule: Rule, windows: Sequence[Window], basis: Basis, result: Tally, ledger: LedgerReader
) -> None:
    """Say which steps are reached; of two measures the one that is used up first binds."""
    limit = rule.limit
    if limit is None:
        return
    after: list[tuple[Window, Decimal]] = []
    for window in windows:
        result.totals.update(_noted(rule, window, ledger))
        added = [d for d in result.deliveries if d.limit_id == f"{rule.id}{window.ledger}"]
        before = ledger.total(f"{rule.id}{window.ledger}", basis, window.start)
        after.append((window, _after(before, added, ledger)))
    binding, total = max(after, key=lambda one: one[1] / one[0].value)
    fired = ledger.fired(rule.id, basis, binding.start)
    for step in limit.steps:
        if step.is_reached(total, binding.value) and step.at not in fired:
            view = _view(rule, binding, basis, str(step.at), total)
            result.crossings.append(Crossing(step.at, step.level, view))
            result.firings.append(Firing(rule.id, basis, binding.start, step.at))
    if result.deliveries:
        result.stopped = _stopped(rule, windows, ledger)


def _after(before: Decimal, deliveries: Sequence[Delivery], ledger: LedgerReader) -> Decimal:
    """Add deliveries to a total; of one slot only the highest rank counts, the later on a tie."""
    best: dict[str, Delivery] = {}
    total = before
    for delivery in deliveries:
        known = best.get(delivery.slot) or ledger.counted(
            delivery.limit_id, delivery.basis, delivery.start, delivery.slot
        )
        if known is not None and known.rank > delivery.rank:
            continue
        replaced = known.amount if known is not None and known.amount is not None else Decimal(0)
        total += (delivery.amount or Decimal(0)) - replaced
        best[delivery.slot] = delivery
    return total


def _stopped(rule: Rule, windows: Sequence[Window], ledger: LedgerReader) -> LimitView | None:
    """Say whether supply had to stop before this event: first by the reported total."""
    limit = rule.limit
    if limit is None:
        return None
    stopping = [step for step in limit.steps if step.stops_supply or step.at == FULL]
    for basis in (Basis.REPORTED, Basis.OBSERVED):
        for window in windows:
            total = ledger.total(f"{rule.id}{window.ledger}", basis, window.start)
            reached = [step.at for step in stopping if step.is_reached(total, window.value)]
            if reached:
                return _view(rule, window, basis, str(max(reached)), total)
    return None


def _noted(rule: Rule, window: Window, ledger: LedgerReader) -> dict[str, str]:
    return {
        f"{rule.id}{window.ledger}|{basis.value}|{window.start}": plain_decimal(
            ledger.total(f"{rule.id}{window.ledger}", basis, window.start)
        )
        for basis in (Basis.REPORTED, Basis.OBSERVED)
    }


def _view(rule: Rule, window: Window, basis: Basis, step: str, total: Decimal) -> LimitView:
    return LimitView(
        id=rule.id,
        step=step,
        basis=basis,
        start=window.start,
        until=window.until,
        total=total,
        of=window.value,
        unit=window.unit,
    )
