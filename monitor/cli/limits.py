"""The command that shows where every limit stands."""

from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

import click

from monitor.bootstrap import Wiring
from monitor.cli.terminal import as_json, put_page, put_table, with_wiring
from monitor.domain.canonical import plain_decimal

if TYPE_CHECKING:
    from monitor.domain.finding import Basis
    from monitor.service.limits import BasisStatus, LimitStatus

_TENTH = Decimal("0.1")
_day = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--on", "on", type=_day, metavar="DAY", help="The day; today where left out.")
@as_json
@with_wiring
def limits(wiring: Wiring, on: datetime | None, as_json: bool) -> int:  # noqa: FBT001 - a click flag
    """Show every limit: value, totals, share, what remains, the next step, the projection."""
    day = wiring.clock.now().date() if on is None else on.date()
    found = wiring.limits.on(day)
    if as_json:
        put_page({"on": day.isoformat(), "limits": [status.to_json() for status in found]})
        return 0
    put_table(
        _HEAD, [_row(status, basis, total) for status in found for basis, total in status.bases]
    )
    return 0


_HEAD = (
    "limit",
    "period (end not counted)",
    "of",
    "measure",
    "basis",
    "total",
    "share",
    "remaining",
    "next step",
    "at the present rate",
)


def _row(status: "LimitStatus", basis: "Basis", total: "BasisStatus") -> tuple[str, ...]:
    shown = total.to_json()
    floor = "at least " if total.incomplete else ""
    return (
        status.id,
        f"{status.start} to {status.until}",
        f"{plain_decimal(status.of)} {status.unit}",
        status.measure,
        basis.value,
        f"{floor}{shown['total']}",
        f"{shown['share_percent']} %",
        str(shown["remaining"]),
        _next(total),
        _projected(total),
    )


def _next(total: "BasisStatus") -> str:
    step = total.next
    return "-" if step is None else f"{step.at} %, {plain_decimal(step.left)} left"


def _projected(total: "BasisStatus") -> str:
    """Say the end of the window, then the day of each step still to come within it."""
    found = total.projection
    if found is None:
        return f"none: {total.no_projection}"
    floor = "at least " if total.incomplete else ""
    share = plain_decimal(found.share.quantize(_TENTH, ROUND_DOWN))
    last = found.until - timedelta(days=1)
    days = [f"{step.at} % on {step.projected_on}" for step in total.steps if step.projected_on]
    end = f"{floor}{plain_decimal(found.total)} ({share} %) by {last}"
    return f"{end}, known through {found.through}" + "".join(f"; {text}" for text in days)
