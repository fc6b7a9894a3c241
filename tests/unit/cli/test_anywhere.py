from __future__ import annotations

import click
import pytest

from monitor.cli.anywhere import AnywhereGroup


@click.group(cls=AnywhereGroup)
@click.version_option("1", prog_name="root")
def root() -> None:
    pass


@root.group(cls=AnywhereGroup)
def inner() -> None:
    pass


def shown(value: str | None, names: tuple[str, ...], *, flag: bool) -> None:
    click.echo(f"{value} {flag} {' '.join(names)}".strip())


for group in (root, inner):
    for name in ("leaf", "value"):
        group.add_command(
            click.Command(
                name,
                callback=shown,
                params=[
                    click.Option(["--value"]),
                    click.Option(["--flag"], is_flag=True),
                    click.Argument(["names"], nargs=-1),
                ],
            )
        )


def said(capsys: pytest.CaptureFixture[str], line: str) -> str:
    root.main(line.split(), standalone_mode=False)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    "line",
    [
        "leaf --value v --flag a -b-",
        "--value v --flag leaf a -b-",
        "--value=v --flag leaf a -b-",
        "--flag leaf --value v a -b-",
        "leaf a --flag --value v -b-",
        "inner --value v leaf --flag a -b-",
        "--value v inner --flag leaf a -b-",
        "--flag --value v inner leaf a -b-",
    ],
)
def test_options_may_stand_on_either_side(capsys: pytest.CaptureFixture[str], line: str) -> None:
    assert said(capsys, line.replace(" -b-", "")) == "v True a"


def test_a_value_that_reads_like_a_command_is_still_a_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said(capsys, "--value leaf value") == "leaf False"


def test_the_roots_own_options_stay_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--version") == "root, version 1"


@pytest.mark.parametrize("line", ["--nothing leaf", "leaf --nothing", "--value", "--value v"])
def test_what_is_unknown_or_cut_off_is_wrong_usage(line: str) -> None:
    with pytest.raises(click.UsageError):
        root.main(line.split(), standalone_mode=False)
