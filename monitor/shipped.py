"""What came with the program: its rules and its runbooks, in the package or in the checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from monitor.errors import RuleError

_RUNBOOKS = "docs/runbooks/"


def shipped(name: str, inside: str, sign: str) -> Traversable | None:
    """Find a folder that came with the program: in the package, else in the checkout beside it.

    Args:
        name: Its path in the checkout.
        inside: Its name in the installed package.
        sign: A file that it holds, or nothing.
    """
    package = files("monitor")
    for folder in (package / inside, Path(str(package)).parent / name):
        if folder.is_dir() and (not sign or (folder / sign).is_file()):
            return folder
    return None


def shipped_rules() -> Traversable:
    """Find the rulebook that came with the program.

    The working directory is never looked at: a rulebook found by chance would judge by chance.

    Raises:
        RuleError: there is none.
    """
    found = shipped("rules", "_rules", "rulebook.yaml")
    if found is None:
        msg = "no rulebook came with this installation: name a folder with --rules"
        raise RuleError(msg)
    return found


class Runbooks:
    """The runbooks that came with the program."""

    def text(self, path: str) -> str | None:
        """Give the runbook that a rule names, or ``None`` if it is not shipped."""
        name = path.removeprefix(_RUNBOOKS)
        folder = shipped("docs/runbooks", "_runbooks", "")
        if folder is None or not path.startswith(_RUNBOOKS) or "/" in name or "\\" in name:
            return None
        file = folder.joinpath(name)
        return file.read_text(encoding="utf-8") if file.is_file() else None


def project_text(path: str) -> str | None:
    """Give a file of the project that rule files name, such as a runbook."""
    return Runbooks().text(path)
