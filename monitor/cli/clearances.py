"""Commands on clearances: what people found not to be the same."""

import getpass
from datetime import datetime

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import as_json, put_json, put_table, say, with_wiring
from monitor.domain.ports import EventKey
from monitor.service.clearances import NotTheSame

_day = click.DateTime(formats=["%Y-%m-%d"])


@click.group(cls=AnywhereGroup)
def clearances() -> None:
    """Remember that a party is not a list entry, for that pair alone, and until it changes."""


@clearances.command("list")
@click.option("--ref", metavar="REF", help="Only of this list entry.")
@click.option("--list", "list_id", metavar="ID", help="Only of this list.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@as_json
@with_wiring
def list_clearances(
    wiring: Wiring, *, ref: str | None, list_id: str | None, limit: int, as_json: bool
) -> int:
    """Show clearances, the newest first, and where each stands."""
    wiring.existing_store()
    now = wiring.clock.now()
    found = [each for _, each in wiring.screening.clearings.page(list_id, ref, limit=limit)]
    if as_json:
        for each in found:
            put_json({**each.to_json(), "state": each.state(now).value})
        return 0
    put_table(
        ("id", "state", "list", "ref", "until", "by", "party", "reason"),
        (
            (
                each.id,
                each.state(now).value,
                each.list,
                each.ref,
                each.expires_on,
                each.by,
                ", ".join(map(str, each.party.get("names") or ("no name",))),  # type: ignore[call-overload]
                each.reason,
            )
            for each in found
        ),
    )
    return 0


@clearances.command("add")
@click.option("--source", required=True, metavar="S", help="The feed of the event.")
@click.option("--event", "event_id", required=True, metavar="ID", help="The event's id.")
@click.option("--path", required=True, metavar="PATH", help="Who is meant: parties/0, vessel …")
@click.option("--list", "list_id", required=True, metavar="ID", help="Such as un-sc.")
@click.option("--ref", required=True, metavar="REF", help="The list entry's reference.")
@click.option("--reason", required=True, metavar="TEXT", help="What shows that they differ.")
@click.option("--until", type=_day, metavar="DAY", help="The first day on which it ends.")
@click.option("--alert", "alert_id", metavar="ID", help="The alert on which it was decided.")
@with_wiring
def add(
    wiring: Wiring,
    *,
    source: str,
    event_id: str,
    path: str,
    list_id: str,
    ref: str,
    reason: str,
    until: datetime | None,
    alert_id: str | None,
) -> int:
    """Remember that a party of a stored event is not a list entry.

    Where the match is high or critical it counts only when a second person has confirmed it.
    """
    wiring.existing_store()
    said = NotTheSame(
        key=EventKey(source, event_id),
        path=path,
        list=list_id,
        ref=ref,
        reason=reason,
        expires_on=until.date() if until is not None else None,
        alert_id=alert_id,
    )
    given = wiring.screening.clearings.remember(said, getpass.getuser())
    if given.needs_two:
        say(f"{given.id} waits for a second person: clearances confirm {given.id}")
    put_json({**given.to_json(), "state": given.state(wiring.clock.now()).value})
    return 0


@clearances.command("confirm")
@click.argument("clearance_id", metavar="ID")
@with_wiring
def confirm(wiring: Wiring, *, clearance_id: str) -> int:
    """Agree as a second person; nobody confirms what he asked for himself."""
    wiring.existing_store()
    wiring.screening.clearings.confirm(clearance_id, getpass.getuser())
    say(f"{clearance_id} is confirmed and counts from now on")
    return 0


@clearances.command("revoke")
@click.argument("clearance_id", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="What has come up.")
@with_wiring
def revoke(wiring: Wiring, *, clearance_id: str, reason: str) -> int:
    """End a clearance; the match counts again from now on."""
    wiring.existing_store()
    wiring.screening.clearings.revoke(clearance_id, getpass.getuser(), reason)
    say(f"{clearance_id} is revoked; the match counts again")
    return 0
