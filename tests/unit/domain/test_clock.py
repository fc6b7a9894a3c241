from __future__ import annotations

from datetime import UTC, datetime

from monitor.domain.clock import FixedClock, SystemClock


def test_a_fixed_clock_stands_still() -> None:
    noon = datetime(2024, 5, 2, 12, tzinfo=UTC)
    clock = FixedClock(noon)
    assert clock.now() == clock.now() == noon


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
