"""Commands that read the queue of alerts."""

from typing import TYPE_CHECKING, Any

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import CannotDo, as_json, put, put_json, put_page, put_table, with_wiring
from monitor.domain.alert import AlertState
from monitor.domain.finding import Level
from monitor.domain.ports import AlertFilter

if TYPE_CHECKING:
    from monitor.domain.alert import Alert


@click.group(cls=AnywhereGroup)
def alerts() -> None:
    """Read the queue of alerts."""


@alerts.command("list")
@click.option("--state", type=click.Choice([state.value for state in AlertState]))
@click.option("--level", type=click.Choice([level.value for level in Level]))
@click.option("--rule", metavar="ID")
@click.option("--provision", metavar="2371:8")
@click.option("--source", metavar="NAME")
@click.option("--text", metavar="WORDS")
@click.option("--open", "open_only", is_flag=True, help="Only alerts that wait for a person.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@as_json
@with_wiring
def list_alerts(
    wiring: Wiring,
    *,
    limit: int | None,
    as_json: bool,
    state: str | None,
    level: str | None,
    rule: str | None,
    provision: str | None,
    source: str | None,
    text: str | None,
    open_only: bool,
) -> int:
    """List alerts in the order of the queue: open, most urgent, first due."""
    from monitor.service.alerts import alert_to_json, iter_alerts

    where = AlertFilter(
        state=AlertState(state) if state else None,
        level=Level(level) if level else None,
        rule=rule,
        provision=provision,
        source=source,
        text=text,
        open_only=open_only,
    )
    found = iter_alerts(wiring.existing_store(), where, limit)
    if as_json:
        for alert in found:
            put_json(alert_to_json(alert))
        return 0
    put_table(
        ("id", "level", "state", "verdict", "due", "seen", "rule", "summary"), map(_row, found)
    )
    return 0


def _row(alert: "Alert") -> tuple[Any, ...]:
    due = f"{alert.due_at:%Y-%m-%d %H:%M}{' overdue' if alert.overdue else ''}"
    return (
        alert.id, alert.level.value, alert.state.value, alert.verdict.value, due,
        alert.occurrences, alert.rule, alert.summary,
    )  # fmt: skip


@alerts.command("show")
@click.argument("alert_id", metavar="ID")
@with_wiring
def show(wiring: Wiring, alert_id: str) -> int:
    """Print one alert with its findings and time line, as JSON."""
    from monitor.service.alerts import show_alert

    found = show_alert(wiring.existing_store(), alert_id)
    if found is None:
        raise CannotDo(f"there is no alert '{alert_id}'")
    put_page(found)
    return 0


@alerts.command("export")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["ndjson", "csv", "json"]),
    default="ndjson",
    show_default=True,
)
@with_wiring
def export(wiring: Wiring, format_: str) -> int:
    """Print every alert."""
    from monitor.service.exports import ExportFormat, export_alerts

    for piece in export_alerts(
        wiring.existing_store().exports, AlertFilter(), ExportFormat(format_)
    ):
        put(piece)
    return 0
