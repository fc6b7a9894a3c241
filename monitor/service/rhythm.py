"""How often a feed sends, and whether it has fallen silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from monitor.domain.ports.figures import FeedPulse

RHYTHM_SPAN: Final = timedelta(days=90)
"""How far back its days are looked at."""
DAYS_MIN: Final = 5
"""With fewer days of sending nothing is expected of a feed."""
_SLACK: Final = 2


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a feed last sent, and by when it should have sent again.

    Attributes:
        expected: The longest span without an event that is ordinary, or ``None`` where nobody set
            one and the feed is too young to tell.
        is_set: Whether an administrator set it; else it is learned from the feed's own days.
    """

    last_at: datetime
    expected: timedelta | None
    is_set: bool

    def is_silent(self, now: datetime) -> bool:
        """Tell whether the feed should have sent by now."""
        return self.expected is not None and now - self.last_at > self.expected

    @property
    def words(self) -> str:
        """Say what is expected."""
        if self.expected is None:
            return f"unknown: fewer than {DAYS_MIN} days with events"
        hours = int(self.expected.total_seconds() // 3600)
        span = f"{hours // 24} days" if hours % 24 == 0 and hours > 24 else f"{hours} hours"
        return f"every {span}{'' if self.is_set else ', as it used to send'}"


def rhythm_of(pulse: FeedPulse, set_to: timedelta | None) -> Rhythm:
    """Tell a feed's rhythm: what was set, else twice the gap that nine in ten of its gaps keep to.

    The days of sending are compared, not single events: a feed of one file a day sends thousands
    of events within a minute.
    """
    if set_to is not None:
        return Rhythm(pulse.last_at, set_to, is_set=True)
    days = sorted(pulse.days)
    if len(days) < DAYS_MIN:
        return Rhythm(pulse.last_at, None, is_set=False)
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    usual = gaps[(9 * len(gaps) + 9) // 10 - 1]
    return Rhythm(pulse.last_at, usual * _SLACK, is_set=False)
