"""A document as blocks that are written as Markdown and as PDF alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from monitor.service.lines import inert
from monitor.service.papers.paper import Paper

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")


class Kind(StrEnum):
    """What a block is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    QUIET = "quiet"
    ITEMS = "items"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One block; a table's first row is its head."""

    kind: Kind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def title(text: str) -> Block:
    """Begin a document."""
    return Block(Kind.TITLE, (text,))


def heading(text: str) -> Block:
    """Begin a part."""
    return Block(Kind.HEADING, (text,))


def text(*lines: str) -> Block:
    """Give paragraphs."""
    return Block(Kind.TEXT, lines)


def quiet(*lines: str) -> Block:
    """Give remarks."""
    return Block(Kind.QUIET, lines)


def items(lines: Iterable[str]) -> Block:
    """Give a list."""
    return Block(Kind.ITEMS, tuple(lines))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """Give a table."""
    return Block(Kind.TABLE, rows=(tuple(head), *(tuple(row) for row in rows)))


def to_fill_in(what: str) -> str:
    """Mark what only the sender knows, so that nobody can overlook it."""
    return f"[TO FILL IN: {what}]"


def as_markdown(blocks: Iterable[Block]) -> bytes:
    """Write the blocks as Markdown; text from outside cannot act as markup."""
    parts = [part for block in blocks if (part := _markdown(block))]
    return ("\n\n".join(parts) + "\n").encode()


def _markdown(block: Block) -> str:
    lines = [_plain(line) for line in block.lines]
    match block.kind:
        case Kind.TITLE:
            return f"# {lines[0]}"
        case Kind.HEADING:
            return f"## {lines[0]}"
        case Kind.ITEMS:
            return "\n".join(f"- {line}" for line in lines)
        case Kind.TABLE:
            head, *rows = ([_plain(cell) for cell in row] for row in block.rows)
            ruled = [head, ["---"] * len(head), *rows]
            return "\n".join(f"| {' | '.join(row)} |" for row in ruled)
        case Kind.TEXT | Kind.QUIET:
            return "\n\n".join(lines)


def _plain(line: str) -> str:
    # What is to be filled in stays as it is, so that a search finds it.
    escaped = _MARKUP.sub(r"\\\1", inert(line))
    return escaped.replace("\\[TO FILL IN:", "[TO FILL IN:").replace("\\]", "]")


def as_pdf(blocks: Iterable[Block], name: str, made_at: datetime, made_by: str) -> bytes:
    """Write the blocks as PDF."""
    paper = Paper(name, made_at, made_by)
    for block in blocks:
        match block.kind:
            case Kind.TITLE:
                paper.title(block.lines[0])
            case Kind.HEADING:
                paper.heading(block.lines[0])
            case Kind.TEXT | Kind.QUIET:
                for line in block.lines:
                    strong = line.startswith("[TO FILL IN:")
                    paper.paragraph(line, quiet=block.kind is Kind.QUIET, strong=strong)
            case Kind.ITEMS:
                paper.items(block.lines)
            case Kind.TABLE:
                head, *rows = block.rows
                if any(head):
                    paper.table(head, rows, [round(100 / len(head))] * len(head))
                else:
                    paper.facts([(name, value) for name, value in rows])
    return paper.bytes()
