"""Commands that make API keys for programs."""

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import put_json, say, with_wiring
from monitor.domain.scopes import SCOPES


@click.group(cls=AnywhereGroup)
def keys() -> None:
    """Make API keys for programs."""


@keys.command()
@click.option("--name", required=True, metavar="N", help="Who uses the key, for people.")
@click.option(
    "--scope",
    "scopes",
    required=True,
    multiple=True,
    type=click.Choice(tuple(SCOPES)),
    help="What the key may do; give it once for each scope.",
)
@with_wiring
def create(wiring: Wiring, name: str, scopes: tuple[str, ...]) -> int:
    """Make a key and print it, once."""
    key, secret = wiring.keys.create(name, scopes)
    put_json({"id": key.id, "name": key.name, "scopes": list(key.scopes), "key": secret})
    say("Keep the key now: only its digest is stored, and it is not shown again.")
    return 0
