"""Writes the generated parts of the documents, or tells with --check where they have drifted.

Generated are the module map in ARCHITECTURE.md, between its two markers, and the JSON Schemas of events and rule files.
"""

import argparse
import ast
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("monitor", "feeds", "alerts")
MAP_BEGIN = "<!-- module map: begin; `make docs` writes what follows -->"
MAP_END = "<!-- module map: end -->"
# Written by Alembic, one file a migration; the map names their folder.
NOT_MAPPED = frozenset({"alerts/migrations/versions"})


def architecture(current: str) -> str:
    """Puts the module map between its markers and leaves the rest alone."""
    before, begin, rest = current.partition(MAP_BEGIN)
    _, end, after = rest.partition(MAP_END)
    if not (begin and end):
        message = f"ARCHITECTURE.md lacks the markers {MAP_BEGIN!r} and {MAP_END!r}"
        raise SystemExit(message)
    return f"{before}{begin}\n\n```text\n{module_map()}\n```\n\n{end}{after}"


def module_map() -> str:
    """Lists every package and module with the first line of its docstring."""
    rows = [row for package in PACKAGES for row in _rows(ROOT / package, 0)]
    width = max(len(name) for name, _ in rows) + 2
    return "\n".join(f"{name:<{width}}{promise}".rstrip() for name, promise in rows)


def _rows(folder: Path, depth: int) -> Iterator[tuple[str, str]]:
    yield f"{'  ' * depth}{folder.name}/", first_line(folder / "__init__.py")
    if folder.relative_to(ROOT).as_posix() in NOT_MAPPED:
        return
    for path in sorted(folder.iterdir(), key=lambda one: (one.is_dir(), one.name)):
        if path.suffix == ".py" and path.name != "__init__.py":
            yield f"{'  ' * (depth + 1)}{path.name}", first_line(path)
        elif (path / "__init__.py").exists():
            yield from _rows(path, depth + 1)


def first_line(path: Path) -> str:
    """Reads the promise of a module without importing it."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return docstring.splitlines()[0] if docstring else ""


def event_schema(_current: str) -> str:
    """Writes the schema of the events that feeds and callers send."""
    from pydantic import TypeAdapter

    from monitor.domain.event import Event

    schema = TypeAdapter(Event).json_schema()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Event",
        **schema,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def rule_schema(_current: str) -> str:
    """Writes the schema of a rule file, which editors use while somebody writes one."""
    from monitor.rulebook.schema import schema_text

    return schema_text()


# The document, and how its text follows from its present text.
DOCUMENTS: Mapping[str, Callable[[str], str]] = {
    "ARCHITECTURE.md": architecture,
    "docs/schema/event.schema.json": event_schema,
    "rules/schema/rule.schema.json": rule_schema,
}


def main() -> int:
    """Writes the documents, or compares them; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what has drifted")
    check = parser.parse_args().check
    drifted = []
    for name, generate in DOCUMENTS.items():
        path = ROOT / name
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        wanted = generate(current)
        if wanted != current:
            drifted.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(wanted, encoding="utf-8")
    if drifted:
        said = "out of date; run `make docs`" if check else "written"
        print(f"{', '.join(drifted)}: {said}", file=sys.stderr)
    return 1 if drifted and check else 0


if __name__ == "__main__":
    sys.exit(main())
