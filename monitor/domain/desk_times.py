"""How long things may wait on the desk: read once from ``desk_times.toml``, reasons beside them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from monitor.domain.finding import Level


@dataclass(frozen=True, slots=True)
class DeskTimes:
    """The desk's working times; ``due`` and its like are by level."""

    due: Mapping[Level, timedelta]
    remind_before: Mapping[Level, timedelta]
    escalate_after: Mapping[Level, timedelta]
    snooze_most: Mapping[Level, timedelta]
    claim: timedelta
    suppress_most: timedelta
    idempotency: timedelta


@cache
def desk_times() -> DeskTimes:
    """Give the times that came with the program."""
    text = files("monitor.domain").joinpath("desk_times.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text)
    desk = {name: timedelta(**length) for name, length in given["desk"].items()}
    return DeskTimes(
        due=_by_level(given["due"]),
        remind_before=_by_level(given["remind_before"]),
        escalate_after=_by_level(given["escalate_after"]),
        snooze_most=_by_level(given["snooze_most"]),
        claim=desk["claim"],
        suppress_most=desk["suppress_most"],
        idempotency=desk["idempotency"],
    )


def _by_level(given: Mapping[str, Mapping[str, int]]) -> Mapping[Level, timedelta]:
    # Every level is named: one that is forgotten fails here and not when its first alert opens.
    return {level: timedelta(**given[level.value]) for level in Level}
