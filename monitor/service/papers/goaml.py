"""A suspicious-transaction report in goAML's XML, drafted from alerts.

Payments become transactions; anything else is an activity with its parties and goods. Codes are
national, so they come from the settings of the reporting entity. What neither the event nor the
settings say is left out, marked by a comment, and listed as to be filled in: the draft is then not
valid yet, and says so.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitor.errors import MonitorError
from monitor.service.lines import inert
from monitor.service.papers.dossier import Dossier, Json, flat
from monitor.service.papers.goaml_parties import Part, put, put_party, side

_COMMENTS_MAX: Final = 8_000
_UNKNOWN: Final = "-"


class ReportingEntityError(MonitorError):
    """Says what is wrong with the file that describes the reporting entity."""


class ReportingEntity(BaseModel):
    """Who reports, and the codes of the unit that gets the report."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rentity_id: int | None = Field(default=None, ge=1)
    rentity_branch: str | None = None
    currency_local: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    reporting_user_code: str | None = Field(default=None, min_length=4, max_length=50)
    submission_code: str = "E"
    transaction_report_code: str = "STR"
    activity_report_code: str = "SAR"
    indicators: tuple[str, ...] = ()
    transmode_codes: Mapping[str, str] = Field(default_factory=dict)
    funds_codes: Mapping[str, str] = Field(default_factory=dict)
    item_type: str | None = None


