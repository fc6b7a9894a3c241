from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.alert import (
    DUE_AFTER,
    Action,
    Alert,
    AlertState,
    Disposition,
    NotAllowedInStateError,
    close,
    due_at,
    move,
)
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
    closed = close(proposed, "bo", Disposition.REPORTED, "reported")
    assert closed.state is AlertState.CLOSED
    assert (closed.disposition, closed.reason) == (Disposition.REPORTED, "reported")


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
    assert alert.marked_superseded() == replace(alert, superseded=True)
    assert alert.marked_overdue() == replace(alert, overdue=True)


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
