"""Maintenance of rule content: ``python -m monitor.rulebook lock|lint [FOLDER]``.

``lock`` writes the lock after a change of rules; ``lint`` checks without the engine. Everything
else about rules is a command of the program.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from monitor.domain.clock import Clock, SystemClock
from monitor.errors import RuleErrors
from monitor.rulebook.lint.run import lint
from monitor.rulebook.loader import LOCK, load, read_folder
from monitor.rulebook.lock import updated_lock

USAGE = "usage: python -m monitor.rulebook lock|lint [FOLDER]\n"


def main(arguments: Sequence[str], clock: Clock | None = None) -> int:
    """Run one command; gives 0 when all is well, 1 when a check found faults, 2 for wrong usage."""
    if not arguments or arguments[0] not in {"lock", "lint"} or len(arguments) > 2:
        sys.stderr.write(USAGE)
        return 2
    root = Path(arguments[1] if len(arguments) > 1 else "rules")
    if not root.is_dir():
        sys.stderr.write(f"{root} is no folder: name the folder that holds rulebook.yaml\n")
        return 2
    used_clock = clock if clock is not None else SystemClock()
    command = _lock if arguments[0] == "lock" else _lint
    return command(root, used_clock)


def _lock(root: Path, clock: Clock) -> int:
    try:
        update = updated_lock(load(read_folder(root), str(root)), clock.now().date())
    except RuleErrors as errors:
        sys.stderr.write(f"{errors}\n")
        return 1
    (root / LOCK).write_bytes(update.content)
    for change in update.changes or ("nothing changed",):
        sys.stdout.write(f"{change}\n")
    return 0


def _lint(root: Path, clock: Clock) -> int:
    project = root.resolve().parent

    def read_text(path: str) -> str | None:
        file = project / path
        return file.read_text(encoding="utf-8") if file.is_file() else None

    loaded = load(read_folder(root), str(root))
    report = lint(loaded, today=clock.now().date(), read_text=read_text)
    for issue in report.issues:
        mark = "" if report.fails(issue) else "  (does not fail)"
        sys.stdout.write(f"{issue}{mark}\n")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
