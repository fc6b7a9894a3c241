"""Judging with a net: an event that cannot be judged is never lost and never stops the others."""

import logging
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from monitor.domain.event import Event, Reason
from monitor.domain.finding import Judgement
from monitor.domain.ports import HistoryReader, LedgerReader, Sighting
from monitor.errors import StoreError

_log = logging.getLogger(__name__)
ERROR_TEXT_MAX = 500
_TOLD_MAX = 1_000
_told: set[str] = set()


class Judges(Protocol):
    """What the use cases need of the engine."""

    @property
    def rulebook(self) -> str:
        """The digest of the rulebook."""
        ...

    @property
    def lists(self) -> str:
        """The digest of the lists."""
        ...

    def refusals(self, event: Event) -> Sequence[Reason]:
        """Say what of the contract the event breaks that only the rulebook can tell."""
        ...

    def judge(self, event: Event, history: HistoryReader, ledger: LedgerReader) -> Judgement:
        """Judge one event."""
        ...

    def sightings(self, event: Event) -> Sequence[Sighting]:
        """Give what later events need to know of the hulls in this one."""
        ...


class Appraisal(NamedTuple):
    """A judgement with what later events need to know of the hulls, or why there is none."""

    judgement: Judgement | None
    sightings: tuple[Sighting, ...] = ()
    error: str | None = None


def appraise(
    engine: Judges, event: Event, history: HistoryReader, ledger: LedgerReader
) -> Appraisal:
    """Judge an event; a failure is logged and given as text.

    Raises:
        StoreError: the store failed, which is no fault of the event.
    """
    try:
        judgement = engine.judge(event, history, ledger)
        return Appraisal(judgement, tuple(engine.sightings(event)))
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - decision 10: one event fails, the batch goes on
        return Appraisal(None, error=_failed(event, error))


def refusals_or_error(engine: Judges, event: Event) -> tuple[tuple[Reason, ...], str | None]:
    """Check what only the rulebook can check; a failure is logged and given as text."""
    try:
        return tuple(engine.refusals(event)), None
    except Exception as error:  # noqa: BLE001 - decision 10: one event fails, the batch goes on
        return (), _failed(event, error)


def _failed(event: Event, error: Exception) -> str:
    text = f"{type(error).__name__}: {error}"[:ERROR_TEXT_MAX]
    # A broken rule fails on every event it meets: the traceback is told once, each event by name.
    kind = text.partition("\n")[0]
    is_known = kind in _told
    if len(_told) < _TOLD_MAX:
        _told.add(kind)
    _log.error(
        "an event could not be judged: %s %s: %s",
        event.source,
        event.event_id,
        text,
        exc_info=None if is_known else error,
    )
    return text
