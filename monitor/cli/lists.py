"""Commands on the sanctions lists: take a file in, fetch what is new, show what is loaded."""

import getpass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.rescreen import follow
from monitor.cli.terminal import FAULTS, CannotDo, as_json, put_json, put_table, say, with_wiring
from monitor.errors import FeedAborted

if TYPE_CHECKING:
    from monitor.domain.listing import KnownList
    from monitor.domain.ports.lists import KeptSnapshot
    from monitor.service.list_states import ListChange
    from monitor.service.list_status import ListStatus

_day = click.DateTime(formats=["%Y-%m-%d"])
_WAY_OUT = " If the file is right, import it with --force --reason"
_NOTES_SHOWN = 5
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=AnywhereGroup)
def lists() -> None:
    """Load sanctions lists, fetch them, and show how fresh they are."""


@lists.command("import")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--list", "list_id", required=True, metavar="ID", help="Such as un-sc or ofac-sdn.")
@click.option("--published", type=_day, metavar="DAY", help="The file's day, where it gives none.")
@click.option("--force", is_flag=True, help="Use it although it became suspiciously small.")
@click.option("--reason", metavar="TEXT", help="Why; needed with --force.")
@with_wiring
def import_list(
    wiring: Wiring,
    *,
    files: tuple[Path, ...],
    list_id: str,
    published: datetime | None,
    force: bool,
    reason: str | None,
) -> int:
    """Take a list file in; OFAC's tables are SDN.CSV with ALT.CSV and ADD.CSV beside it.

    A file that lost half of its entries is kept and refused, and the one before stays in use.
    """
    from monitor.service.lists import Arrival, Outcome

    if force != bool(reason and reason.strip()):
        raise click.UsageError("--force and --reason go together: say why a small file is right")
    known = _known(wiring, list_id)
    parts = _with_tables_beside(files)
    arrival = Arrival(
        source=files[0].name,
        by=getpass.getuser(),
        published_on=published.date() if published is not None else None,
        accepted_because=(reason or "").strip(),
    )
    _begin_watch(wiring)
    try:
        taken = wiring.list_import.take(
            known, {path.name: path.read_bytes() for path in parts}, arrival
        )
    except FeedAborted as fault:
        say(f"{files[0]}: {fault}")
        return FAULTS
    for note in taken.notes[:_NOTES_SHOWN]:
        say(f"{files[0]}: {note}")
    if len(taken.notes) > _NOTES_SHOWN:
        say(f"{files[0]}: and {len(taken.notes) - _NOTES_SHOWN} more oddities")
    if taken.outcome is Outcome.REFUSED:
        say(
            f"{known.id}: refused, and what was loaded before stays in use: "
            f"{taken.snapshot.given.reason}.{_WAY_OUT if taken.snapshot.given.counts['total'] else ''}"
        )
    else:
        _follow(wiring)
    put_json(taken.to_json())
    return FAULTS if taken.outcome is Outcome.REFUSED else 0


@lists.command("update")
@click.option("--list", "list_ids", multiple=True, metavar="ID", help="Only this one; repeatable.")
@with_wiring
def update_lists(wiring: Wiring, list_ids: tuple[str, ...]) -> int:
    """Fetch every list that has an address, where its publisher has a newer file."""
    wanted = [_known(wiring, each) for each in list_ids] or list(wiring.catalogue)
    for known in wanted:
        if list_ids and known.url is None:
            raise CannotDo(f"'{known.id}' cannot be fetched: the catalogue gives no address for it")
    _begin_watch(wiring)
    done = wiring.listing.update.update(wanted, getpass.getuser())
    _follow(wiring)
    for updated in done:
        put_json(updated.to_json())
    return FAULTS if any(updated.is_fault for updated in done) else 0


@lists.command("status")
@as_json
@with_wiring
def show_status(wiring: Wiring, as_json: bool) -> int:  # noqa: FBT001 - a click flag
    """Show each list: the file in use, its age, its entries, the last and the next fetch."""
    statuses = wiring.listing.statuses.all()
    if as_json:
        for status in statuses:
            put_json(status.to_json())
        return 0
    put_table(
        ("list", "published", "age", "entries", "decides", "source", "checked", "next", "error"),
        [_status_row(status) for status in statuses],
    )
    return 0


