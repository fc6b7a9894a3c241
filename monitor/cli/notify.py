"""Commands about notifications: try a channel, see what waits, send again what was given up."""

from typing import TYPE_CHECKING

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import (
    DONE,
    FAULTS,
    CannotDo,
    as_json,
    put_json,
    put_table,
    put_text,
    with_wiring,
)

if TYPE_CHECKING:
    from monitor.domain.ports.outbox import Notification

_SHOWN = 50


@click.group(cls=AnywhereGroup)
def notify() -> None:
    """Try channels and look after the outbox."""


@notify.command("test")
@click.option("--channel", required=True, metavar="NAME", help="A channel of the file.")
@with_wiring
def test(wiring: Wiring, channel: str) -> int:
    """Send a test message and say what came of it."""
    from monitor.domain.ports.outbox import Delivery

    found = wiring.notifier.test(channel, "the command line")
    if found.state is Delivery.DELIVERED:
        put_text(f"{found.message.id} was taken by {channel}")
        return DONE
    put_text(f"{found.message.id} was not taken by {channel}: {found.last_error or 'it waits'}")
    return FAULTS


@notify.command("status")
@click.option("--state", type=click.Choice(["pending", "delivered", "dead"]))
@as_json
@with_wiring
def status(wiring: Wiring, *, as_json: bool, state: str | None) -> int:
    """Show how many messages wait, were sent or were given up, and the newest of them."""
    from monitor.domain.ports.outbox import Delivery
    from monitor.service.notify.notifier import shown

    wiring.existing_store()
    found = wiring.notifier.newest(Delivery(state) if state else None, _SHOWN)
    if as_json:
        for one in found:
            put_json(shown(one))
        return DONE
    counts = wiring.notifier.counts()
    put_text(", ".join(f"{counts[one]} {one.value}" for one in Delivery))
    put_table(("id", "state", "channel", "trigger", "tries", "made", "error"), map(_row, found))
    return DONE


def _row(one: "Notification") -> tuple[object, ...]:
    message = one.message
    return (
        message.id, one.state.value, message.channel, message.trigger, one.attempts,
        f"{one.created_at:%Y-%m-%d %H:%M}", one.last_error or "",
    )  # fmt: skip


@notify.command("retry")
@click.argument("notification_id", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="Every message that was given up.")
@with_wiring
def retry(wiring: Wiring, *, notification_id: str | None, everything: bool) -> int:
    """Let a message that waits or was given up be sent again now."""
    if (notification_id is None) is not everything:
        raise click.UsageError("name one message, or --all")
    wiring.existing_store()
    count = wiring.notifier.retry(notification_id)
    if notification_id is not None and count == 0:
        raise CannotDo(f"no message '{notification_id}' waits or was given up")
    put_text(f"{count} messages will be sent again; {wiring.notifier.send()}")
    return DONE
