"""The map of an alert: the event that is shown and, of the same alert, what the same hull did."""

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.domain.event.cargo import imo_digits
from monitor.domain.ports import EventKey, LinkedFinding, Store
from monitor.rulebook.book import RuleBook
from monitor.web.api.shaping import event_body
from monitor.web.map import Chart, Gazetteer, chart_of, itinerary

# More events than these are listed on the page; reading them all for a map would make it slow.
TRACKED_MAX = 12


def chart_for(
    event: Mapping[str, Any],
    shown: LinkedFinding | None,
    findings: Sequence[LinkedFinding],
    book: RuleBook,
    store: Store,
) -> Chart | None:
    """Draw where the shown event, and the same vessel's other events in the alert, took place."""
    if shown is None:
        return None
    events = [event, *_of_same_hull(event, shown.key, findings, store)]
    return chart_of(itinerary(events, Gazetteer(lambda name: _codes(name, book))))


def _codes(name: str, book: RuleBook) -> tuple[str, ...]:
    vocab = book.vocab
    return tuple(code for entry in vocab.places_in(name) for code in vocab.places[entry].locodes)


def _of_same_hull(
    event: Mapping[str, Any], shown: EventKey, findings: Sequence[LinkedFinding], store: Store
) -> list[Mapping[str, Any]]:
    hull = _hull(event)
    if hull is None:
        return []
    others = dict.fromkeys(each.key for each in findings if each.key != shown)
    bodies = [_latest(key, store) for key in list(others)[:TRACKED_MAX]]
    return [body for body in bodies if _hull(body) == hull]


def _latest(key: EventKey, store: Store) -> Mapping[str, Any]:
    versions = store.event_versions(key)
    return event_body(versions[-1].version.raw) if versions else {}


def _hull(event: Mapping[str, Any]) -> str | None:
    vessel = event.get("vessel")
    imo = vessel.get("imo") if isinstance(vessel, Mapping) else None
    return imo_digits(imo) if isinstance(imo, str) else None
