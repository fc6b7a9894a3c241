"""What the alert page shows of the desk's work: who has it, what was attached, what it belongs to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from monitor.domain.alert import Alert, Disposition
from monitor.domain.desk_times import desk_times
from monitor.domain.people import Person, Right
from monitor.domain.ports import AlertFilter, LinkedFinding, Store
from monitor.domain.ports.work import Attachment, Claim, Matter, Suppression
from monitor.domain.subjects import named
from monitor.web.deps import AppServices
from monitor.web.pages.subjects import pieces_of
from monitor.web.wording import how_long

CONNECTED_MAX = 5
NAMES_MAX = 4
CASES_OFFERED = 30
FILES_SHOWN = 100
_SNOOZES = (1, 4, 8, 24, 72, 168, 336, 720, 2160)
_SUPPRESSIONS = (24, 168, 720, 2160)


@dataclass(frozen=True, slots=True)
class Connected:
    """Other alerts about the same party, ship or consignment."""

    what: str
    name: str
    alerts: Sequence[Alert]
    query: str


@dataclass(frozen=True, slots=True)
class WorkPanel:
    """What may be done with an alert, and what was."""

    may_work: bool
    may_supervise: bool
    me: str
    claim: Claim | None
    attachments: Sequence[Attachment]
    cases: Sequence[Matter]
    offered_cases: Sequence[Matter]
    suppressions: Sequence[Suppression]
    subjects: Sequence[str]
    people: Sequence[Person]
    snoozes: Sequence[tuple[int, str]]
    suppress_for: Sequence[tuple[int, str]]
    dispositions: Sequence[Disposition]
    connected: Sequence[Connected]

    @property
    def is_held_by_another(self) -> bool:
        """Tell whether somebody else took the alert from the queue."""
        return self.claim is not None and self.claim.holder != self.me


def panel_of(
    alert: Alert,
    shown: LinkedFinding | None,
    event: Mapping[str, Any],
    services: AppServices,
    person: Person,
) -> WorkPanel:
    """Collect what the page needs to work an alert."""
    store, now = services.store, services.clock.now()
    may_work = person.may(Right.WORK)
    cases = store.work.cases_of(alert.id)
    mine = {case.id for case in cases}
    finding: Mapping[str, object] = {} if shown is None else shown.finding
    return WorkPanel(
        may_work=may_work,
        may_supervise=person.may(Right.SUPERVISE),
        me=person.id,
        claim=store.work.claim_of(alert.id, now),
        attachments=store.work.attachments(alert.id, None, FILES_SHOWN),
        cases=cases,
        offered_cases=[
            case
            for case in store.work.cases(open_only=True, after=None, limit=CASES_OFFERED)
            if case.id not in mine
        ]
        if may_work
        else (),
        suppressions=[
            item
            for item in store.work.suppressions(alert_id=alert.id, after=None, limit=CASES_OFFERED)
            if item.is_active(now)
        ],
        subjects=named(pieces_of(finding)),
        people=_workers(services, alert, person) if may_work else (),
        snoozes=_spans(_SNOOZES, desk_times().snooze_most[alert.level]),
        suppress_for=_spans(_SUPPRESSIONS, desk_times().suppress_most),
        dispositions=list(Disposition),
        connected=list(connected(_shown(alert, shown, store), event, store)),
    )


def _shown(alert: Alert, shown: LinkedFinding | None, store: Store) -> frozenset[str]:
    """Name the alert itself and those of the same event, which the page shows beside it."""
    same_event = () if shown is None else store.work.alerts_of(shown.key)
    return frozenset({alert.id, *(other.id for other in same_event)})


def _workers(services: AppServices, alert: Alert, person: Person) -> Sequence[Person]:
    """Give the people to whom this person may give the alert."""
    if not person.may(Right.SUPERVISE) and alert.assignee != person.id:
        return ()
    return [
        listed.account.person
        for listed in services.access.people.listed()
        if listed.account.person.may(Right.WORK)
        and listed.account.disabled_at is None
        and listed.account.person.id != person.id
    ]


def _spans(hours: Sequence[int], most: timedelta) -> Sequence[tuple[int, str]]:
    return [
        (each, how_long(timedelta(hours=each))) for each in hours if timedelta(hours=each) <= most
    ]


def connected(
    shown: Collection[str], event: Mapping[str, Any], store: Store
) -> Iterator[Connected]:
    """Find alerts by the ship's number, the document's, and the parties' names.

    Args:
        shown: The alerts that the page shows already.
        event: The event that the shown finding is about.
        store: Where to look.
    """
    for what, name in _known_by(event):
        query = " ".join(name.split())
        found = store.alerts(AlertFilter(text=query), None, CONNECTED_MAX + len(shown))
        others = [other for other in found if other.id not in shown]
        if others:
            yield Connected(what, name, others[:CONNECTED_MAX], query)


def _known_by(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("vessel", "other_vessel"):
        imo = _text(event.get(field), "imo")
        if imo:
            yield "vessel", f"IMO {imo}"
    reference = event.get("reference")
    if isinstance(reference, str) and reference.strip():
        yield "consignment", reference[:100]
    parties = event.get("parties")
    names = dict.fromkeys(
        _text(party, "name") for party in (parties if isinstance(parties, list) else ())
    )
    for name in list(filter(None, names))[:NAMES_MAX]:
        yield "party", name[:100]


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found.strip() if isinstance(found, str) else ""
