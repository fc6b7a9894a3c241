from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.alert import (
    DUE_AFTER,
    SOURCES_MAX,
    Action,
    Alert,
    AlertState,
    Decision,
    Disposition,
    NotAllowedInStateError,
    Strength,
    WordsMissingError,
    close,
    decline,
    due_at,
    move,
    reopen,
    snooze,
    wake,
)
from monitor.domain.desk_times import desk_times
from monitor.domain.finding import Level, Verdict

NOON = datetime(2024, 5, 2, 12, tzinfo=UTC)
MOVES = (Action.ASSIGN, Action.REVIEW, Action.ESCALATE, Action.REOPEN)


def an_alert(level: Level = Level.MEDIUM, state: AlertState = AlertState.NEW) -> Alert:
    return Alert(
        id="al_1",
        group_key="g",
        rule="dprk.2371.08.coal-export",
        provisions=("2371:8",),
        verdict=Verdict.PROHIBITED,
        level=level,
        summary="Coal.",
        opened_at=NOON,
        last_seen_at=NOON,
        due_at=due_at(level, NOON),
        state=state,
    )


@pytest.mark.parametrize(
    ("action", "from_states", "to_state"),
    [
        (Action.ASSIGN, {"new", "assigned", "in_review", "escalated"}, AlertState.ASSIGNED),
        (Action.REVIEW, {"new", "assigned"}, AlertState.IN_REVIEW),
        (Action.ESCALATE, {"new", "assigned", "in_review"}, AlertState.ESCALATED),
        (Action.REOPEN, {"closed"}, AlertState.IN_REVIEW),
    ],
)
def test_each_move_starts_from_its_states_and_from_no_other(
    action: Action, from_states: set[str], to_state: AlertState
) -> None:
    for state in AlertState:
        alert = an_alert(state=state)
        if state.value in from_states:
            assert move(alert, action, "ana").state is to_state
        else:
            with pytest.raises(NotAllowedInStateError, match=state.value):
                move(alert, action, "ana")


@pytest.mark.parametrize(
    "action", [Action.OPEN, Action.JOIN, Action.SUPERSEDE, Action.CLOSE, Action.PROPOSE_CLOSE]
)
def test_what_is_no_plain_move_is_refused(action: Action) -> None:
    with pytest.raises(NotAllowedInStateError, match="no plain move|not a plain move"):
        move(an_alert(), action, "ana")


def test_assigning_names_a_person_and_without_a_name_oneself() -> None:
    assert move(an_alert(), Action.ASSIGN, "ana", "bo").assignee == "bo"
    assert move(an_alert(), Action.ASSIGN, "ana").assignee == "ana"


@pytest.mark.parametrize("level", [Level.MEDIUM, Level.LOW, Level.INFO])
def test_one_person_closes_up_to_medium(level: Level) -> None:
    closed = close(an_alert(level), "ana", Disposition.FALSE_POSITIVE, "another coal")
    assert closed.state is AlertState.CLOSED
    assert closed.disposition is Disposition.FALSE_POSITIVE
    assert not closed.is_open


@pytest.mark.parametrize("level", [Level.CRITICAL, Level.HIGH])
def test_two_people_close_from_high(level: Level) -> None:
    proposed = close(an_alert(level), "ana", Disposition.TRUE_MATCH, "it is")
    assert proposed.is_open
    assert proposed.close_proposed_by == "ana"
    with pytest.raises(NotAllowedInStateError, match="second person"):
        close(proposed, "ana", Disposition.TRUE_MATCH, "it is")
    closed = close(proposed, "bo", Disposition.TRUE_MATCH, "the number is the same")
    assert closed.state is AlertState.CLOSED
    assert (closed.disposition, closed.reason) == (
        Disposition.TRUE_MATCH,
        "the number is the same",
    )


def test_a_second_person_who_decides_otherwise_proposes_anew() -> None:
    proposed = close(an_alert(Level.HIGH), "ana", Disposition.TRUE_MATCH, "it is")
    other = close(proposed, "bo", Disposition.FALSE_POSITIVE, "another ship")
    assert other.is_open
    assert other.close_proposed_by == "bo"
    assert close(other, "ana", Disposition.FALSE_POSITIVE, "agreed").state is AlertState.CLOSED


def test_a_more_urgent_finding_takes_a_proposal_off() -> None:
    proposed = close(an_alert(Level.HIGH), "ana", Disposition.FALSE_POSITIVE, "another ship")
    same = proposed.joined(Level.HIGH, Verdict.PROHIBITED, NOON)
    assert same.close_proposed_by == "ana"
    worse = proposed.joined(Level.CRITICAL, Verdict.PROHIBITED, NOON)
    assert (worse.close_proposed_by, worse.disposition, worse.reason) == (None, None, None)


