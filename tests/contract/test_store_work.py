"""The desk's work over both engines: races, holds, suppressions, cases, documents, words, replies."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts.store import SqlStore
from monitor.domain.alert import (
    Action,
    Alert,
    AlertState,
    Decision,
    Disposition,
    NotAllowedInStateError,
    WordsMissingError,
)
from monitor.domain.finding import Level, Outcome
from monitor.domain.people import Person, Role
from monitor.domain.ports import AlertEntry, AlertFilter, AlertLink
from monitor.domain.ports.work import Scope
from monitor.domain.queue import QueueOrder, QueuePlace
from monitor.errors import NotAllowed, StoreError
from monitor.service.alerting import AlertDesk
from monitor.service.audit import Audit
from monitor.service.ids import new_id
from monitor.service.work.asking import Asked, ChangedMeanwhile, HeldByAnother, KeyReused, NotThere
from monitor.service.work.desk import Desk, Picked
from monitor.service.work.documents import Given, attach
from monitor.service.work.doings import (
    assigning,
    deciding,
    declining,
    escalating,
    noting,
    proposing,
    reopening,
    reviewing,
    snoozing,
    waking,
)
from monitor.service.work.facets import Facets
from monitor.service.work.matters import Matters
from monitor.service.work.reminders import gather_words, remind
from monitor.service.work.suppressing import ToSuppress, lift, suppress
from monitor.service.work.views import drop_view, save_view
from tests.contract.records import (
    NOW,
    alert,
    finding,
    judgement,
    keep_blobs,
    key,
    record,
    version,
)

EVERYTHING = AlertFilter()
WAITING = AlertFilter(open_only=True, snoozed=False)
PDF = b"%PDF-1.7\n%synthetic\n"


class Clock:
    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(store: SqlStore, clock: Clock) -> Desk:
    return Desk(store, clock, Audit(store.audit, clock))


def asked(name: str, *roles: Role, program: bool = False, **more: str) -> Asked:
    return Asked(Person(name, name, frozenset(roles or {Role.OFFICER})), program, **more)


ANA, BO, EVE = asked("ana"), asked("bo"), asked("eve", Role.SUPERVISOR)


def save(store: SqlStore, *alerts: Alert) -> None:
    opened = [AlertEntry(item.id, NOW, "sanctions-monitor", "open", "") for item in alerts]
    with store.unit() as unit:
        unit.save_alerts(alerts, (), opened)


def stored(store: SqlStore, alert_id: str = "al_0001") -> Alert:
    found = store.alert(alert_id)
    assert found is not None
    return found


def together(*calls: Callable[[], object]) -> list[object]:
    """Start all calls at once; give what each gave, or its error."""
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], object]) -> object:
        gate.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - the error is the outcome
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


# --- one alert ----------------------------------------------------------------------------------


def test_a_change_is_saved_told_and_recorded_together(desk: Desk, store: SqlStore) -> None:
    save(store, alert())
    done = desk.do(ANA, Picked("al_0001", 1), assigning())
    assert stored(store) == done.alert
    assert (done.alert.assignee, done.alert.revision) == ("ana", 2)
    last = store.alert_entries("al_0001")[-1]
    assert (last.by, last.action, last.note) == ("ana", "assign", "to ana")
    deed = store.audit.newest()
    assert deed is not None
    assert (deed.deed.person, deed.deed.action) == ("ana", "alert.assign")
    assert deed.deed.before == {"state": "new", "assignee": None}
    assert deed.deed.after == {"state": "assigned", "assignee": "ana"}


def test_of_two_officers_who_race_for_an_alert_one_wins_and_the_other_is_told(
    desk: Desk, store: SqlStore
) -> None:
    save(store, alert())
    first, second = together(
        lambda: desk.do(ANA, Picked("al_0001", 1), assigning()),
        lambda: desk.do(BO, Picked("al_0001", 1), assigning()),
    )
    lost = first if isinstance(first, Exception) else second
    assert isinstance(lost, ChangedMeanwhile)
    winner = stored(store).assignee
    assert (lost.by, lost.at, lost.revision) == (winner, NOW, 2)
    assert f"was changed by {winner} at 2026-11-22 09:30:00 UTC" in str(lost)
    assert [line.action for line in store.alert_entries("al_0001")] == ["open", "assign"]


def test_officers_who_take_the_next_at_once_never_get_the_same(desk: Desk, store: SqlStore) -> None:
    save(store, *(alert(number) for number in range(1, 9)))
    names = [asked(f"officer{number}") for number in range(8)]
    taken = together(*(lambda who=who: desk.take_next(who, EVERYTHING) for who in names))
    ids = [done.alert.id for done in taken]  # type: ignore[attr-defined]
    assert sorted(ids) == [f"al_{number:04d}" for number in range(1, 9)]
    assert desk.take_next(asked("late"), EVERYTHING) is None


def test_a_hold_keeps_others_off_until_it_ends(desk: Desk, store: SqlStore, clock: Clock) -> None:
    save(store, alert())
    assert desk.take_next(ANA, EVERYTHING) is not None
    again = desk.take_next(ANA, EVERYTHING)
    assert again is not None
    assert again.alert.id == "al_0001"
    with pytest.raises(HeldByAnother) as held:
        desk.do(BO, Picked("al_0001", 1), reviewing())
    assert held.value.holder == "ana"
    clock.instant += timedelta(minutes=15)
    assert desk.do(BO, Picked("al_0001", 1), reviewing()).alert.assignee == "bo"


def test_the_holders_first_change_ends_the_hold_and_makes_it_theirs(
    desk: Desk, store: SqlStore
) -> None:
    save(store, alert(1), alert(2))
    desk.take_next(ANA, EVERYTHING)
    assert desk.do(ANA, Picked("al_0001", 1), reviewing()).alert.assignee == "ana"
    assert store.work.claim_of("al_0001", NOW) is None
    following = desk.take_next(ANA, EVERYTHING)
    assert following is not None
    assert following.alert.id == "al_0002"


def test_taking_the_next_follows_the_filter_and_leaves_sleepers(
    desk: Desk, store: SqlStore
) -> None:
    save(store, alert(1), alert(2, level=Level.MEDIUM), alert(3, level=Level.MEDIUM))
    desk.do(BO, Picked("al_0002", 1), snoozing(NOW + timedelta(hours=2), "asked the bank"))
    taken = desk.take_next(ANA, AlertFilter(level=Level.MEDIUM))
    assert taken is not None
    assert taken.alert.id == "al_0003"


def test_high_alerts_need_two_people_and_a_key_is_neither_of_them_twice(
    desk: Desk, store: SqlStore
) -> None:
    save(store, alert(1), alert(2))
    no = deciding(Decision(Disposition.FALSE_POSITIVE, "another ship of that name"))
    proposed = desk.do(ANA, Picked("al_0001", 1), no)
    assert proposed.action is Action.PROPOSE_CLOSE
    for who in (ANA, asked("key_1", program=True)):
        with pytest.raises(NotAllowedInStateError):
            desk.do(who, Picked("al_0001", 2), no)
    assert desk.do(BO, Picked("al_0001", 2), no).action is Action.CLOSE
    assert desk.do(asked("key_1", program=True), Picked("al_0002", 1), no).alert.is_open


def test_a_proposal_is_declined_with_a_reason(desk: Desk, store: SqlStore) -> None:
    save(store, alert())
    desk.do(ANA, Picked("al_0001", 1), deciding(Decision(Disposition.TRUE_MATCH, "it is")))
    done = desk.do(BO, Picked("al_0001", 2), declining("the number differs"))
    assert done.alert.close_proposed_by is None
    with pytest.raises(WordsMissingError):
        declining("  ")


def test_rights_are_held_where_the_change_is_made(desk: Desk, store: SqlStore) -> None:
    save(store, alert())
    auditor = asked("aud", Role.AUDITOR)
    for doing in (assigning(), noting("x"), escalating("x")):
        with pytest.raises(NotAllowed):
            desk.do(auditor, Picked("al_0001", 1), doing)
    with pytest.raises(NotAllowed):
        desk.do(ANA, Picked("al_0001", 1), assigning("bo"))
    assert desk.do(EVE, Picked("al_0001", 1), assigning("bo")).alert.assignee == "bo"
    assert desk.do(BO, Picked("al_0001", 2), assigning("ana")).alert.assignee == "ana"
    with pytest.raises(NotThere):
        desk.do(ANA, Picked("al_none", 1), assigning())
    assert len(store.alert_entries("al_0001")) == 3


def test_closing_as_exempt_takes_an_attached_document(desk: Desk, store: SqlStore) -> None:
    save(store, alert(level=Level.MEDIUM))
    exempt = deciding(Decision(Disposition.EXEMPT, "approved by the Committee"))
    with pytest.raises(WordsMissingError):
        desk.do(ANA, Picked("al_0001", 1), exempt)
    kept = attach(desk, ANA, "al_0001", Given("approval.pdf", PDF, "the letter"))
    assert store.blob(kept.digest) == PDF
    assert store.work.attachments("al_0001", None, 9) == [kept]
    assert store.work.attachment(kept.id) == kept
    assert desk.do(ANA, Picked("al_0001", 1), exempt).alert.state is AlertState.CLOSED
    assert attach(desk, BO, "al_0001", Given("again.pdf", PDF)).digest == kept.digest


def test_reopening_and_waking(desk: Desk, store: SqlStore, clock: Clock) -> None:
    save(store, alert(level=Level.MEDIUM))
    desk.do(ANA, Picked("al_0001", 1), snoozing(NOW + timedelta(hours=1), "asked the bank"))
    assert store.alerts(WAITING, None, 9) == []
    assert [item.id for item in store.alerts(AlertFilter(snoozed=True), None, 9)] == ["al_0001"]
    woken = desk.do(ANA, Picked("al_0001", 2), waking())
    assert woken.alert.snoozed_until is None
    closed = desk.do(ANA, Picked("al_0001", 3), deciding(Decision(Disposition.TRUE_MATCH, "yes")))
    clock.instant += timedelta(days=5)
    again = desk.do(BO, Picked("al_0001", closed.alert.revision), reopening("a new document"))
    assert again.alert.due_at == clock.instant + timedelta(days=2)


def test_a_snooze_ends_by_itself(desk: Desk, store: SqlStore, clock: Clock) -> None:
    save(store, alert(1, level=Level.MEDIUM, due_at=NOW + timedelta(days=2)))
    desk.do(ANA, Picked("al_0001", 1), snoozing(NOW + timedelta(hours=1), "asked the bank"))
    assert remind(store, clock).endswith("0 woken")
    clock.instant += timedelta(hours=1)
    assert remind(store, clock).endswith("1 woken")
    assert stored(store).snoozed_until is None
    assert store.alert_entries("al_0001")[-1].note == "the snooze is over"


# --- the same request again ----------------------------------------------------------------------


def test_the_same_key_does_a_thing_once_in_any_process(
    desk: Desk, store: SqlStore, store_url: str, clock: Clock
) -> None:
    save(store, alert())
    again = replace(ANA, key="k-1", digest="d-1")
    first = desk.do(again, Picked("al_0001"), noting("called the bank"))
    other = SqlStore.open(store_url)
    second = Desk(other, clock, Audit(other.audit, clock)).do(
        again, Picked("al_0001"), noting("called the bank")
    )
    other.close()
    assert (first.again, second.again) == (False, True)
    assert [line.action for line in store.alert_entries("al_0001")] == ["open", "note"]
    with pytest.raises(KeyReused):
        desk.do(replace(again, digest="d-2"), Picked("al_0001"), noting("something else"))
    desk.do(replace(BO, key="k-1", digest="d-9"), Picked("al_0001"), noting("of another caller"))
    clock.instant += timedelta(days=3)
    desk.do(replace(ANA, key="k-2", digest="d-3"), Picked("al_0001"), noting("days later"))
    done = desk.do(replace(again, digest="d-2"), Picked("al_0001"), noting("long forgotten"))
    assert not done.again


# --- many alerts ---------------------------------------------------------------------------------


def test_many_are_done_at_once_and_each_says_what_came_of_it(desk: Desk, store: SqlStore) -> None:
    save(store, *(alert(number, level=Level.MEDIUM) for number in range(1, 5)), alert(5))
    desk.do(BO, Picked("al_0002", 1), assigning())
    desk.do(BO, Picked("al_0003", 1), deciding(Decision(Disposition.TRUE_MATCH, "it is")))
    picked = [Picked(f"al_{number:04d}", 1) for number in (1, 2, 4, 5, 5)]
    decision = Decision(Disposition.FALSE_POSITIVE, "a test feed")
    found = desk.do_many(
        replace(ANA, key="k", digest="d"), [*picked, Picked("al_0003"), Picked("al_x")],
        proposing(decision),
    )  # fmt: skip
    assert [(one.alert_id, one.action, one.code) for one in found] == [
        ("al_0001", "close", None),
        ("al_0002", None, "changed_meanwhile"),
        ("al_0004", "close", None),
        ("al_0005", "propose_close", None),
        ("al_0003", None, "wrong_state"),
        ("al_x", None, "not_found"),
    ]
    assert stored(store, "al_0005").is_open
    same = desk.do_many(replace(ANA, key="k", digest="d"), picked, proposing(decision))
    assert same == found
    confirmed = desk.do_many(BO, [Picked("al_0005")], proposing(decision))
    assert confirmed[0].code == "wrong_state"
    with pytest.raises(WordsMissingError):
        desk.do_many(ANA, [], assigning())


# --- suppressions --------------------------------------------------------------------------------


def take(store: SqlStore, number: int, at: datetime, **changes: object) -> None:
    """Accept an event with one finding, as an intake does."""
    of = key(number)
    found = finding(**changes)
    with store.unit() as unit:
        keep_blobs(unit)
        unit.add_versions([version(of)])
        judged = judgement(of, findings=(found,), outcome=Outcome.FLAGGED)
        unit.add_judgements([record(of, judgement=judged)])
        opening = AlertDesk(unit, at, new_id)
        opening.take(of, 1, judged)
        opening.flush()


def test_a_suppressed_repeat_is_recorded_opens_nothing_and_says_so(
    desk: Desk, store: SqlStore, clock: Clock
) -> None:
    take(store, 1, NOW, level=Level.MEDIUM)
    (held,) = store.alerts(EVERYTHING, None, 9)
    desk.do(ANA, Picked(held.id), deciding(Decision(Disposition.FALSE_POSITIVE, "not coal")))
    until = NOW + timedelta(days=7)
    made = suppress(desk, ANA, held.id, ToSuppress(until, "the same cargo, checked"))
    take(store, 2, NOW, level=Level.MEDIUM, summary="again, in other words")
    (same,) = store.alerts(EVERYTHING, None, 9)
    assert (same.state, same.occurrences) == (AlertState.CLOSED, 2)
    said = store.alert_entries(held.id)[-1]
    assert said.action == "suppressed"
    assert "customs-ru b-2: opened nothing, suppressed by ana" in said.note
    assert [item.key for item in store.work.repeats(made.id, None, 9)] == [key(2)]
    assert store.work.suppressions(alert_id=held.id, after=None, limit=9)[0].repeats == 1
    # What is more urgent than the alert it was made on is never kept away.
    take(store, 3, NOW, level=Level.HIGH)
    assert stored(store, held.id).is_open


def test_a_subject_is_kept_away_in_other_groups_until_the_day_or_until_it_is_lifted(
    desk: Desk, store: SqlStore
) -> None:
    named = {"evidence": (_named("vessel/imo", "9000003"),), "level": Level.MEDIUM}
    take(store, 1, NOW, group_key="g1", **named)
    (held,) = store.alerts(EVERYTHING, None, 9)
    given = ToSuppress(NOW + timedelta(days=7), "charter checked", Scope.SUBJECT, "imo 9000003")
    made = suppress(desk, ANA, held.id, given)
    assert made.subject == "IMO 9000003"
    take(store, 2, NOW, group_key="g2", **named)
    assert len(store.alerts(EVERYTHING, None, 9)) == 1
    assert store.alert_entries(held.id)[-1].action == "suppressed"
    take(store, 3, NOW, group_key="g3", evidence=(_named("vessel/imo", "9000015"),))
    assert len(store.alerts(EVERYTHING, None, 9)) == 2
    take(store, 4, NOW + timedelta(days=8), group_key="g4", **named)
    assert len(store.alerts(EVERYTHING, None, 9)) == 3
    lift(desk, BO, made.id, "the charter ended")
    again = lift(desk, BO, made.id, "once more")
    assert again.lift_reason == "the charter ended"
    take(store, 5, NOW, group_key="g5", **named)
    assert len(store.alerts(EVERYTHING, None, 9)) == 4
    assert store.work.active_suppressions(NOW) == 0


def _named(path: str, value: str) -> object:
    from monitor.domain.finding import Evidence

    return Evidence(path, value, "the ship")


def test_suppressions_have_an_owner_a_reason_an_end_and_need_a_supervisor_when_it_is_urgent(
    desk: Desk, store: SqlStore
) -> None:
    save(store, alert(1), alert(2, level=Level.MEDIUM))
    week = NOW + timedelta(days=7)
    with pytest.raises(NotAllowed):
        suppress(desk, ANA, "al_0001", ToSuppress(week, "why"))
    assert suppress(desk, EVE, "al_0001", ToSuppress(week, "why")).owner == "eve"
    for given in (
        ToSuppress(week, " "),
        ToSuppress(NOW, "why"),
        ToSuppress(NOW + timedelta(days=91), "why"),
        ToSuppress(week, "why", Scope.SUBJECT, "not named there"),
    ):
        with pytest.raises(WordsMissingError):
            suppress(desk, ANA, "al_0002", given)


def test_a_changed_finding_wakes_a_sleeper(desk: Desk, store: SqlStore) -> None:
    take(store, 1, NOW, level=Level.MEDIUM)
    (held,) = store.alerts(EVERYTHING, None, 9)
    desk.do(ANA, Picked(held.id), snoozing(NOW + timedelta(hours=5), "asked the bank"))
    take(store, 2, NOW, level=Level.MEDIUM)
    assert stored(store, held.id).snoozed_until is not None
    take(store, 3, NOW, level=Level.HIGH)
    assert stored(store, held.id).snoozed_until is None


# --- cases ---------------------------------------------------------------------------------------


def test_a_case_holds_alerts_and_closes_with_all_of_them(desk: Desk, store: SqlStore) -> None:
    save(store, alert(1), alert(2, level=Level.MEDIUM), alert(3))
    matters = Matters(desk)
    case = matters.open(ANA, "Coal from Nampo", ["al_0001", "al_0002"])
    assert (case.alerts, case.open_alerts, case.owner) == (2, 2, "ana")
    matters.link(BO, case.id, "al_0003")
    matters.link(BO, case.id, "al_0003")
    assert matters.unlink(BO, case.id, "al_0003").alerts == 2
    assert [item.id for item in store.alerts(AlertFilter(case=case.id), None, 9)] == [
        "al_0001",
        "al_0002",
    ]
    matters.note(BO, case.id, "asked the port")
    current = matters.hand_over(ANA, case.id, "bo")
    assert store.work.cases_of("al_0001") == [current]
    decision = Decision(Disposition.TRUE_MATCH, "one shipment in two parts")
    with pytest.raises(ChangedMeanwhile):
        matters.close(ANA, case.id, current.revision - 1, decision)
    first = matters.close(ANA, case.id, current.revision, decision)
    assert [one.action for one in first] == ["propose_close", "close"]
    still = store.work.case(case.id)
    assert still is not None
    assert still.is_open
    second = matters.close(BO, case.id, still.revision, decision)
    assert [one.action for one in second] == ["close"]
    done = store.work.case(case.id)
    assert done is not None
    assert not done.is_open
    said = [line.action for line in store.work.case_entries(case.id)]
    assert said == [
        "open",
        "link",
        "link",
        "link",
        "unlink",
        "note",
        "assign",
        "propose_close",
        "close",
    ]
    assert [line.action for line in store.alert_entries("al_0002")] == ["open", "link", "close"]
    with pytest.raises(NotAllowedInStateError):
        matters.link(ANA, case.id, "al_0003")
    with pytest.raises(NotThere):
        matters.note(ANA, "case_none", "x")


def test_cases_are_listed_newest_first_by_cursor(desk: Desk, store: SqlStore, clock: Clock) -> None:
    save(store, alert(1))
    ids = []
    for number in range(5):
        clock.instant += timedelta(seconds=1)
        ids.append(Matters(desk).open(ANA, f"Matter {number}", []).id)
    first = store.work.cases(open_only=True, after=None, limit=2)
    rest = store.work.cases(open_only=True, after=first[-1].id, limit=9)
    assert [case.id for case in (*first, *rest)] == ids[::-1]


# --- what was said stays -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE suppressions SET reason = 'x'",
        "UPDATE suppressions SET lifted_at = NULL",
        "DELETE FROM suppressions",
        "UPDATE attachments SET digest = 'x'",
        "DELETE FROM attachments",
        "UPDATE case_entries SET note = 'x'",
        "DELETE FROM alert_reminders",
    ],
)
def test_what_officers_said_cannot_be_changed(
    desk: Desk, store: SqlStore, clock: Clock, statement: str
) -> None:
    save(store, alert(1, level=Level.MEDIUM, due_at=NOW))
    attach(desk, ANA, "al_0001", Given("a.pdf", PDF))
    made = suppress(desk, ANA, "al_0001", ToSuppress(NOW + timedelta(days=1), "why"))
    lift(desk, ANA, made.id, "done")
    Matters(desk).open(ANA, "Matter", [])
    remind(store, clock)
    with pytest.raises(StoreError, match="append-only"), store._writing() as connection:
        connection.exec_driver_sql(statement)


# --- views ---------------------------------------------------------------------------------------


def test_views_are_ones_own_or_shared_by_a_supervisor(desk: Desk, store: SqlStore) -> None:
    mine = save_view(desk, ANA, "Late coal", "rule=x&overdue=true", shared=False)
    replaced = save_view(desk, ANA, "Late coal", "rule=y", shared=False)
    shared = save_view(desk, EVE, "Escalated", "state=escalated", shared=True)
    with pytest.raises(NotAllowed):
        save_view(desk, ANA, "For all", "", shared=True)
    assert mine.id != replaced.id
    seen = {view.id for view in store.work.views("ana", None, 9)}
    assert seen == {replaced.id, shared.id}
    assert [view.id for view in store.work.views("bo", None, 9)] == [shared.id]
    with pytest.raises(NotThere):
        drop_view(desk, ANA, shared.id)
    drop_view(desk, EVE, shared.id)
    assert store.work.views("bo", None, 9) == []


# --- order, filters, counts ----------------------------------------------------------------------


def _mixed(store: SqlStore) -> None:
    hours = timedelta(hours=1)
    save(
        store,
        alert(1, level=Level.MEDIUM, due_at=NOW + hours, opened_at=NOW + 3 * hours),
        alert(2, level=Level.CRITICAL, due_at=NOW + 3 * hours, opened_at=NOW + 2 * hours,
              strength=2, assignee="ana", sources=("one", "two")),
        alert(3, level=Level.HIGH, due_at=NOW + 2 * hours, opened_at=NOW, overdue=True,
              provisions=("2371:8", "2397:6"), sources=("two",)),
        alert(4, level=Level.CRITICAL, state=AlertState.CLOSED, rule="dprk.2397.05.cap"),
        alert(5, level=Level.MEDIUM, snoozed_until=NOW + hours, due_at=NOW + 9 * hours,
              opened_at=NOW + 9 * hours),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (QueueOrder.LEVEL, [2, 3, 1, 5, 4]),
        (QueueOrder.EVIDENCE, [3, 1, 5, 2, 4]),
        (QueueOrder.DEADLINE, [1, 3, 2, 5, 4]),
        (QueueOrder.AGE, [3, 2, 1, 5, 4]),
    ],
)
def test_the_queue_is_sorted_and_paged_in_each_order(
    store: SqlStore, order: QueueOrder, expected: list[int]
) -> None:
    _mixed(store)
    whole = [item.id for item in store.alerts(EVERYTHING, None, 9, order)]
    assert whole == [f"al_000{number}" for number in expected]
    found, after = [], None
    while page := store.alerts(EVERYTHING, after, 2, order):
        found += [item.id for item in page]
        after = QueuePlace.of(page[-1], order).cursor()
    assert found == whole
    with pytest.raises(ValueError, match="start without one"):
        store.alerts(EVERYTHING, "0~x~al_0001", 2, order)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (WAITING, [1, 2, 3]),
        (AlertFilter(assignee="ana"), [2]),
        (AlertFilter(assignee=""), [1, 3, 4, 5]),
        (AlertFilter(overdue=True), [3]),
        (AlertFilter(snoozed=True), [5]),
        (AlertFilter(source="two"), [2, 3]),
        (AlertFilter(provision="2397:6"), [3]),
        (AlertFilter(case="case_none"), []),
    ],
)
def test_the_queue_narrows_by_what_the_desk_knows(
    store: SqlStore, where: AlertFilter, expected: list[int]
) -> None:
    _mixed(store)
    found = sorted(item.id for item in store.alerts(where, None, 9))
    assert found == [f"al_000{number}" for number in expected]


def test_facets_count_what_each_value_would_leave(store: SqlStore, desk: Desk) -> None:
    _mixed(store)
    facets = Facets(store)
    counts = facets.counts(WAITING)
    assert (counts.total, counts.waiting, counts.snoozed) == (3, 4, 1)
    assert counts.by["level"] == {"medium": 1, "critical": 1, "high": 1}
    assert counts.by["state"] == {"new": 3}
    assert facets.counts(AlertFilter()).by["state"] == {"new": 4, "closed": 1}
    assert counts.by["source"] == {"one": 1, "two": 2}
    assert counts.by["provision"] == {"2371:8": 3, "2397:6": 1}
    narrowed = facets.counts(replace(WAITING, level=Level.CRITICAL))
    assert narrowed.total == 1
    assert narrowed.by["level"] == {"medium": 1, "critical": 1, "high": 1}
    assert narrowed.by["assignee"] == {"ana": 1}
    desk.do(ANA, Picked("al_0001"), assigning())
    assert facets.counts(WAITING).by["assignee"] == {"ana": 2, "": 1}
    assert facets.counts(replace(WAITING, text="nampo", level=Level.HIGH)).total == 1


@pytest.mark.parametrize("level", [None, Level.MEDIUM, Level.CRITICAL])
@pytest.mark.parametrize("assignee", [None, "", "ana"])
@pytest.mark.parametrize("open_only", [True, False])
def test_counts_and_lists_agree(
    store: SqlStore, level: Level | None, assignee: str | None, open_only: bool
) -> None:
    _mixed(store)
    where = AlertFilter(level=level, assignee=assignee, open_only=open_only)
    assert Facets(store).counts(where).total == len(store.alerts(where, None, 9))


# --- words ---------------------------------------------------------------------------------------

SHIPMENT = """{"event_id": "b-%d", "reference": "BL-2019/00%d", "vessel": {"imo": "90000%02d"},
 "parties": [{"name": "조선무역회사 %d", "other_names": ["Пхеньян Трейдинг"],
   "identifiers": [{"scheme": "iban", "value": "DE89 3704 0044 0532 01%02d"}]},
  {"name": "朝鮮平壤贸易公司"}], "notes": "Crème brûlée for the mess"}"""


def _shipments(store: SqlStore) -> None:
    with store.unit() as unit:
        keep_blobs(unit)
        for number in range(1, 4):
            raw = (SHIPMENT % ((number,) * 5)).encode()
            unit.add_versions([version(key(number), raw=raw)])
            judged = judgement(key(number), findings=(finding(),))
            unit.add_judgements([record(key(number), judgement=judged)])
        unit.save_alerts(
            [alert(number) for number in range(1, 4)],
            [AlertLink(f"al_000{number}", key(number), 1, 0) for number in range(1, 4)],
            [AlertEntry(f"al_000{number}", NOW, "m", "open", "") for number in range(1, 4)],
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9000002", [2]),
        ("IMO 9000002", [2]),
        ("BL-2019/002", [2]),
        ("bl 2019 002", [2]),
        ("DE89370400440532", [1, 2, 3]),
        ("DE893704004405320103", [3]),
        ("DE89 3704 0044 0532 0103", [3]),
        ("b-1", [1]),
        ("al_0003", [3]),
        ("조선", [1, 2, 3]),
        ("무역회사 2", [2]),
        ("평양", []),
        ("平壤", [1, 2, 3]),
        ("易", [1, 2, 3]),
        ("壤平", []),
        ("пхеньян", [1, 2, 3]),
        ("ПХЕНЬ трейд", [1, 2, 3]),
        ("creme BRULEE", [1, 2, 3]),
        ("Ｎａｍｐｏ", [1, 2, 3]),
        ("nampo nowhere", []),
        ("2371:8", [1, 2, 3]),
        ("' OR 1=1 --", []),
        ('"*" NEAR( AND', []),
    ],
)
def test_alerts_are_found_by_names_in_any_script_and_by_exact_numbers(
    store: SqlStore, text: str, expected: list[int]
) -> None:
    _shipments(store)
    assert gather_words(store) == "words of 3 alerts gathered"
    found = sorted(item.id for item in store.alerts(AlertFilter(text=text), None, 9))
    assert found == [f"al_000{number}" for number in expected]


def test_what_is_not_gathered_yet_is_found_as_well(store: SqlStore, desk: Desk) -> None:
    _shipments(store)
    gather_words(store)
    save(store, alert(9, summary="Textiles at Wonsan."))
    assert [item.id for item in store.alerts(AlertFilter(text="wonsan"), None, 9)] == ["al_0009"]
    desk.do(ANA, Picked("al_0001"), noting("the broker is Example Trading LLC"))
    gather_words(store)
    for text, expected in {"example trading": "al_0001", "wonsan": "al_0009"}.items():
        assert [item.id for item in store.alerts(AlertFilter(text=text), None, 9)] == [expected]
    assert gather_words(store) == "words of 0 alerts gathered"
    desk.do(ANA, Picked("al_0001", 1), assigning())
    gather_words(store)
    assert [item.id for item in store.alerts(AlertFilter(text="ana"), None, 9)] == ["al_0001"]


def test_the_newest_finding_of_many_alerts_is_read_at_once(store: SqlStore) -> None:
    _shipments(store)
    save(store, alert(9))
    found = store.newest_findings(["al_0001", "al_0003", "al_0009", "al_none", "al_0001"])
    assert {alert_id: linked.key for alert_id, linked in found.items()} == {
        "al_0001": key(1),
        "al_0003": key(3),
    }
    assert found["al_0001"] == store.alert_findings("al_0001", 1)[0]
    assert store.newest_findings([]) == {}