def read_entity(content: str) -> ReportingEntity:
    """Read the file of the reporting entity.

    Raises:
        ReportingEntityError: names every fault.
    """
    try:
        return ReportingEntity.model_validate(tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        msg = f"the file of the reporting entity is no TOML: {error}"
        raise ReportingEntityError(msg) from None
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        msg = f"the file of the reporting entity cannot be used: {faults}"
        raise ReportingEntityError(msg) from None


def reporting_entity(file: Path | None) -> ReportingEntity:
    """Read the file of the reporting entity; without one all of it is to be filled in.

    Raises:
        ReportingEntityError: it cannot be read or used.
    """
    if file is None:
        return ReportingEntity()
    try:
        return read_entity(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"the file of the reporting entity '{file}' cannot be read: {error}"
        raise ReportingEntityError(msg) from None


@dataclass(frozen=True, slots=True)
class GoamlDraft:
    """The XML, what is to be filled in, and what its schema says against it."""

    xml: bytes
    to_fill_in: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Tell whether it holds the project's own schema of the elements that it writes."""
        return not self.faults


def goaml_report(
    dossiers: Sequence[Dossier], about: str, made_at: datetime, entity: ReportingEntity
) -> GoamlDraft:
    """Draft the report on one alert or on all alerts of a case.

    Alerts on payments come first and make it a report of transactions; the schema allows no
    activity beside them here, so what else a case holds is told in the reason.
    """
    todo: dict[str, None] = {}
    payments = [one for one in dossiers if one.event.get("kind") == "payment"]
    root = etree.Element("report")
    root.append(etree.Comment(" Draft, not sent. Made by sanctions-monitor. "))
    head = Part(root, todo)
    head.put("rentity_id", entity.rentity_id, "rentity_id: number of the reporting entity")
    head.put("rentity_branch", entity.rentity_branch)
    head.put("submission_code", entity.submission_code)
    kind = entity.transaction_report_code if payments else entity.activity_report_code
    head.put("report_code", kind)
    head.put("entity_reference", about)
    head.put("submission_date", f"{made_at:%Y-%m-%dT%H:%M:%S}")
    head.put("currency_code_local", entity.currency_local, "currency_code_local")
    head.put("reporting_user_code", entity.reporting_user_code)
    head.put("reason", _reason(dossiers))
    head.put("action", _action(dossiers))
    if payments:
        for dossier in _one_an_event(payments):
            _transaction(head, dossier, entity)
    else:
        _activity(head, dossiers, entity)
    indicators = etree.SubElement(root, "report_indicators")
    for code in entity.indicators:
        put(indicators, "indicator", code)
    if not entity.indicators:
        Part(indicators, todo).put("indicator", None, "indicator: a code of the unit's list")
    return _finished(root, todo)


def _finished(root: etree._Element, todo: Mapping[str, None]) -> GoamlDraft:
    etree.indent(root)
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return GoamlDraft(xml, tuple(todo), faults_of(xml))


def faults_of(xml: bytes) -> tuple[str, ...]:
    """Give what the project's own schema says against a document."""
    schema = etree.XMLSchema(_schema())
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    schema.validate(etree.fromstring(xml, parser))
    log: Iterable[Any] = schema.error_log  # type: ignore[assignment]
    return tuple(f"line {error.line}: {error.message}" for error in log)


@cache
def _schema() -> etree._Element:
    return etree.fromstring((files("monitor.service.papers") / "goaml.xsd").read_bytes())


def _reason(dossiers: Sequence[Dossier]) -> str:
    lines = [
        f"{dossier.alert.id}: {'; '.join(dossier.cites)}: {dossier.alert.verdict.value}. "
        f"{dossier.summary}"
        for dossier in dossiers
    ]
    for dossier in dossiers:
        lines += [
            f"{one['path']}: may be {one['name']} ({one['list']} {one['ref']}), score {one['score']}"
            for one in dossier.screening
        ]
    return _cut("\n".join(lines))


def _action(dossiers: Sequence[Dossier]) -> str:
    return _cut(
        "\n".join(
            f"{entry.at:%Y-%m-%d %H:%M} UTC {entry.action.replace('_', ' ')}: {entry.note}"
            for dossier in dossiers
            for entry in dossier.entries
        )
    )


def _cut(text: str) -> str:
    text = inert_lines(text)
    return text if len(text) <= _COMMENTS_MAX else f"{text[: _COMMENTS_MAX - 1]}…"


def inert_lines(text: str) -> str:
    """Make a text of several lines fit for XML: no control codes but line ends."""
    return "\n".join(inert(line) for line in text.splitlines())


def _one_an_event(dossiers: Sequence[Dossier]) -> list[Dossier]:
    found: dict[object, Dossier] = {}
    for dossier in dossiers:
        found.setdefault(None if dossier.linked is None else dossier.linked.key, dossier)
    return list(found.values())


def _transaction(head: Part, dossier: Dossier, entity: ReportingEntity) -> None:
    event, linked = dossier.event, dossier.linked
    assert linked is not None
    part = head.below("transaction")
    part.put("transactionnumber", linked.key.event_id[:100])
    part.put("internal_ref_number", dossier.alert.id)
    part.put("transaction_location", linked.key.source, keep_empty=True)
    part.put("transaction_description", _cut(str(event.get("purpose") or dossier.summary)))
    part.put("date_transaction", f"{linked.occurred_on.isoformat()}T00:00:00")
    method = str(event.get("method") or "")
    part.put("transmode_code", entity.transmode_codes.get(method, _UNKNOWN))
    if method and method not in entity.transmode_codes:
        part.note(f"transmode_code: the unit's code for '{method}'")
        part.put("transmode_comment", method)
    _amount(part, event, entity)
    funds = entity.funds_codes.get(method)
    side(part, "from", event, funds, _foreign(event, entity))
    side(part, "to", event, funds, _foreign(event, entity))
    _goods(part, event, entity)
    part.put("comments", _cut("\n".join(f"{path}: {value}" for path, value in flat(event))))


def _amount(part: Part, event: Json, entity: ReportingEntity) -> None:
    amount: Mapping[str, Any] = event.get("amount") or {}
    is_local = bool(amount) and amount.get("currency") == entity.currency_local
    shown = _number(amount["amount"]) if is_local else None
    part.put("amount_local", shown, "amount_local: the amount in the local currency")


def _foreign(event: Json, entity: ReportingEntity) -> tuple[str, str] | None:
    amount: Mapping[str, Any] = event.get("amount") or {}
    if not amount or amount.get("currency") == entity.currency_local:
        return None
    return str(amount["currency"]), _number(amount["amount"])


def _activity(head: Part, dossiers: Sequence[Dossier], entity: ReportingEntity) -> None:
    part = head.below("activity")
    parties = part.below("report_parties")
    for dossier in _one_an_event(dossiers):
        for place, party in enumerate(dossier.event.get("parties", ())):
            if party.get("name"):
                reported = parties.below("report_party")
                put_party(reported, party)
                role = str(party["role"]).replace("_", " ")
                reported.put("reason", _cut(f"{role} (parties/{place}); {dossier.summary}"))
    if not len(parties.element):
        parties.note("report_party: the persons or entities, none of which the event names")
    goods = part.below("goods_services")
    for dossier in _one_an_event(dossiers):
        _items(goods, dossier.event, entity)
    if not len(goods.element):
        part.element.remove(goods.element)


def _goods(part: Part, event: Json, entity: ReportingEntity) -> None:
    if event.get("goods") or event.get("vessel"):
        _items(part.below("goods_services"), event, entity)


def _items(part: Part, event: Json, entity: ReportingEntity) -> None:
    for line in event.get("goods", ()):
        item = part.below("item")
        item.put("item_type", entity.item_type, "item_type: a code of the unit's list")
        code = f"HS {line['hs_code']}. " if line.get("hs_code") else ""
        item.put("description", _cut(f"{code}{line.get('description') or ''}"))
        value: Mapping[str, Any] = line.get("value") or {}
        quantity: Mapping[str, Any] = line.get("quantity") or {}
        if value:
            item.put("estimated_value", _number(round(Decimal(str(value["amount"])), 4)))
            item.put("currency_code", str(value["currency"]))
        if quantity:
            item.put("size", _number(Decimal(str(quantity["value"])).to_integral_value()))
            item.put("size_uom", str(quantity["unit"]))
        item.put(
            "comments", f"origin {line['origin_country']}" if line.get("origin_country") else None
        )
    vessel: Mapping[str, Any] = event.get("vessel") or {}
    if vessel:
        item = part.below("item")
        item.put("item_type", entity.item_type, "item_type: a code of the unit's list")
        item.put("description", _cut(f"Vessel {vessel.get('name') or 'of unknown name'}"))
        number = vessel.get("imo") or vessel.get("mmsi")
        item.put("registration_number", None if number is None else f"IMO {number}"[:255])
        item.put("comments", _cut("; ".join(f"{key} {one}" for key, one in flat(vessel))))


def _number(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
