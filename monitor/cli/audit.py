"""Commands on the record of what people did."""

from datetime import datetime

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import DONE, FAULTS, as_json, put_json, put_text, with_wiring
from monitor.service.audit import Verification, verify


@click.group(cls=AnywhereGroup)
def audit() -> None:
    """Check the record of what people did."""


@audit.command("verify")
@click.option(
    "--from",
    "since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Begin with the first entry of this day.",
)
@click.option(
    "--noted",
    metavar="NUMBER:DIGEST",
    help="An entry as an earlier check printed it; shows that the end was cut off.",
)
@as_json
@with_wiring
def verify_command(
    wiring: Wiring, *, since: datetime | None, noted: str | None, as_json: bool
) -> int:
    """Follow the chain of entries and name the first one that was touched.

    Note the last line of each check outside of this machine: who owns the database could write
    the whole chain anew, and only a digest that was noted elsewhere shows that.
    """
    wiring.existing_store()
    first_day = None if since is None else since.date()
    found = verify(wiring.store.audit, first_day, _read_noted(noted))
    if as_json:
        put_json(_to_json(found))
    elif found.broken is not None:
        put_text(
            f"entry {found.broken} is broken: {found.why}; {found.checked} before it are whole"
        )
    elif found.head is None:
        put_text("no entries")
    else:
        put_text(f"{found.checked} entries are whole; the last is {found.head[0]}:{found.head[1]}")
    return DONE if found.broken is None else FAULTS


def _read_noted(noted: str | None) -> tuple[int, str] | None:
    if noted is None:
        return None
    number, _, digest = noted.partition(":")
    if not number.isdecimal() or not digest.startswith("sha256:"):
        raise click.UsageError("--noted: write it as an earlier check printed it, 12:sha256:…")
    return int(number), digest


def _to_json(found: Verification) -> dict[str, object]:
    return {
        "whole": found.broken is None,
        "checked": found.checked,
        "last": None if found.head is None else f"{found.head[0]}:{found.head[1]}",
        "broken": found.broken,
        "why": found.why,
    }
