"""Commands on the API keys of programs."""

from datetime import UTC, datetime, time, timedelta

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import CannotDo, as_json, put_json, put_table, say, with_wiring
from monitor.domain.ports.keys import ApiKey
from monitor.domain.scopes import SCOPES
from monitor.service.people import TERMINAL

_MEANINGS = "; ".join(f"{scope}: {meaning}" for scope, meaning in SCOPES.items())


@click.group(cls=AnywhereGroup)
def keys() -> None:
    """Make, list and revoke the API keys of programs."""


@keys.command(epilog=f"Scopes: {_MEANINGS}.")
@click.option("--name", required=True, metavar="N", help="Who uses the key, for people.")
@click.option(
    "--scope",
    "scopes",
    required=True,
    multiple=True,
    type=click.Choice(tuple(SCOPES)),
    metavar="S",
    help="What the key may do; give it once for each scope.",
)
@click.option(
    "--last-day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The last day on which the key opens anything, in UTC.",
)
@with_wiring
def create(wiring: Wiring, *, name: str, scopes: tuple[str, ...], last_day: datetime | None) -> int:
    """Make a key and print it, once."""
    key, secret = wiring.access.keys.create(TERMINAL, name, scopes, end_of(last_day))
    put_json({"id": key.id, "name": key.name, "scopes": list(key.scopes), "key": secret})
    say("Keep the key now: only its digest is stored, and it is not shown again.")
    return 0


def end_of(day: datetime | None) -> datetime | None:
    """Give the instant at which a day is over."""
    if day is None:
        return None
    return datetime.combine(day.date() + timedelta(days=1), time(), UTC)


@keys.command("list")
@as_json
@with_wiring
def list_keys(wiring: Wiring, *, as_json: bool) -> int:
    """Show every key, newest first, and when it was last used."""
    wiring.existing_store()
    now = wiring.clock.now()
    found = wiring.access.keys.everything()
    if as_json:
        for key in found:
            put_json(key_to_json(key))
        return 0
    rows = (
        (key.id, _state(key, now), _minute(key.used_at), key.name, " ".join(key.scopes))
        for key in found
    )
    put_table(("id", "state", "last used", "name", "scopes"), rows)
    return 0


def key_to_json(key: ApiKey) -> dict[str, object]:
    """Give a key in its public shape, without its digest."""
    return {
        "object": "key",
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "made_by": key.made_by or None,
        "created_at": key.created_at.isoformat(),
        "expires_at": None if key.expires_at is None else key.expires_at.isoformat(),
        "revoked_at": None if key.revoked_at is None else key.revoked_at.isoformat(),
        "used_at": None if key.used_at is None else key.used_at.isoformat(),
    }


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "good" if key.is_good(now) else "over"


def _minute(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M}"


@keys.command()
@click.argument("key_id", metavar="ID")
@with_wiring
def revoke(wiring: Wiring, *, key_id: str) -> int:
    """Revoke a key for good."""
    if not wiring.settings.has_store:
        raise CannotDo("there is no store yet, and so no key")
    wiring.access.keys.revoke(TERMINAL, key_id)
    say(f"{key_id} opens nothing any more.")
    return 0
