"""A State's report to the Committee established by resolution 1718 (2006), drafted from alerts.

The draft says what the monitor knows: which paragraph, what happened, when, who and what was
involved, what was done, on what evidence. What only the State knows is marked to be filled in.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from monitor.service.papers.blocks import (
    Block,
    heading,
    items,
    quiet,
    table,
    text,
    title,
    to_fill_in,
)
from monitor.service.papers.dossier import Dossier, Json

TITLE: Final = (
    "Report to the Security Council Committee established pursuant to resolution 1718 (2006)"
)
_EVIDENCE_MAX: Final = 50
_CONFIDENTIAL: Final = (
    "Draft, not sent. The Committee treats reports as confidential unless the State says otherwise."
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A paragraph under which States report; it always fits, or after certain paragraphs."""

    provision: str
    instrument: str
    says: str
    after: tuple[str, ...]
    evidence: str


@cache
def duties() -> tuple[Duty, ...]:
    """Read the paragraphs under which States report."""
    content = (files("monitor.service.papers") / "duties.toml").read_text(encoding="utf-8")
    return tuple(
        Duty(**{**row, "after": tuple(row["after"])}) for row in tomllib.loads(content)["duty"]
    )


def fitting(dossiers: Sequence[Dossier]) -> list[Duty]:
    """Give the duties that fit alerts: the general ones, and those that their paragraphs bring."""
    cited = {short for one in dossiers for short in one.alert.provisions}
    return [duty for duty in duties() if not duty.after or cited & set(duty.after)]


def committee_report(dossiers: Sequence[Dossier], about: str, made_at: datetime) -> list[Block]:
    """Draft the report on one alert or on all alerts of a case."""
    blocks = [
        title(TITLE),
        quiet(_CONFIDENTIAL),
        table(
            ("", ""),
            [
                ("Submitting State", to_fill_in("name of the State")),
                ("Authority and contact", to_fill_in("authority, name, address, telephone")),
                ("Reference of the State", to_fill_in("reference number")),
                ("Date of the report", to_fill_in("date")),
                ("Reference of the monitor", f"{about}, drafted {made_at:%Y-%m-%d %H:%M} UTC"),
            ],
        ),
        heading("1. Under which paragraphs this report is made"),
        text(to_fill_in("delete the paragraphs under which the State does not report")),
        items(_duty(one) for one in fitting(dossiers)),
        heading("2. Measures concerned"),
        table(("Paragraph", "Measure", "In force"), _measures(dossiers)),
        heading("3. What happened"),
    ]
    for number, dossier in enumerate(dossiers, start=1):
        blocks += _incident(number, dossier)
    blocks += [
        heading("4. Action taken by the State"),
        text(
            to_fill_in("inspection, seizure, freezing, denial, expulsion, prosecution; dates"),
            to_fill_in("disposal of what was seized, with dates and means"),
            to_fill_in("requests to other States and their answers, the flag State's among them"),
        ),
        heading("5. Exemptions considered"),
        *_exemptions(dossiers),
        heading("6. What the State asks of the Committee"),
        text(to_fill_in("guidance, designation, information; or none")),
        heading("Annex A. Evidence"),
    ]
    for number, dossier in enumerate(dossiers, start=1):
        blocks += _annex(number, dossier)
    blocks += [heading("Annex B. How this was established"), *_provenance(dossiers)]
    return blocks


def _duty(duty: Duty) -> str:
    sure = "" if duty.evidence == "confirmed" else " (wording to be checked against the text)"
    paragraph = duty.provision.partition(":")[2]
    return f"{duty.instrument}, paragraph {paragraph}: {duty.says}{sure}"


def _measures(dossiers: Sequence[Dossier]) -> Iterable[tuple[str, str, str]]:
    seen: set[str] = set()
    for dossier in dossiers:
        rule = dossier.rule
        for cite in dossier.cites[:1]:
            if cite not in seen:
                seen.add(cite)
                until = None if rule is None else rule.in_force.until
                in_force = "" if rule is None else f"from {rule.in_force.from_}"
                yield (
                    cite,
                    dossier.alert.rule if rule is None else rule.title,
                    f"{in_force} until {until}" if until else in_force,
                )


def _incident(number: int, dossier: Dossier) -> list[Block]:
    alert = dossier.alert
    day = "" if dossier.occurred_on is None else f" ({dossier.occurred_on.isoformat()})"
    rows = [
        ("Paragraph", "; ".join(dossier.cites)),
        ("Finding", f"{alert.verdict.value}: {dossier.summary}"),
        ("Day", "" if dossier.occurred_on is None else dossier.occurred_on.isoformat()),
        *_craft(dossier.event),
        *_route(dossier.event),
        *_goods(dossier.event),
        *_money(dossier.event),
        *_parties(dossier.event),
        ("Decision of the desk", _decision(dossier)),
    ]
    return [
        text(f"Incident {number}{day}: {alert.id}"),
        table(("", ""), [row for row in rows if row[1]]),
    ]


def _decision(dossier: Dossier) -> str:
    alert = dossier.alert
    if alert.disposition is None:
        return f"none yet; {alert.state.value.replace('_', ' ')}"
    return f"{alert.disposition.value.replace('_', ' ')}: {alert.reason or ''}"


