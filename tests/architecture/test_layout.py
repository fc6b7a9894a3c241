"""The shape of the repository: what may lie where, and what every module owes its reader."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("monitor", "feeds", "alerts")
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "versions" not in path.parts
)
# A name that says nothing collects everything.
SAYS_NOTHING = {"common", "helpers", "helper", "manager", "misc", "shared", "util", "utils"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked(folder: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return listed.stdout.split()


def test_rules_hold_no_python() -> None:
    assert [name for name in tracked("rules") if name.endswith((".py", ".pyi", ".pyc"))] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_begins_with_its_promise(name: str) -> None:
    docstring = ast.get_docstring(ast.parse(read(name)))
    assert docstring, f"{name} has no docstring; its first line is its row in ARCHITECTURE.md"
    first = docstring.splitlines()[0]
    assert first.endswith((".", ".)", "?")), (
        f"{name}: the first line is a sentence of its own: {first!r}"
    )


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {(ROOT / name).parent for name in MODULES}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name for name in MODULES if Path(name).stem.strip("_") in SAYS_NOTHING] == []


def test_modules_stay_short_enough_to_be_read() -> None:
    long = {name: lines for name in MODULES if (lines := read(name).count("\n")) > 450}
    assert long == {}


def test_monitor_itself_imports_nothing() -> None:
    # feeds and alerts import monitor.domain, and so monitor/__init__.py.
    tree = ast.parse(read("monitor/__init__.py"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_decision_records_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(name[:4]) for name in names]
    assert numbers == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md", name) for name in names)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda p: p.stem
)
def test_a_decision_record_says_what_was_decided_and_when(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert re.search(r"^Status: \w+.*, \d{4}-\d{2}-\d{2}", text, re.MULTILINE)
    for heading in ("## Context", "## Decision", "## Consequences"):
        assert f"\n{heading}\n" in text
