"""Words in names that say little: meanings, legal forms, titles, given names in several forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from monitor.domain.canonical import sha256
from monitor.screening.letters import latin_words

_FOLDER = "tables"
_FILES = ("words.yaml", "pinyin.txt")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables of this package about words in names.

    Attributes:
        meanings: By Latin word, the meaning that it shares with words of other languages.
        common: Words that names of firms and offices everywhere have.
        legal: Words of legal forms, and articles.
        titles: Words before or after a person's name.
        particles: Small words inside a person's name.
        family_readings: By Han character, its Mandarin reading as a family name.
        groups: By Latin word, the groups of given or family names in which it stands.
    """

    meanings: dict[str, str]
    common: frozenset[str]
    legal: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    family_readings: dict[str, str]
    groups: dict[str, frozenset[int]]


@cache
def vocabulary() -> Vocabulary:
    """Gives the shipped tables, read once."""
    text = (files(__package__) / _FOLDER / "words.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    groups: dict[str, frozenset[int]] = {}
    for number, names in enumerate((*data["family_spellings"], *data["given_forms"])):
        for name in _plain(names):
            groups[name] = groups.get(name, frozenset()) | {number}
    return Vocabulary(
        meanings={
            word: meaning for meaning, each in data["meanings"].items() for word in _plain(each)
        },
        common=frozenset(_plain(data["common"])),
        legal=frozenset(_plain(data["legal"])),
        titles=frozenset(_plain(data["titles"])),
        particles=frozenset(_plain(data["particles"])),
        family_readings=dict(data["family_readings"]),
        groups=groups,
    )


def _plain(words: Iterable[str]) -> list[str]:
    return ["".join(latin_words(str(word))) for word in words]


@cache
def tables_digest() -> str:
    """Names the content of the tables; results depend on it."""
    folder = files(__package__) / _FOLDER
    return sha256(b"\0".join((folder / name).read_bytes() for name in _FILES))