@lists.command("history")
@click.option("--list", "list_id", metavar="ID", help="Only this one.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@as_json
@with_wiring
def show_history(
    wiring: Wiring,
    list_id: str | None,
    limit: int,
    as_json: bool,  # noqa: FBT001 - a click flag
) -> int:
    """List the files that came in, refused ones too, the last first."""
    found = wiring.listing.statuses.history(list_id, limit)
    if as_json:
        for kept in found:
            put_json(_snapshot_json(kept))
        return 0
    put_table(
        ("no", "list", "published", "came", "entries", "state", "by", "source", "why"),
        [
            (
                kept.number,
                kept.given.list_id,
                kept.given.published_on,
                f"{kept.given.fetched_at:%Y-%m-%d %H:%M}",
                kept.given.counts["total"],
                kept.given.status.value,
                kept.given.imported_by,
                kept.given.source,
                kept.given.reason,
            )
            for kept in found
        ],
    )
    return 0


@lists.command("diff")
@click.argument("before", type=int)
@click.argument("after", type=int)
@with_wiring
def show_difference(wiring: Wiring, before: int, after: int) -> int:
    """Print which entries differ between two files, by their numbers in the history."""
    from monitor.screening.snapshot import read_snapshot
    from monitor.service.list_states import ListChange

    store = wiring.existing_store()
    by_number = {kept.number: kept for kept in store.lists.history(limit=1_000_000)}
    for number in (before, after):
        if number not in by_number:
            raise CannotDo(f"no file {number} is kept: see `lists history`")
    for number in (before, after):
        if not by_number[number].given.counts["total"]:
            raise CannotDo(f"file {number} could not be read, so there is nothing to compare")
    old, new = (
        read_snapshot(store.lists.blob(by_number[number].given.digest)).entries
        for number in (before, after)
    )
    for line in ListChange.between(old, new).to_json():
        put_json(line)
    return 0


def _known(wiring: Wiring, list_id: str) -> "KnownList":
    try:
        return wiring.catalogue.find(list_id)
    except KeyError as error:
        raise CannotDo(str(error.args[0])) from None


def _with_tables_beside(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Give OFAC's other tables too, where they stand beside ``SDN.CSV`` under the same name."""
    first = files[0]
    at = first.name.lower().rfind("sdn")
    if len(files) > 1 or first.suffix.lower() != ".csv" or at < 0:
        return files
    names = {path.name.lower(): path for path in first.parent.iterdir()}
    wanted = (f"{first.name[:at]}{part}{first.name[at + 3 :]}".lower() for part in ("alt", "add"))
    return (first, *(names[name] for name in wanted if name in names))


def _begin_watch(wiring: Wiring) -> None:
    """Note what is in use before anything comes in, so that the change can be told after."""
    wiring.list_watch  # noqa: B018 - made when it is first asked for


def _follow(wiring: Wiring) -> None:
    """Put the lists to use and bring stored events up to them."""
    wiring.shelf  # noqa: B018 - the import may have made the store, which the watch must see
    _say_change(wiring.list_watch.look())
    follow(wiring)


def _say_change(change: "ListChange") -> None:
    if change.is_empty:
        return
    say(
        f"the lists in use changed: {len(change.added)} entries added, {len(change.changed)} "
        f"changed, {len(change.removed)} no longer listed"
    )


def _status_row(status: "ListStatus") -> tuple[object, ...]:
    if not status.is_loaded:
        age: object = "not loaded"
    else:
        age = f"{status.age_days} days{' STALE' if status.is_stale else ''}"
    kept, check = status.snapshot, status.check
    source = "shipped" if status.is_shipped else "" if kept is None else kept.given.source
    return (
        status.known.id,
        _shown(status.published_on),
        age,
        (status.counts or {}).get("total", ""),
        "yes" if status.known.drives else "informs",
        source,
        "" if check is None else f"{check.checked_at:%Y-%m-%d %H:%M}",
        "" if status.next_at is None else f"{status.next_at:%Y-%m-%d %H:%M}",
        status.error,
    )


def _shown(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _snapshot_json(kept: "KeptSnapshot") -> dict[str, object]:
    given = kept.given
    return {
        "snapshot": kept.number,
        "list": given.list_id,
        "status": given.status.value,
        "published": given.published_on.isoformat(),
        "fetched": given.fetched_at.isoformat(),
        "entries": dict(given.counts),
        "source": given.source,
        "imported_by": given.imported_by,
        "reason": given.reason,
        "digest": given.digest,
        "file": given.raw_digest,
        "replaces": given.replaces,
        "notes": list(given.notes),
    }