def test_a_proposal_can_be_taken_off_and_only_a_proposal() -> None:
    proposed = close(an_alert(Level.HIGH), "ana", Disposition.TRUE_MATCH, "it is")
    assert decline(proposed) == replace(an_alert(Level.HIGH), revision=3)
    with pytest.raises(NotAllowedInStateError, match="nobody has proposed"):
        decline(an_alert(Level.HIGH))
    closed = close(proposed, "bo", Disposition.TRUE_MATCH, "it is")
    with pytest.raises(NotAllowedInStateError, match="nobody has proposed"):
        decline(closed)


def test_a_reopened_alert_is_due_anew() -> None:
    closed = close(an_alert(), "ana", Disposition.FALSE_POSITIVE, "another coal")
    later = NOON + timedelta(days=9)
    again = reopen(replace(closed, overdue=True), "bo", later)
    assert again.state is AlertState.IN_REVIEW
    assert again.due_at == due_at(Level.MEDIUM, later)
    assert not again.overdue


def test_an_open_alert_sleeps_no_longer_than_its_level_allows() -> None:
    most = desk_times().snooze_most[Level.HIGH]
    asleep = snooze(an_alert(Level.HIGH), NOON + most, NOON)
    assert asleep.snoozed_until == NOON + most
    assert asleep.due_at == an_alert(Level.HIGH).due_at
    assert wake(asleep).snoozed_until is None
    for until in (NOON, NOON + most + timedelta(seconds=1)):
        with pytest.raises(WordsMissingError, match="at most"):
            snooze(an_alert(Level.HIGH), until, NOON)
    with pytest.raises(NotAllowedInStateError):
        snooze(an_alert(state=AlertState.CLOSED), NOON + timedelta(hours=1), NOON)
    with pytest.raises(NotAllowedInStateError, match="not snoozed"):
        wake(an_alert())


@pytest.mark.parametrize(
    ("decision", "has_document", "lacks"),
    [
        (Decision(Disposition.FALSE_POSITIVE, "another ship"), False, None),
        (Decision(Disposition.TRUE_MATCH, " "), True, "reason"),
        (Decision(Disposition.EXEMPT, "approved"), False, "reference"),
        (Decision(Disposition.EXEMPT, "approved"), True, None),
        (Decision(Disposition.EXEMPT, "approved", "S/AC.49/2024/OC.1"), False, None),
        (Decision(Disposition.REPORTED, "told the ministry"), True, "reference"),
        (Decision(Disposition.REPORTED, "told the ministry", "STR-1"), False, None),
    ],
)
def test_a_decision_names_what_it_rests_on(
    decision: Decision, has_document: bool, lacks: str | None
) -> None:
    if lacks is None:
        decision.check(has_document=has_document)
        return
    with pytest.raises(WordsMissingError) as refused:
        decision.check(has_document=has_document)
    assert refused.value.field == lacks


ONE_PERSON = st.sampled_from([*MOVES, Action.CLOSE, Action.DECLINE, Action.SNOOZE, Action.WAKE])


@given(
    st.lists(st.tuples(ONE_PERSON, st.sampled_from(Disposition)), max_size=30),
    st.sampled_from([Level.HIGH, Level.CRITICAL]),
)
def test_no_series_of_moves_by_one_person_closes_what_needs_two(
    moves: list[tuple[Action, Disposition]], level: Level
) -> None:
    alert = an_alert(level)
    for action, disposition in moves:
        try:
            alert = _by_one(alert, action, disposition)
        except NotAllowedInStateError:
            continue
        assert alert.is_open


def _by_one(alert: Alert, action: Action, disposition: Disposition) -> Alert:
    match action:
        case Action.CLOSE:
            return close(alert, "ana", disposition, "why")
        case Action.DECLINE:
            return decline(alert)
        case Action.SNOOZE:
            return snooze(alert, NOON + timedelta(hours=1), NOON)
        case Action.WAKE:
            return wake(alert)
        case _:
            return move(alert, action, "ana")


def test_each_change_has_a_revision_of_its_own() -> None:
    alert = move(move(an_alert(), Action.ASSIGN, "ana"), Action.REVIEW, "ana")
    assert alert.revision == 3
    assert close(alert, "ana", Disposition.FALSE_POSITIVE, "no").revision == 4


def test_sources_and_strength_grow_with_what_joins() -> None:
    first = an_alert().joined(Level.LOW, Verdict.LIMIT, NOON, Strength.UNCERTAIN, "feed-a")
    again = first.joined(Level.LOW, Verdict.LIMIT, NOON, Strength.DUTY, "feed-a")
    assert again.sources == ("feed-a",)
    assert again.strength is Strength.PROVED
    for number in range(40):
        again = again.joined(Level.LOW, Verdict.LIMIT, NOON, None, f"feed-{number}")
    assert len(again.sources) == SOURCES_MAX


