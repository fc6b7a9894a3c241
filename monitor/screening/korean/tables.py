"""Reads the package's tables of letters, names, characters and words, and names their content."""

import hashlib
from collections.abc import Iterator
from importlib import resources

_FOLDER = resources.files("monitor.screening.korean") / "tables"
_SUFFIX = ".tsv"


def rows(name: str) -> Iterator[list[str]]:
    """Gives the rows of a table, without its comments, as lists of columns."""
    for line in _text(name).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def weights(field: str) -> dict[str, float]:
    """Reads 'spelling=weight' pairs parted by commas."""
    pairs = (each.rpartition("=") for each in field.split(",") if each)
    return {spelling: float(weight) for spelling, _, weight in pairs}


def digest() -> str:
    """Gives the SHA-256 of all tables, in the order of their names."""
    total = hashlib.sha256()
    names = sorted(each.name for each in _FOLDER.iterdir() if each.name.endswith(_SUFFIX))
    for name in names:
        total.update(f"{name}\n".encode())
        total.update(_text(name.removesuffix(_SUFFIX)).encode())
    return total.hexdigest()


def _text(name: str) -> str:
    return (_FOLDER / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
