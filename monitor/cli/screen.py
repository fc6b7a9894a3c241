"""Commands that search the lists by hand, and the trail of what was searched."""

import getpass
from datetime import date, datetime

import click

from monitor.bootstrap import Wiring
from monitor.cli.terminal import as_json, put_json, put_table, put_text, say, with_wiring
from monitor.service.screening import SCHEMAS, Found, Match, Question

_day = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--schema", metavar="S", help=f"What it names: {', '.join(SCHEMAS)}.")
@click.option("--birth-date", type=_day, metavar="DAY", help="Of a person.")
@click.option("--country", metavar="CC", help="Residence, nationality or flag; ISO 3166-1.")
@click.option(
    "--id", "numbers", multiple=True, metavar="SCHEME=VALUE", help="A number, such as imo=9361407."
)
@click.option("--as-of", type=_day, metavar="DAY", help="The lists as known then, and that day.")
@as_json
@with_wiring
def screen(
    wiring: Wiring,
    *,
    name: str,
    schema: str | None,
    birth_date: datetime | None,
    country: str | None,
    numbers: tuple[str, ...],
    as_of: datetime | None,
    as_json: bool,
) -> int:
    """Search the lists for one name or number, and say why each entry was found.

    Where there is a store, what was asked of which list version is kept.
    """
    question = Question(
        name=name,
        schema=schema,
        birth_date=_date(birth_date),
        country=country.upper() if country else None,
        identifiers=tuple(map(_number, numbers)),
        as_of=_date(as_of),
    )
    searching = wiring.screening.searching(with_trail=wiring.has_store)
    (found,) = searching.ask([question], getpass.getuser(), "cli")
    if as_json:
        put_json(found.to_json())
        return 0
    _show(found)
    return 0


@click.command()
@click.option("--since", type=_day, metavar="DAY", help="From this day on.")
@with_wiring
def screenings(wiring: Wiring, since: datetime | None) -> int:
    """Print what was looked up, by whom and in which version of the lists, as NDJSON."""
    from datetime import UTC

    begin = since.replace(tzinfo=UTC) if since is not None else None
    for record in wiring.existing_store().screenings.stream(begin):
        put_json(
            {
                "at": record.at.isoformat(),
                "by": record.by,
                "door": record.door,
                "asked": dict(record.asked),
                "as_of": record.as_of.isoformat(),
                "lists": record.lists,
                "versions": dict(record.versions),
                "found": [dict(each) for each in record.found],
            }
        )
    return 0


def _date(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _number(text: str) -> tuple[str, str]:
    scheme, sign, value = text.partition("=")
    if not sign or not scheme.strip() or not value.strip():
        raise click.UsageError(f"'{text}' is no number: write --id SCHEME=VALUE")
    return scheme.strip().lower(), value.strip()


def _show(found: Found) -> None:
    matches = [match for match in found.matches if not match.set_aside]
    aside = [match for match in found.matches if match.set_aside]
    if matches:
        put_table(("list", "ref", "type", "score", "match", "measures", "name"), map(_row, matches))
    for match in matches:
        put_text()
        put_text(f"{match.entry.list} {match.entry.ref} {match.entry.name}")
        for says in (*match.why, *_since(match)):
            put_text(f"  {says}")
    for match in aside:
        put_text()
        put_text(f"set aside: {match.entry.list} {match.entry.ref} {match.entry.name}")
        for says in match.why:
            put_text(f"  {says}")
    if not found.matches:
        put_text("no entry found")
    known = "as known on that day" if found.are_of_then else "as known now"
    versions = ", ".join(f"{name} {digest}" for name, digest in found.versions.items())
    say(f"measures of {found.as_of}; lists {known}: {versions}")


def _row(match: Match) -> tuple[object, ...]:
    said = "certain" if match.certain else "possible" if match.match else "unlike"
    return (
        match.entry.list,
        match.entry.ref,
        match.entry.type.value,
        match.score,
        said if not match.entry.informs_only else f"{said}, informs",
        " ".join(match.measures),
        match.name,
    )


def _since(match: Match) -> list[str]:
    told = []
    for measure in match.to_json()["measures"]:  # type: ignore[attr-defined]
        end = f" until {measure['delisted_on']}" if measure["delisted_on"] else ""
        told.append(f"{measure['name']} since {measure['listed_on'] or 'an unstated day'}{end}")
    return told
