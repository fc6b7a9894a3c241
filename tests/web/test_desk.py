from datetime import UTC, datetime, timedelta

from monitor.web.desk import SESSION_LASTS, Desk, new_token

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Moving:
    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant


def test_the_token_opens_the_desk_once() -> None:
    token = new_token()
    desk = Desk(token, Moving())
    session = desk.exchange(token)
    assert desk.is_open(session)
    assert desk.exchange(token) is None


def test_a_wrong_token_does_not_use_up_the_right_one() -> None:
    desk = Desk("right", Moving())
    assert desk.exchange("wrong") is None
    assert desk.exchange("") is None
    assert desk.exchange("rïght") is None
    assert desk.exchange("right") is not None


def test_a_session_ends() -> None:
    clock = Moving()
    desk = Desk("t", clock)
    session = desk.exchange("t")
    clock.instant = NOW + SESSION_LASTS - timedelta(seconds=1)
    assert desk.is_open(session)
    clock.instant = NOW + SESSION_LASTS
    assert not desk.is_open(session)


def test_nothing_and_nonsense_open_nothing() -> None:
    desk = Desk("t", Moving())
    assert not desk.is_open(None)
    assert not desk.is_open("")
    assert not desk.is_open("t")


def test_a_desk_without_a_token_never_opens() -> None:
    desk = Desk(None, Moving())
    assert not desk.has_door
    assert desk.exchange("") is None


def test_tokens_have_256_bits_of_chance() -> None:
    assert len(new_token()) >= 43
    assert new_token() != new_token()


def test_the_session_itself_is_not_kept() -> None:
    desk = Desk("t", Moving())
    session = desk.exchange("t")
    assert session not in desk._sessions
