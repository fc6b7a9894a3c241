"""Plain Markdown cut into blocks: enough for a runbook, and nothing that could carry markup."""

import re
from collections.abc import Iterator

Block = tuple[str, list[str]]
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_BULLET = re.compile(r"[-*]\s+(.*)")
_STEP = re.compile(r"\d+[.)]\s+(.*)")
_TABLE_LINE = re.compile(r"[|\s:-]+")
_STYLE = re.compile(r"`([^`]*)`|\*\*([^*]+)\*\*|\[([^\]]*)\]\([^)]*\)")


def blocks(text: str) -> Iterator[Block]:
    """Give headings, lists, steps, tables, code and paragraphs in order, as plain text."""
    kind, lines, in_code = "", list[str](), False
    for line in text.splitlines():
        if line.startswith("```"):
            if lines:
                yield kind, lines
            kind, lines, in_code = "code", [], not in_code
            continue
        found, content = ("code", line) if in_code else _read(line, kind)
        if found == "more" and lines:
            lines[-1] = f"{lines[-1]} {content}"
            continue
        if found != kind or found in {"heading", ""}:
            if lines:
                yield kind, lines
            kind, lines = found, []
        if found:
            lines.append(content)
    if lines:
        yield kind, lines


def _read(line: str, kind: str) -> tuple[str, str]:
    bare = line.strip()
    if not bare:
        return "", ""
    if bare.startswith("|"):
        return "table", _without_style(bare)
    for name, pattern in (("heading", _HEADING), ("list", _BULLET), ("steps", _STEP)):
        match = pattern.fullmatch(bare)
        if match is not None:
            return name, _without_style(match[1])
    if kind in {"list", "steps"} and line[:1].isspace():
        return "more", _without_style(bare)
    return "paragraph", _without_style(bare)


def cells(rows: list[str]) -> list[list[str]]:
    """Cut the rows of a table into cells and drop the line below its head."""
    return [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in rows
        if _TABLE_LINE.fullmatch(row) is None
    ]


def _without_style(text: str) -> str:
    return _STYLE.sub(lambda found: found[1] or found[2] or found[3] or "", text)
