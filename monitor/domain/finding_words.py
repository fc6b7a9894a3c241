"""The words by which an alert is found, cut the same way for what is kept and what is asked.

Letters and digits are folded (case, width, diacritics). Text in scripts that part no words is cut
into pairs of neighbouring characters, so that any part of a name is found. What is written with
marks inside, such as ``BL-2019/0042``, also counts as one word without them, so that a number is
found exactly, however it is spaced or hyphened.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORD_MAX = 64
WORDS_MAX = 4_000
_PREFIX_FROM = 3
_CHUNK = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+")
# Scripts whose words stand without spaces, or carry endings that a searcher leaves out.
_PAIRED = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing asked for: any of ``ways`` finds it, each of which asks for all of its words.

    Of each way the last word may be the beginning of a longer one where ``open_ended`` says so.
    """

    ways: tuple[tuple[str, ...], ...]
    open_ended: bool


def folded(text: str) -> str:
    """Fold case, width and diacritics; letters of every script stay."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the words of some texts, each once and sorted; those of the first texts before others.

    At most ``WORDS_MAX``, so give first what must be found.
    """
    found: dict[str, None] = {}
    for text in texts:
        for chunk in _CHUNK.findall(folded(text)):
            for word in (*_parts(chunk), _compact(chunk)):
                if word:
                    found[word[:WORD_MAX]] = None
        if len(found) >= WORDS_MAX:
            break
    return tuple(sorted(list(found)[:WORDS_MAX]))


def sought(text: str) -> tuple[Sought, ...]:
    """Read what a person typed; all of it must be found."""
    found = (_sought(chunk) for chunk in _CHUNK.findall(folded(text)))
    return tuple(item for item in found if item is not None)


def _sought(chunk: str) -> Sought | None:
    parts = [part[:WORD_MAX] for part in _parts(chunk, asked=True)]
    compact = _compact(chunk)[:WORD_MAX]
    if not parts:
        return None
    if len(parts) == 1:
        return Sought(((parts[0],),), _may_go_on(parts[0]))
    if _PAIRED.search(chunk):
        return Sought((tuple(parts),), open_ended=False)
    # A number with marks in it is one number; words joined by a hyphen may stand apart as well.
    if any(char.isdigit() for char in compact):
        return Sought(((compact,),), _may_go_on(compact))
    return Sought(((compact,), tuple(parts)), _may_go_on(compact))


def _may_go_on(word: str) -> bool:
    return len(word) >= _PREFIX_FROM or _PAIRED.fullmatch(word) is not None


def _compact(chunk: str) -> str:
    return "".join(_WORD.findall(chunk))


def _parts(chunk: str, *, asked: bool = False) -> Iterator[str]:
    for word in _WORD.findall(chunk):
        position = 0
        for match in _PAIRED.finditer(word):
            yield from filter(None, (word[position : match.start()],))
            yield from _pairs(match.group(), asked=asked)
            position = match.end()
        yield from filter(None, (word[position:],))


def _pairs(run: str, *, asked: bool) -> Iterator[str]:
    yield from (run[at : at + 2] for at in range(len(run) - 1))
    # The last character alone lets a search for one character find it there too.
    if not asked or len(run) == 1:
        yield run[-1]
