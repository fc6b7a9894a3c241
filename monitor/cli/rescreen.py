"""The command that judges stored events again where a change of a list can touch them."""

import getpass
from collections.abc import Sequence

import click

from monitor.bootstrap import Wiring
from monitor.cli.terminal import as_json, put_json, put_table, put_text, say, with_wiring
from monitor.domain.ports.rescreens import Effect, Rescreen

_LINES_SHOWN = 100_000


@click.command("rescreen")
@click.option("--list", "list_id", metavar="ID", help="Only this list.")
@click.option("--status", is_flag=True, help="Show what was followed, and do nothing.")
@click.option("--show", "shown", metavar="RS", help="Show every effect of one, and do nothing.")
@as_json
@with_wiring
def rescreen(
    wiring: Wiring, *, list_id: str | None, status: bool, shown: str | None, as_json: bool
) -> int:
    """Follow what changed of the lists: judge again those stored events that it can touch.

    An import does this by itself. A stopped run goes on where it was; a second one adds nothing.
    """
    store = wiring.existing_store()
    if shown is not None:
        return _show_lines(wiring, shown, as_json=as_json)
    if status:
        found: Sequence[Rescreen] = store.rescreens.newest(list_id, 100)
    else:
        found = follow(wiring, list_id)
        if not found:
            say("nothing changed since the lists were followed last")
    if as_json:
        for each in found:
            put_json(rescreen_json(each))
    elif found:
        put_table(("id", "list", "state", *_COUNTS, "started"), map(_row, found))
    return 0


def follow(wiring: Wiring, list_id: str | None = None) -> Sequence[Rescreen]:
    """Follow all changes and tell on standard error how far it is."""

    def told(progress: Rescreen) -> None:
        counts = progress.counts
        say(
            f"{progress.list}: {counts['seen']} events looked at, {counts['judged']} judged again"
            + ("" if progress.finished_at is None else "; done")
        )

    done = wiring.screening.rescreening.catch_up(getpass.getuser(), list_id, told)
    for each in wiring.store.rescreens.unfinished():
        say(f"{each.id} of {each.list} is not finished: another process follows it, or will")
    return done


def rescreen_json(of: Rescreen) -> dict[str, object]:
    """Give one as JSON."""
    return {
        "id": of.id,
        "list": of.list,
        "change": of.change,
        "before": of.before,
        "after": of.after,
        "asked_by": of.asked_by,
        "started_at": of.started_at.isoformat(),
        "finished_at": of.finished_at.isoformat() if of.finished_at else None,
        "lists_before": of.lists_before,
        "lists_after": of.lists_after,
        "counts": dict(of.counts),
        "error": of.error,
    }


_COUNTS = ("seen", "judged", "changed", *(effect.value for effect in Effect))


def _row(of: Rescreen) -> tuple[object, ...]:
    state = "done" if of.finished_at is not None else f"at {of.reached}"
    counts = (of.counts.get(name, 0) for name in _COUNTS)
    return (of.id, of.list, state, *counts, f"{of.started_at:%Y-%m-%d %H:%M}")


def _show_lines(wiring: Wiring, rescreen_id: str, *, as_json: bool) -> int:
    store = wiring.existing_store()
    lines = store.rescreens.lines(rescreen_id, limit=_LINES_SHOWN)
    if as_json:
        for line in lines:
            put_json(
                {
                    "effect": line.effect.value,
                    "alert": line.alert_id,
                    "source": line.source,
                    "event_id": line.event_id,
                    "rule": line.rule,
                    "because": line.because,
                }
            )
        return 0
    if not lines:
        put_text("no effects")
        return 0
    put_table(
        ("effect", "event", "rule", "alert", "because"),
        (
            (
                line.effect.value,
                f"{line.source} {line.event_id}",
                line.rule,
                line.alert_id or "",
                line.because,
            )
            for line in lines
        ),
    )
    return 0