@pytest.mark.parametrize(
    ("verdict", "uncertain", "strength"),
    [
        (Verdict.PROHIBITED, False, Strength.PROVED),
        (Verdict.LIMIT, False, Strength.PROVED),
        (Verdict.UNSETTLED, False, Strength.OPEN_FACT),
        (Verdict.UNSETTLED, True, Strength.UNCERTAIN),
        (Verdict.INSPECT, False, Strength.DUTY),
    ],
)
def test_strength_is_told_from_the_finding(
    verdict: Verdict, uncertain: bool, strength: Strength
) -> None:
    assert Strength.of(verdict, uncertain=uncertain) is strength


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_closing_needs_a_reason(reason: str) -> None:
    with pytest.raises(NotAllowedInStateError, match="reason"):
        close(an_alert(), "ana", Disposition.EXEMPT, reason)


def test_a_closed_alert_is_not_closed_again() -> None:
    closed = close(an_alert(), "ana", Disposition.EXEMPT, "approved")
    with pytest.raises(NotAllowedInStateError, match="closed already"):
        close(closed, "bo", Disposition.EXEMPT, "approved")


def test_reopening_forgets_how_it_was_closed() -> None:
    proposed = close(an_alert(Level.HIGH), "ana", Disposition.EXEMPT, "approved")
    closed = close(proposed, "bo", Disposition.EXEMPT, "approved")
    again = move(closed, Action.REOPEN, "cy")
    assert (again.disposition, again.reason, again.close_proposed_by) == (None, None, None)


def test_a_more_urgent_finding_raises_the_level_and_shortens_the_time() -> None:
    later = NOON + timedelta(hours=1)
    joined = an_alert(Level.MEDIUM).joined(Level.CRITICAL, Verdict.UNSETTLED, later)
    assert joined.level is Level.CRITICAL
    assert joined.verdict is Verdict.UNSETTLED
    assert joined.due_at == later + DUE_AFTER[Level.CRITICAL]
    assert joined.occurrences == 2


def test_a_less_urgent_finding_changes_neither_level_nor_verdict_nor_due_time() -> None:
    alert = an_alert(Level.HIGH)
    joined = alert.joined(Level.LOW, Verdict.INSPECT, NOON + timedelta(hours=1))
    assert (joined.level, joined.verdict, joined.due_at) == (
        alert.level,
        alert.verdict,
        alert.due_at,
    )


def test_an_older_event_does_not_turn_the_clock_back() -> None:
    assert (
        an_alert().joined(Level.MEDIUM, Verdict.PROHIBITED, NOON - timedelta(1)).last_seen_at
        == NOON
    )


def test_a_closed_alert_keeps_its_due_time() -> None:
    alert = an_alert(state=AlertState.CLOSED)
    joined = alert.joined(Level.CRITICAL, Verdict.PROHIBITED, NOON)
    assert joined.due_at == alert.due_at


def test_marks_change_nothing_else() -> None:
    alert = an_alert()
    assert alert.marked_superseded() == replace(alert, superseded=True, revision=2)
    assert alert.marked_overdue() == replace(alert, overdue=True, revision=2)


@given(st.lists(st.sampled_from([*MOVES, Action.CLOSE]), max_size=20), st.sampled_from(Level))
def test_no_series_of_moves_leads_out_of_the_known_states(
    actions: list[Action], level: Level
) -> None:
    alert = an_alert(level)
    for number, action in enumerate(actions):
        try:
            if action is Action.CLOSE:
                alert = close(alert, f"p{number}", Disposition.EXEMPT, "why")
            else:
                alert = move(alert, action, f"p{number}")
        except NotAllowedInStateError:
            continue
        assert (alert.state is AlertState.CLOSED) == (not alert.is_open)
        if alert.state is AlertState.CLOSED:
            assert alert.disposition is Disposition.EXEMPT
            assert alert.reason
            two = alert.level in (Level.CRITICAL, Level.HIGH)
            assert not two or alert.close_proposed_by not in (None, f"p{number}")


@given(st.lists(st.sampled_from(Level), min_size=1, max_size=8))
def test_the_level_of_an_alert_is_the_most_urgent_it_saw(levels: list[Level]) -> None:
    alert = an_alert(levels[0])
    for level in levels[1:]:
        alert = alert.joined(level, Verdict.PROHIBITED, NOON)
    assert alert.level is min(levels, key=lambda level: level.rank)
    assert alert.occurrences == len(levels)
