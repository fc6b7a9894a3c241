"""Findings become alerts: a repeated finding joins its alert instead of opening another."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.domain.alert import Action, Alert, Strength, due_at, reopen, wake
from monitor.domain.finding import Evidence, Finding, Judgement, Level, Verdict
from monitor.domain.ports import AlertEntry, AlertLink, EventKey, Unit
from monitor.domain.ports.work import Repeat, Scope, Suppression
from monitor.domain.subjects import named, same_subject

MACHINE = "sanctions-monitor"
UNJUDGED_RULE = "operational.unjudged"
TOTALS_RULE = "operational.totals"
LISTED_SINCE_RULE = "screening.listed-since"
_FREEZE = "1718:8(d)"
LISTS_RULE = "operational.lists"
ABOUT_EVENT = -1
SUMMARY_MAX = 1_000
_NOTED_MAX = 5


@dataclass(frozen=True, slots=True)
class _Raised:
    """One thing to look at: a finding of an event version, or something about the machine.

    ``index`` is the finding's position, :data:`ABOUT_EVENT` for the event as a whole.
    """

    key: EventKey | None
    version: int
    index: int
    group: str
    rule: str
    provisions: tuple[str, ...]
    verdict: Verdict
    level: Level
    summary: str
    strength: Strength = Strength.PROVED
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[tuple[Action, str], ...] = ()

    @property
    def insists(self) -> bool:
        """Tell whether it must reach a person although an alert like it is closed or rests."""
        return any(action is Action.LIST_CHANGE for action, _ in self.notes)

    @property
    def source(self) -> str | None:
        """The feed that reported it; the machine's own findings have none."""
        return None if self.key is None else self.key.source


