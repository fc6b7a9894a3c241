from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.clock import FixedClock
from monitor.web.idempotency import REMEMBERED_FOR, Body, IdempotencyKeys
from monitor.web.problems import Problem

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ONE, TWO, OTHER = [(1, b"one")], [(2, b"two")], [(2, b"other")]


def send(keys: IdempotencyKeys, key: str | None, *batches: list[tuple[int, bytes]]) -> None:
    with keys.body("caller", key) as body:
        for batch in batches:
            body.admit(batch)
        body.close()


@pytest.fixture
def keys() -> IdempotencyKeys:
    return IdempotencyKeys(FixedClock(NOW))


def test_the_same_body_passes_again(keys: IdempotencyKeys) -> None:
    send(keys, "k", ONE, TWO)
    send(keys, "k", ONE, TWO)


def test_another_body_is_refused_at_the_batch_that_differs(keys: IdempotencyKeys) -> None:
    send(keys, "k", ONE, TWO)
    with keys.body("caller", "k") as body:
        body.admit(ONE)
        with pytest.raises(Problem) as refused:
            body.admit(OTHER)
    assert (refused.value.status, refused.value.code) == (409, "idempotency_key_reused")


@pytest.mark.parametrize("batches", [[ONE], [ONE, TWO, OTHER]])
def test_a_shorter_or_longer_body_is_another(
    keys: IdempotencyKeys, batches: list[list[tuple[int, bytes]]]
) -> None:
    send(keys, "k", ONE, TWO)
    with pytest.raises(Problem):
        send(keys, "k", *batches)


def test_a_body_that_broke_off_may_be_sent_again_whole(keys: IdempotencyKeys) -> None:
    with keys.body("caller", "k") as body:
        body.admit(ONE)
    send(keys, "k", ONE, TWO)


def test_lines_cannot_be_shifted_between_batches_unnoticed(keys: IdempotencyKeys) -> None:
    send(keys, "k", [(1, b"a"), (2, b"b")])
    with pytest.raises(Problem):
        send(keys, "k", [(1, b"a"), (3, b"b")])


def test_two_requests_at_once_under_one_key_are_refused(keys: IdempotencyKeys) -> None:
    with keys.body("caller", "k"):
        with pytest.raises(Problem) as refused, keys.body("caller", "k"):
            pass
        assert refused.value.code == "idempotency_key_in_use"


def test_callers_do_not_share_keys(keys: IdempotencyKeys) -> None:
    send(keys, "k", ONE)
    with keys.body("another", "k") as body:
        body.admit(OTHER)
        body.close()


def test_a_key_is_forgotten_after_a_day() -> None:
    instants = iter([NOW, NOW + REMEMBERED_FOR + timedelta(seconds=1)])

    class Moving:
        def now(self) -> datetime:
            return next(instants)

    keys = IdempotencyKeys(Moving())
    send(keys, "k", ONE)
    send(keys, "k", OTHER)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_an_unusable_key_is_refused(keys: IdempotencyKeys, key: str) -> None:
    with pytest.raises(Problem) as refused, keys.body("caller", key):
        pass
    assert refused.value.status == 422


def test_without_a_key_everything_passes(keys: IdempotencyKeys) -> None:
    send(keys, None, ONE)
    send(keys, None, OTHER)
    Body(None).close()
