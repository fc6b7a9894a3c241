"""Commands about papers: an alert as PDF, and drafts of reports to authorities."""

from pathlib import Path

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import DONE, CannotDo, put_json, put_text, with_wiring

_KINDS = click.Choice(["committee", "suspicion"])


@click.group(cls=AnywhereGroup)
def drafts() -> None:
    """Draft reports about alerts and cases; nothing is ever sent."""


@drafts.command("make")
@click.argument("about", metavar="ALERT|CASE")
@click.option("--kind", type=_KINDS, required=True, help="To whom the report would go.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write the documents there too.",
)  # fmt: skip
@with_wiring
def make(wiring: Wiring, *, about: str, kind: str, out: Path | None) -> int:
    """Draft a report and keep it as the next version."""
    from monitor.domain.ports.drafts import DraftKind
    from monitor.service.people import TERMINAL

    wiring.existing_store()
    drafting = wiring.out.drafting
    made = drafting.draft(about, DraftKind(kind), TERMINAL)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    for file in made.files:
        line = {"kind": kind, "version": made.number, "name": file.name, "digest": file.digest}
        if out is not None:
            target = out / f"{about}-{kind}-{made.number}-{file.name}"
            target.write_bytes(drafting.file(about, made.kind, made.number, file.name)[1])
            line["path"] = str(target)
        put_json(line)
    return DONE


@drafts.command("list")
@click.argument("about", metavar="ALERT|CASE")
@with_wiring
def list_drafts(wiring: Wiring, about: str) -> int:
    """List the drafts about an alert or a case, one document a line."""
    wiring.existing_store()
    for draft in wiring.out.drafting.of(about):
        for file in draft.files:
            put_json(
                {
                    "kind": draft.kind.value,
                    "version": draft.number,
                    "made_at": draft.made_at.isoformat(),
                    "made_by": draft.made_by,
                    "name": file.name,
                    "digest": file.digest,
                }
            )
    return DONE


@drafts.command("paper")
@click.argument("alert_id", metavar="ID")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE"
)
@with_wiring
def paper(wiring: Wiring, *, alert_id: str, out: Path) -> int:
    """Write one alert as PDF."""
    from monitor.service.people import TERMINAL

    wiring.existing_store()
    try:
        out.write_bytes(wiring.out.drafting.paper(alert_id, TERMINAL))
    except OSError as error:
        raise CannotDo(f"'{out}' cannot be written: {error.strerror}") from None
    put_text(str(out))
    return DONE