@dataclass(frozen=True, slots=True)
class ListedSince:
    """A dealing with somebody who was listed later; ``group`` names the party and the entry."""

    key: EventKey
    version: int
    group: str
    level: Level
    certain: bool
    because: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one thing to look at did: the alert, and ``opened``, ``reopened``, ``joined``, ``stayed``."""

    alert_id: str
    effect: str
    key: EventKey | None
    rule: str


def group_of(finding: Finding, key: EventKey) -> str:
    """Give the group that a finding joins; without a full group key it stands alone."""
    return finding.group_key or f"{finding.rule}|event|{key.source}|{key.event_id}"


class AlertDesk:
    """Collects what one transaction raises, then opens and joins alerts in one go."""

    def __init__(self, unit: Unit, now: datetime, make_id: Callable[[str, datetime], str]) -> None:
        self._unit = unit
        self._now = now
        self._make_id = make_id
        self._raised: list[_Raised] = []
        self._kept: list[_Raised] = []
        self.opened = 0
        self.effects: list[Effect] = []

    def take(
        self,
        key: EventKey,
        version: int,
        judgement: Judgement,
        *,
        only: Collection[int] | None = None,
        because: str = "",
    ) -> None:
        """Take in the findings of one judgement that need a person.

        Args:
            key: The event.
            version: Its version.
            judgement: What was found.
            only: The positions of the findings that are new; the others stay on the alerts where
                they stand and change nothing there.
            because: What of a list changed, where that is why they are there; a closed alert
                comes back for it.
        """
        lapsed = list(_lapsed(judgement))
        reason = ((Action.LIST_CHANGE, because),) if because else ()
        for index, finding in enumerate(judgement.findings):
            if not finding.opens_alert:
                continue
            raised = _of_finding(key, version, index, finding)
            if only is not None and index not in only:
                self._kept.append(raised)
                continue
            ended = tuple(
                (Action.CLEARANCE_ENDED, says) for path, says in lapsed if _is_about(finding, path)
            )
            self._raised.append(replace(raised, notes=(*reason, *ended)))

    def take_listed_since(self, dealing: ListedSince) -> None:
        """Take in an event before a listing: it broke nothing, and assets may still be held."""
        said = dealing.because
        raised = _operational(LISTED_SINCE_RULE, dealing.group, said, dealing.key, dealing.version)
        self._raised.append(
            replace(
                raised,
                provisions=(_FREEZE,),
                level=dealing.level,
                strength=Strength.DUTY if dealing.certain else Strength.UNCERTAIN,
                notes=((Action.LIST_CHANGE, said),),
            )
        )

    def note(self, alert_ids: Sequence[str], action: Action, note: str) -> None:
        """Write something on the time lines of alerts and change nothing else of them."""
        if alert_ids:
            self._unit.save_alerts([], [], [self._entry(each, action, note) for each in alert_ids])

    def take_unjudged(self, key: EventKey, version: int, error: str) -> None:
        """Take in an event that could not be judged; failures of one kind share an alert."""
        kind = error.partition(":")[0]
        group = f"{UNJUDGED_RULE}|{kind}"
        summary = f"Events are journalled but could not be judged: {error}"
        self._raised.append(_operational(UNJUDGED_RULE, group, summary, key, version))

    def take_wrong_totals(self, windows: Sequence[str]) -> None:
        """Take in that stored totals differed from their deliveries and were put right."""
        summary = f"Totals differed from their deliveries and were put right: {'; '.join(windows)}"
        self._raised.append(_operational(TOTALS_RULE, TOTALS_RULE, summary))

    def take_refused_list(self, list_id: str, why: str) -> None:
        """Take in that a list file came in and was not used; refusals of one list share an alert."""
        summary = (
            f"A file of the list {list_id} was refused, and the one before stays in use: {why}"
        )
        self._raised.append(_operational(LISTS_RULE, f"{LISTS_RULE}|{list_id}", summary))

    def retire(self, key: EventKey, version: int) -> None:
        """Retire a version that a correction replaces, and say so on its alerts."""
        # The store marks what stands there, so what this transaction raised must stand there.
        self.flush()
        marked = self._unit.retire(key, version)
        note = f"{key.source} {key.event_id}: a correction replaced version {version}"
        entries = [self._entry(alert_id, Action.SUPERSEDE, note) for alert_id in marked]
        if entries:
            self._unit.save_alerts([], [], entries)

    def flush(self) -> None:
        """Open and join alerts for everything taken in so far."""
        self._relink()
        if not self._raised:
            return
        groups: dict[str, list[_Raised]] = {}
        for raised in self._raised:
            groups.setdefault(raised.group, []).append(raised)
        known = self._unit.alerts_by_group(groups)
        quiet = self._unit.work.suppressions(list({item.rule for item in self._raised}), self._now)
        alerts: list[Alert] = []
        links: list[AlertLink] = []
        entries: list[AlertEntry] = []
        for group, members in groups.items():
            alert = known.get(group)
            kept_away = self._kept_away(alert, members, quiet) if quiet else None
            if kept_away is None:
                alert = self._settle(alert, members, entries)
            else:
                alert = self._keep_away(alert, members, kept_away, entries)
            if alert is None:
                continue
            alerts.append(alert)
            links.extend(
                AlertLink(alert.id, member.key, member.version, member.index)
                for member in members
                if member.key is not None
            )
        self._unit.save_alerts(alerts, links, entries)
        self._raised.clear()

    def _relink(self) -> None:
        """Tie findings that said the same before to the alerts of their groups, silently."""
        if not self._kept:
            return
        known = self._unit.alerts_by_group({kept.group for kept in self._kept})
        links = []
        for kept in self._kept:
            alert = known.get(kept.group)
            if alert is not None and kept.key is not None:
                links.append(AlertLink(alert.id, kept.key, kept.version, kept.index))
                self.effects.append(Effect(alert.id, "stayed", kept.key, kept.rule))
        self._unit.save_alerts([], links, [])
        self._kept.clear()

    def _kept_away(
        self, alert: Alert | None, members: list[_Raised], quiet: Sequence[Suppression]
    ) -> Suppression | None:
        """Give the suppression of all that one group raised, where nothing is open to join."""
        if (alert is not None and alert.is_open) or any(item.insists for item in members):
            return None
        found = [next((each for each in quiet if _covers(each, item)), None) for item in members]
        return None if None in found else found[0]

    def _keep_away(
        self,
        alert: Alert | None,
        members: list[_Raised],
        why: Suppression,
        entries: list[AlertEntry],
    ) -> Alert | None:
        """Record repeats that open nothing: on the closed alert, or where the suppression began."""
        self._unit.work.add_repeats(
            [
                Repeat(why.id, member.key, member.version, member.index, self._now)
                for member in members
                if member.key is not None
            ]
        )
        note = (
            f"{_named(members)}: opened nothing, suppressed by {why.owner} until "
            f"{why.until:%Y-%m-%d %H:%M} UTC ({why.id})"
        )
        told = why.alert_id if alert is None else alert.id
        entries.append(self._entry(told, Action.SUPPRESSED, note))
        if alert is None:
            return None
        for member in members:
            alert = self._join(alert, member)
        return alert

    def _settle(
        self, alert: Alert | None, members: list[_Raised], entries: list[AlertEntry]
    ) -> Alert:
        """Put the members of one group on its alert, which is opened if there is none."""
        joining = members
        if alert is None:
            first, *joining = members
            alert = self._open(first)
            entries.append(self._entry(alert.id, Action.OPEN, _named([first])))
            self.opened += 1
            self.effects.append(Effect(alert.id, "opened", first.key, first.rule))
        for member in joining:
            effect = "joined"
            if not alert.is_open and (member.insists or _differs(alert, member)):
                alert = self._reopen(alert, member)
                note = f"{_named([member])}: {member.verdict.value}, {member.level.value}"
                entries.append(self._entry(alert.id, Action.REOPEN, note))
                effect = "reopened"
            self.effects.append(Effect(alert.id, effect, member.key, member.rule))
            if alert.snoozed_until is not None and (member.insists or _differs(alert, member)):
                alert = wake(alert)
                entries.append(self._entry(alert.id, Action.WAKE, f"{_named([member])} says more"))
            alert = self._join(alert, member)
        if joining:
            entries.append(self._entry(alert.id, Action.JOIN, _named(joining)))
        noted = dict.fromkeys(note for member in members for note in member.notes)
        entries.extend(self._entry(alert.id, action, note) for action, note in noted)
        return alert

    def _open(self, raised: _Raised) -> Alert:
        return Alert(
            id=self._make_id("al", self._now),
            group_key=raised.group,
            rule=raised.rule,
            provisions=raised.provisions,
            verdict=raised.verdict,
            level=raised.level,
            summary=raised.summary,
            opened_at=self._now,
            last_seen_at=self._now,
            due_at=due_at(raised.level, self._now),
            sources=() if raised.source is None else (raised.source,),
            strength=raised.strength,
        )

    def _join(self, alert: Alert, raised: _Raised) -> Alert:
        return alert.joined(raised.level, raised.verdict, self._now, raised.strength, raised.source)

    def _reopen(self, alert: Alert, raised: _Raised) -> Alert:
        """A closed alert whose finding changed comes back, with a new due time."""
        reopened = reopen(alert, MACHINE, self._now)
        return replace(reopened, verdict=raised.verdict, due_at=due_at(raised.level, self._now))

    def _entry(self, alert_id: str, action: Action, note: str) -> AlertEntry:
        return AlertEntry(alert_id, self._now, MACHINE, action.value, note)


def _of_finding(key: EventKey, version: int, index: int, finding: Finding) -> _Raised:
    return _Raised(
        key=key,
        version=version,
        index=index,
        group=group_of(finding, key),
        rule=finding.rule,
        provisions=tuple(citation.short for citation in finding.provisions),
        verdict=finding.verdict,
        level=finding.level,
        summary=finding.summary,
        strength=Strength.of(finding.verdict, uncertain=finding.uncertain),
        evidence=finding.evidence,
    )


def _lapsed(judgement: Judgement) -> Iterator[tuple[str, str]]:
    """Give where a clearance holds no more, and the old reasoning with what changed."""
    answers = (judgement.inputs or {}).get("clearances")
    for answer in answers if isinstance(answers, list) else ():
        if isinstance(answer, Mapping) and not answer["holds"]:
            yield str(answer["path"]), str(answer["says"])


def _is_about(finding: Finding, path: str) -> bool:
    own = any(path == each or path.startswith(f"{each}/") for each in finding.subjects if each)
    return own or any(piece.path == path for piece in finding.evidence)


def _operational(
    rule: str, group: str, summary: str, key: EventKey | None = None, version: int = 0
) -> _Raised:
    return _Raised(
        key=key,
        version=version,
        index=ABOUT_EVENT,
        group=group,
        rule=rule,
        provisions=(),
        verdict=Verdict.INSPECT,
        level=Level.HIGH,
        summary=summary[:SUMMARY_MAX],
    )


def _covers(suppression: Suppression, raised: _Raised) -> bool:
    """Tell whether a suppression keeps a finding away; what is more urgent never."""
    if suppression.rule != raised.rule or raised.level.rank < suppression.level.rank:
        return False
    if suppression.scope is Scope.GROUP:
        return suppression.subject == raised.group
    names = named((piece.path, piece.value) for piece in raised.evidence)
    return any(same_subject(suppression.subject, name) for name in names)


def _differs(alert: Alert, raised: _Raised) -> bool:
    """Tell whether a finding says more than the one that a person closed."""
    return raised.verdict is not alert.verdict or raised.level.rank < alert.level.rank


def _named(members: list[_Raised]) -> str:
    """Name the events of a time-line entry, the first few of them."""
    named = [
        member.summary if member.key is None else f"{member.key.source} {member.key.event_id}"
        for member in members[:_NOTED_MAX]
    ]
    more = len(members) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
