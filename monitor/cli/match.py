"""Comparing names two by two: the command ``match``."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import click

from monitor.bootstrap import Wiring
from monitor.cli.events import opened
from monitor.cli.terminal import FAULTS, put_json, say, with_wiring
from monitor.domain.event.rejected import EventRejected
from monitor.domain.event.strict_json import read_json

_LINE_BYTES_MAX = 65_536
_NAME_LETTERS_MAX = 1_000
_input = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command()
@click.option(
    "--pairs", type=_input, required=True,
    help='NDJSON lines of {"left", "right", "schema"}; - is standard input.',
)  # fmt: skip
@with_wiring
def match(wiring: Wiring, pairs: Path) -> int:
    """Compare names two by two: score, match and why, by the names alone.

    Each line is printed again with "score", "match" and "why" added. A line that cannot be read
    gets "errors" instead.
    """
    from monitor.screening.compare import UnknownSchemaError, compare

    matching = wiring.matching
    faults = False
    with opened(pairs) as stream:
        for number, given in _lines(stream):
            try:
                pair = _pair(given)
                found = compare(pair["left"], pair["right"], pair.get("schema"), matching)
            except (ValueError, UnknownSchemaError, EventRejected) as error:
                faults = True
                say(f"line {number}: {error}")
                put_json({"line": number, "errors": [{"path": "", "message": str(error)}]})
                continue
            result = {"score": found.score, "match": found.match, "why": list(found.why)}
            put_json({**pair, **result})
    return FAULTS if faults else 0


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(stream, 1):
        if line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield number, line


def _pair(line: bytes) -> Mapping[str, Any]:
    if len(line) > _LINE_BYTES_MAX:
        msg = f"a line of more than {_LINE_BYTES_MAX} bytes is no pair of names"
        raise ValueError(msg)
    # As strict as an event; read plainly after that, for a pair is printed again as it came.
    read_json(line)
    data = json.loads(line.decode("utf-8-sig"), parse_float=Decimal)
    if not isinstance(data, dict):
        msg = "it is no JSON object"
        raise ValueError(msg)  # noqa: TRY004
    for key in ("left", "right"):
        text = data.get(key)
        if not isinstance(text, str) or not text.strip() or len(text) > _NAME_LETTERS_MAX:
            msg = f"'{key}' must be a name of 1 to {_NAME_LETTERS_MAX} characters"
            raise ValueError(msg)
    schema = data.get("schema")
    if schema is not None and not isinstance(schema, str):
        msg = "'schema' must be a text such as Person, Organization or Vessel"
        raise ValueError(msg)
    return data
