"""How long clearances hold and how soon earlier dealings matter: ``screening_times.toml``, read once."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from monitor.domain.finding import Level


@dataclass(frozen=True, slots=True)
class ScreeningTimes:
    """The working times of screening."""

    clearance_default: timedelta
    clearance_most: timedelta
    listed_since: tuple[tuple[timedelta, Level], ...]
    rescreen_batch: int
    rescreen_lease: timedelta

    def level_of(self, occurred_on: date, listed_on: date) -> Level:
        """Give how soon a person must look at a dealing with somebody who was listed later."""
        age = listed_on - occurred_on
        return next((level for most, level in self.listed_since if age <= most), Level.LOW)


@cache
def screening_times() -> ScreeningTimes:
    """Give the times that came with the program."""
    text = files("monitor.domain").joinpath("screening_times.toml").read_text(encoding="utf-8")
    given = tomllib.loads(text)
    steps = [(timedelta(days=each["days"]), Level(each["level"])) for each in given["listed_since"]]
    return ScreeningTimes(
        clearance_default=timedelta(days=given["clearance"]["default_days"]),
        clearance_most=timedelta(days=given["clearance"]["most_days"]),
        listed_since=tuple(sorted(steps, key=lambda step: step[0])),
        rescreen_batch=given["rescreen"]["batch"],
        rescreen_lease=timedelta(seconds=given["rescreen"]["lease"]),
    )
