"""A finding as a sentence: what happened, to what, where and when."""

from collections.abc import Sequence

from monitor.domain.canonical import plain_decimal
from monitor.domain.event.cargo import Goods, Place, Vessel
from monitor.domain.event.kinds import (
    CommitteeReport,
    Engagement,
    Event,
    Payment,
    Shipment,
    VesselActivity,
)
from monitor.domain.finding import LimitView, Verdict

TEXT_MAX = 60
SUBJECTS_MAX = 3

_LEAD = {
    Verdict.PROHIBITED: "",
    Verdict.UNSETTLED: "Open question: ",
    Verdict.EXEMPTED: "Exempted: ",
    Verdict.INSPECT: "To inspect: ",
    Verdict.LIMIT: "",
}


def summary_of(title: str, verdict: Verdict, event: Event, subjects: Sequence[str]) -> str:
    """Say in one sentence what a finding is about."""
    return f"{_LEAD[verdict]}{title}: {what_happened(event, subjects)}."


def limit_summary(title: str, view: LimitView) -> str:
    """Say in one sentence which step of a limit was reached."""
    share = view.total / view.of * 100
    what = "exceeded" if view.step == "100" else f"{view.step} % reached"
    return (
        f"{title}: {what} on the {view.basis.value} total, {plain_decimal(round(view.total, 1))} "
        f"of {plain_decimal(view.of)} {view.unit} ({plain_decimal(round(share, 1))} %)."
    )


def what_happened(event: Event, subjects: Sequence[str]) -> str:
    """Describe the event from its own words: goods or act, from where to where, by what, when."""
    match event:
        case Shipment():
            return _joined(
                _goods_text(event.goods, subjects), _route_text(event), _ship_text(event.vessel),
                _party_text(event, subjects), f"on {event.delivered_on or event.occurred_on}",
            )  # fmt: skip
        case Payment():
            amount = event.amount
            sum_ = f"{plain_decimal(amount.amount)} {amount.currency}" if amount else "crypto-asset"
            return _joined(
                f"payment of {sum_}", _sides_text(event), _purpose_text(event.purpose),
                f"on {event.occurred_on}",
            )  # fmt: skip
        case VesselActivity():
            return _activity_text(event, subjects)
        case Engagement():
            return _joined(
                event.activity.replace("_", " "),
                f"of {event.headcount} people" if event.headcount is not None else "",
                _place_text("in", event.place), _names_text(event), f"on {event.occurred_on}",
            )  # fmt: skip
        case CommitteeReport():
            quantity = f"{plain_decimal(event.quantity.value)} {event.quantity.unit}"
            return (
                f"{event.supplier_country} reported {quantity} of "
                f"{event.commodity.replace('_', ' ')} for {event.period.from_} to {event.period.to}"
            )


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= TEXT_MAX else f"{plain[:TEXT_MAX]}…"


def _activity_text(event: VesselActivity, subjects: Sequence[str]) -> str:
    other = event.other_vessel
    meeting = f"with {_vessel_name(other)}" if other is not None else ""
    craft = _vessel_name(event.vessel) if event.vessel is not None else _aircraft_name(event)
    cargo = f"({_goods_text(event.goods, subjects)})" if event.goods else ""
    return _joined(
        event.activity.replace("_", " "), "of", craft, meeting, _place_text("at", event.place),
        cargo, f"on {event.occurred_on}",
    )  # fmt: skip


def _aircraft_name(event: VesselActivity) -> str:
    aircraft = event.aircraft
    return f"aircraft {aircraft.registration or aircraft.flight or ''}" if aircraft else "a craft"


def _goods_text(goods: Sequence[Goods], subjects: Sequence[str]) -> str:
    chosen = [line for index, line in enumerate(goods) if f"goods/{index}" in subjects] or list(
        goods
    )
    shown = ", ".join(_line_text(line) for line in chosen[:SUBJECTS_MAX])
    more = len(chosen) - SUBJECTS_MAX
    return f"{shown} and {more} more lines" if more > 0 else shown


def _line_text(line: Goods) -> str:
    quantity = ""
    if line.quantity is not None:
        quantity = f"{plain_decimal(line.quantity.value)} {line.quantity.unit} of "
    what = _short(line.description) if line.description else f"HS {line.hs_code}"
    return f"{quantity}{what}"


def _route_text(event: Shipment) -> str:
    route = event.route
    if route is None:
        return ""
    return _joined(
        _place_text("from", route.loading),
        _place_text("to", route.discharge),
        _place_text("for", route.final_destination),
    )


def _place_text(word: str, place: Place | None) -> str:
    if place is None:
        return ""
    name = place.name or place.locode
    where = f"{_short(name)} ({place.country})" if name and place.country else name or place.country
    if where is None:
        return f"{word} {place.lat}, {place.lon}" if place.lat is not None else ""
    return f"{word} {where}"


def _vessel_name(vessel: Vessel | None) -> str:
    if vessel is None:
        return "a vessel"
    name = vessel.name or (f"IMO {vessel.imo}" if vessel.imo else None) or vessel.mmsi or "a vessel"
    return f"{_short(name)} (flag {vessel.flag})" if vessel.flag else _short(name)


def _ship_text(vessel: Vessel | None) -> str:
    return f"aboard {_vessel_name(vessel)}" if vessel is not None else ""


def _party_text(event: Event, subjects: Sequence[str]) -> str:
    names = [
        f"{party.role.replace('_', ' ')} {_short(party.name or f'{party.count} people')}"
        for index, party in enumerate(event.parties)
        if f"parties/{index}" in subjects
    ]
    return f"with {', '.join(names[:SUBJECTS_MAX])}" if names else ""


def _sides_text(event: Payment) -> str:
    by_role = {party.role: party.name or "a group" for party in reversed(event.parties)}
    payer, payee = by_role.get("debtor"), by_role.get("creditor")
    return _joined(f"from {_short(payer)}" if payer else "", f"to {_short(payee)}" if payee else "")


def _purpose_text(purpose: str | None) -> str:
    return f"for “{_short(purpose)}”" if purpose else ""


def _names_text(event: Event) -> str:
    names = [_short(party.name) for party in event.parties if party.name]
    return f"({', '.join(names[:SUBJECTS_MAX])})" if names else ""
