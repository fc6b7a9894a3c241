"""Sends what waits in the outbox: again and later where it fails, and never for ever."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from monitor.domain.clock import Clock
from monitor.domain.ports.outbox import Carrier, DeliveryFailed, Notification, Outbox

FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=6)
_ROUND: Final = 100
# A round ends before the lease of its job does.
_ROUND_LASTS: Final = timedelta(seconds=20)

_log = logging.getLogger(__name__)


class Sender:
    """Sends each message until it is taken: at least once, always under the same id."""

    def __init__(
        self,
        outbox: Outbox,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        chance: Callable[[], float],
        attempts_max: int,
    ) -> None:
        """Put together what sends.

        Args:
            outbox: Where messages wait.
            carriers: By the name of the channel.
            clock: The time.
            chance: Gives a number from 0 up to 1, by which waits are spread.
            attempts_max: After so many failed attempts a message is dead.
        """
        self._outbox = outbox
        self._carriers = carriers
        self._clock = clock
        self._chance = chance
        self._attempts_max = attempts_max

    def send_due(self) -> tuple[int, int]:
        """Send what is due; give how many were taken and how many attempts failed."""
        taken = failed = 0
        until = self._clock.now() + _ROUND_LASTS
        for notification in self._outbox.due(self._clock.now(), _ROUND):
            if self._send(notification):
                taken += 1
            else:
                failed += 1
            if self._clock.now() >= until:
                break
        return taken, failed

    def _send(self, notification: Notification) -> bool:
        message = notification.message
        try:
            carrier = self._carriers.get(message.channel)
            if carrier is None:
                raise DeliveryFailed(f"there is no channel '{message.channel}' any more")
            carrier.carry(notification)
        except DeliveryFailed as error:
            self._note_failure(notification, str(error))
            return False
        self._outbox.delivered(message.id, self._clock.now())
        return True

    def _note_failure(self, notification: Notification, error: str) -> None:
        attempts = notification.attempts + 1
        is_last = attempts >= self._attempts_max
        next_at = None if is_last else self._clock.now() + wait_after(attempts, self._chance())
        message = notification.message
        level = logging.ERROR if is_last else logging.WARNING
        _log.log(level, "%s to %s failed (%d): %s", message.id, message.channel, attempts, error)
        self._outbox.failed(message.id, error, next_at)


def wait_after(attempts: int, chance: float) -> timedelta:
    """Say how long to wait after so many failed attempts: doubling, and spread by a quarter.

    The spread keeps messages that failed together from coming back together.
    """
    doubled = FIRST_WAIT * int(2 ** min(attempts - 1, 20))
    return min(doubled, LONGEST_WAIT) * (0.75 + 0.5 * chance)
