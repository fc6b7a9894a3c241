"""Small builders of contract events with honest defaults; a test writes only what matters to it."""

from typing import Any

from monitor.domain.event import Event, check_event

DAY = "2019-03-14"


def event(kind: str, **fields: Any) -> Event:
    """A checked event of a kind; ``source``, ``event_id`` and ``occurred_on`` are filled in."""
    plain = {"source": "test", "event_id": "e-1", "kind": kind, "occurred_on": DAY, **fields}
    return check_event(plain, None).event


def shipment(**fields: Any) -> Event:
    """A shipment of coal between two countries without a link, unless told otherwise."""
    defaults = {
        "goods": [{"hs_code": "270112"}],
        "route": {"loading": {"country": "AU"}, "discharge": {"country": "JP"}},
    }
    return event("shipment", **{**defaults, **fields})


def payment(**fields: Any) -> Event:
    """A payment between two synthetic firms."""
    defaults = {
        "amount": {"amount": "1000", "currency": "USD"},
        "parties": [
            {"role": "debtor", "name": "SYNTHETIC BUYER 1", "country": "CN"},
            {"role": "creditor", "name": "SYNTHETIC SELLER 1", "country": "SG"},
        ],
    }
    return event("payment", **{**defaults, **fields})


def vessel_activity(activity: str, **fields: Any) -> Event:
    """Something that a synthetic vessel did."""
    defaults = {"vessel": {"name": "SYNTHETIC SHIP 1", "flag": "PA"}}
    return event("vessel_activity", activity=activity, **{**defaults, **fields})


def engagement(activity: str, **fields: Any) -> Event:
    """An engagement without parties."""
    return event("engagement", activity=activity, **fields)


def report(value: str, first: str, last: str, **fields: Any) -> Event:
    """A report of refined petroleum to the Committee, in barrels."""
    defaults = {
        "commodity": "refined_petroleum",
        "supplier_country": "CN",
        "period": {"from": first, "to": last},
        "quantity": {"value": value, "unit": "bbl"},
    }
    return event("committee_report", **{**defaults, **fields})
