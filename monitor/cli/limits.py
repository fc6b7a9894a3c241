"""The command that shows where every limit stands."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.bootstrap import Wiring
from monitor.cli.common import as_json, put_page, put_table, with_wiring
from monitor.domain.canonical import plain_decimal

if TYPE_CHECKING:
    from monitor.service.limits import BasisStatus, LimitStatus

_day = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--on", "on", type=_day, metavar="DAY", help="The day; today where left out.")
@as_json
@with_wiring
def limits(wiring: Wiring, on: datetime | None, as_json: bool) -> int:  # noqa: FBT001 - a click flag
    """Show every limit: value, totals, share, what remains, the next step."""
    day = wiring.clock.now().date() if on is None else on.date()
    found = wiring.limits.on(day)
    if as_json:
        put_page({"on": day.isoformat(), "limits": [status.to_json() for status in found]})
        return 0
    _print(found)
    return 0


def _print(found: "tuple[LimitStatus, ...]") -> None:
    rows = [
        (status.id, f"{status.start} to {status.until}", _amount(status), name, *_cells(total))
        for status in found
        for name, total in (("reported", status.reported), ("observed", status.observed))
    ]
    head = (
        "limit",
        "period (end not counted)",
        "of",
        "basis",
        "total",
        "share",
        "remaining",
        "next",
    )
    put_table(head, rows)


def _amount(status: "LimitStatus") -> str:
    return f"{plain_decimal(status.of)} {status.unit}"


def _cells(total: "BasisStatus") -> tuple[str, ...]:
    shown = total.to_json()
    floor = "at least " if total.incomplete else ""
    step = "-" if total.next_step is None else f"{total.next_step} %"
    return (
        f"{floor}{shown['total']}",
        f"{shown['share_percent']} %",
        str(shown["remaining"]),
        step,
    )
