from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.truth import Truth, all_of, any_of, at_least

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
TRUTHS = st.lists(st.sampled_from(Truth), max_size=6)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, T, T),
        (T, U, U, T),
        (T, F, F, T),
        (U, T, U, T),
        (U, U, U, U),
        (U, F, F, U),
        (F, T, F, T),
        (F, U, F, U),
        (F, F, F, F),
    ],
)
def test_the_tables_are_those_of_kleene(
    left: Truth, right: Truth, both: Truth, either: Truth
) -> None:
    assert all_of([left, right]) is both
    assert any_of([left, right]) is either


@pytest.mark.parametrize(("truth", "opposite"), [(T, F), (F, T), (U, U)])
def test_the_opposite_of_unknown_is_unknown(truth: Truth, opposite: Truth) -> None:
    assert truth.negated() is opposite


@pytest.mark.parametrize(("value", "truth"), [(True, T), (False, F), (None, U)])
def test_a_bool_is_read_and_none_is_unknown(value: bool | None, truth: Truth) -> None:
    assert Truth.of(value) is truth


def test_nothing_is_true_together_and_false_alternatively() -> None:
    assert all_of([]) is T
    assert any_of([]) is F


def test_an_unknown_cannot_slip_through_an_if() -> None:
    with pytest.raises(TypeError, match="not a bool"):
        assert U


@pytest.mark.parametrize(
    ("count", "truths", "expected"),
    [
        (2, [T, T, F], T),
        (2, [T, U, F], U),
        (2, [T, F, F], F),
        (2, [U, U, F], U),
        (2, [U, F, F], F),
        (1, [], F),
        (0, [], T),
    ],
)
def test_at_least_is_decided_as_soon_as_it_can_be(
    count: int, truths: list[Truth], expected: Truth
) -> None:
    assert at_least(count, truths) is expected


@given(TRUTHS)
def test_de_morgan_holds(truths: list[Truth]) -> None:
    assert all_of(truths).negated() is any_of(truth.negated() for truth in truths)


@given(TRUTHS)
def test_at_least_one_is_any_and_at_least_all_is_all(truths: list[Truth]) -> None:
    assert at_least(1, truths) is any_of(truths)
    assert at_least(len(truths), truths) is all_of(truths)


@given(TRUTHS, st.integers(min_value=0, max_value=6), st.sampled_from([T, F]))
def test_learning_a_fact_never_changes_what_was_decided(
    truths: list[Truth], count: int, learnt: Truth
) -> None:
    known = [learnt if truth is U else truth for truth in truths]
    for before, after in (
        (all_of(truths), all_of(known)),
        (any_of(truths), any_of(known)),
        (at_least(count, truths), at_least(count, known)),
    ):
        assert before is U or before is after