def _craft(event: Json) -> list[tuple[str, str]]:
    rows = []
    for key, name in (
        ("vessel", "Vessel"),
        ("other_vessel", "Other vessel"),
        ("aircraft", "Aircraft"),
    ):
        found: Mapping[str, Any] = event.get(key) or {}
        parts = [
            f"{label} {found[field]}"
            for field, label in (
                ("name", "name"), ("imo", "IMO"), ("mmsi", "MMSI"), ("call_sign", "call sign"),
                ("flag", "flag"), ("registration", "registration"), ("operator", "operator"),
            )
            if found.get(field)
        ]  # fmt: skip
        former = [*found.get("former_names", ()), *found.get("former_flags", ())]
        if former:
            parts.append(f"formerly {', '.join(map(str, former))}")
        rows.append((name, "; ".join(parts)))
    return rows


def _route(event: Json) -> list[tuple[str, str]]:
    route: Mapping[str, Any] = event.get("route") or {}
    rows = [
        (name, _place(route.get(key)))
        for key, name in (
            ("loading", "Loaded at"),
            ("discharge", "Discharged at"),
            ("final_destination", "Final destination"),
        )
    ]
    via = [_place(one) for one in route.get("transshipment", ())]
    return [*rows, ("Transshipped at", "; ".join(via)), ("Place", _place(event.get("place")))]


def _place(place: object) -> str:
    if not isinstance(place, Mapping):
        return ""
    parts = [str(place[key]) for key in ("name", "locode", "country", "on") if place.get(key)]
    if place.get("lat") is not None and place.get("lon") is not None:
        parts.append(f"{place['lat']}, {place['lon']}")
    return ", ".join(parts)


def _goods(event: Json) -> list[tuple[str, str]]:
    rows = []
    for number, line in enumerate(event.get("goods", ()), start=1):
        quantity, value = line.get("quantity") or {}, line.get("value") or {}
        parts = [
            str(line.get("description") or ""),
            f"HS {line['hs_code']}" if line.get("hs_code") else "",
            f"{_number(quantity['value'])} {quantity['unit']}" if quantity else "",
            f"{_number(value['amount'])} {value['currency']}" if value else "",
            f"origin {line['origin_country']}" if line.get("origin_country") else "",
        ]
        rows.append((f"Goods {number}", "; ".join(part for part in parts if part)))
    return rows


def _money(event: Json) -> list[tuple[str, str]]:
    amount: Mapping[str, Any] = event.get("amount") or {}
    crypto: Mapping[str, Any] = event.get("crypto") or {}
    return [
        ("Amount", f"{_number(amount['amount'])} {amount['currency']}" if amount else ""),
        ("Purpose", str(event.get("purpose") or "")),
        ("Crypto-asset", "; ".join(f"{key} {value}" for key, value in crypto.items())),
    ]


def _number(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _parties(event: Json) -> list[tuple[str, str]]:
    rows = []
    for party in event.get("parties", ()):
        numbers = [f"{one['scheme']} {one['value']}" for one in party.get("identifiers", ())]
        parts = [
            str(party.get("name") or f"{party.get('count', '?')} unnamed"),
            *(f"also {name}" for name in party.get("other_names", ())),
            f"country {party['country']}" if party.get("country") else "",
            f"national of {party['nationality']}" if party.get("nationality") else "",
            f"born {party['birth_date']}" if party.get("birth_date") else "",
            str(party.get("address") or ""),
            f"acting for {party['acting_for']}" if party.get("acting_for") else "",
            *numbers,
        ]
        name = str(party["role"]).replace("_", " ")
        rows.append((name[:1].upper() + name[1:], "; ".join(part for part in parts if part)))
    return rows


def _exemptions(dossiers: Sequence[Dossier]) -> list[Block]:
    lines = [
        f"{dossier.alert.id}: {one.title} ({one.cite}): {one.state.replace('_', ' ')}"
        + (f"; still to be shown: {'; '.join(one.missing)}" if one.missing else "")
        for dossier in dossiers
        for one in dossier.exemptions
    ]
    return [items(lines)] if lines else [text("None of the paragraphs has an exemption that fits.")]


def _annex(number: int, dossier: Dossier) -> list[Block]:
    blocks = [text(f"Incident {number}: {dossier.alert.id}")]
    pieces = (dossier.finding.get("evidence") or [])[:_EVIDENCE_MAX]
    if pieces:
        rows = [(one["path"], one["value"], one["says"]) for one in pieces]
        blocks.append(table(("Field as reported", "Value", "What it shows"), rows))
    if dossier.screening:
        blocks.append(
            table(
                ("In the event", "List entry", "Score", "Why"),
                [
                    (
                        one["path"],
                        f"{one['name']} ({one['list']} {one['ref']})",
                        f"{one['score']} {'certain' if one.get('certain') else 'possible'}",
                        "; ".join(map(str, one["why"])),
                    )
                    for one in dossier.screening
                ],
            )
        )
    if dossier.missing:
        blocks += [text("Not known:"), items(dossier.missing)]
    return blocks


def _provenance(dossiers: Sequence[Dossier]) -> list[Block]:
    rows = [
        (
            dossier.alert.id,
            f"{dossier.linked.key.source} {dossier.linked.key.event_id}, version {dossier.linked.version}",
            dossier.linked.rulebook,
            dossier.linked.lists,
        )
        for dossier in dossiers
        if dossier.linked is not None
    ]
    return [
        text("Each finding can be rebuilt from the event, the rulebook and the lists named here."),
        table(("Alert", "Event", "Rulebook", "Lists"), rows),
    ]
