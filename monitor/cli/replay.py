"""The command that judges a past window again."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import monitor
from monitor.bootstrap import Wiring
from monitor.cli.progress import watch
from monitor.cli.terminal import CannotDo, put_json, say, with_wiring

if TYPE_CHECKING:
    from monitor.rulebook.book import RuleBook
    from monitor.service.list_shelf import ListsInUse

_day = click.DateTime(formats=["%Y-%m-%d"])
_REVISION = re.compile(r"(?:sha256:)?([0-9a-f]{6,64})")
_DIGEST_LENGTH = 64


@click.command()
@click.option("--from", "first", type=_day, required=True, metavar="DAY")
@click.option("--to", "last", type=_day, required=True, metavar="DAY", help="Counted too.")
@click.option(
    "--rulebook",
    metavar="DIR|REV",
    help="A rulebook folder, or the digest of a kept one or its beginning; else the one in use.",
)
@click.option(
    "--lists-as-of", "as_of", type=_day, metavar="DAY", help="The lists as known on that day."
)
@click.option(
    "--workers", type=click.IntRange(1), default=1, help="Taken as 1: totals need one order."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@with_wiring
def replay(
    wiring: Wiring,
    *,
    first: datetime,
    last: datetime,
    rulebook: str | None,
    as_of: datetime | None,
    workers: int,
    out: Path,
) -> int:
    """Judge a stored window again and say which findings appear, vanish or change.

    Writes report.json and report.html; changes no judgement and no alert.
    """
    from monitor.service.clearances import PastClearances
    from monitor.service.replay import Replay
    from monitor.service.report import ReplayHead, ReplayReport, write_report

    if last < first:
        raise click.UsageError("--to lies before --from")
    if workers > 1:
        say("replay: judging in one process, because totals need the order of acceptance")
    wiring.existing_store()
    in_use = wiring.lists_in_use if as_of is None else _lists_then(wiring, as_of.date())
    book = wiring.book if rulebook is None else _book(wiring, rulebook)
    past = PastClearances(wiring.store.clearances.ever(), wiring.clock.now())
    engine = wiring.engine_for(book, past, in_use)
    run = Replay(wiring.store, engine, book.rules, first.date(), last.date(), clearances=past)
    head = ReplayHead(
        first=run.first,
        last=run.last,
        rulebook=engine.rulebook,
        version=book.version,
        lists=engine.lists,
        lists_as_of=in_use.as_of,
        engine=monitor.__version__,
    )
    report = ReplayReport(head)
    with watch("replay", 0) as watcher:
        for replayed in run.run():
            report.add(replayed)
            watcher.at(0, report.seen)
    body = report.to_json(run.context)
    try:
        pages = write_report(body, out)
    except OSError as error:
        raise CannotDo(f"the report cannot be written to '{out}': {error.strerror}") from None
    say(f"replay: {' and '.join(str(page) for page in pages)} are written")
    put_json({key: body[key] for key in ("from", "to", "rulebook", "lists", "counts")})
    return 0


def _lists_then(wiring: Wiring, day: date) -> "ListsInUse":
    """Give the lists as they were known on a day; each entry counts from its own day in any case."""
    from monitor.service.list_shelf import NotKnownThen

    try:
        return wiring.lists_known_on(day)
    except NotKnownThen as error:
        raise click.UsageError(str(error)) from None


def _book(wiring: Wiring, named: str) -> "RuleBook":
    folder = Path(named)
    if (folder / "rulebook.yaml").is_file():
        return wiring.book_in(folder)
    match = _REVISION.fullmatch(named)
    if match is None:
        raise click.UsageError(
            f"'{named}' is neither a rulebook folder nor the digest of a kept rulebook"
        )
    return _stored_book(wiring, match.group(1))


def _stored_book(wiring: Wiring, digits: str) -> "RuleBook":
    from monitor.service.replay import known_rulebooks

    if wiring.book.digest.startswith(f"sha256:{digits}"):
        return wiring.book
    if len(digits) == _DIGEST_LENGTH:
        return wiring.stored_book(f"sha256:{digits}")
    fitting = sorted(
        digest
        for digest in known_rulebooks(wiring.store)
        if digest.removeprefix("sha256:").startswith(digits)
    )
    if len(fitting) != 1:
        found = "several kept rulebooks begin" if fitting else "no kept rulebook begins"
        raise click.UsageError(f"{found} with '{digits}'{': ' * bool(fitting)}{', '.join(fitting)}")
    return wiring.stored_book(fitting[0])
