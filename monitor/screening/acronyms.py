"""Short names made of the beginnings of long ones: OMM, KKBC, KOMID."""

from collections.abc import Sequence

from monitor.screening.words import NameForm, Word

_LETTERS = range(3, 9)
_THREE_LETTERS = 0.72


def initials_of(words: Sequence[str]) -> tuple[str, ...]:
    """Gives the abbreviations that the beginnings of words make, to look names up by.

    Those made of more than one letter a word are too many to make and are in the lists anyway.
    """
    initials = "".join(word[0] for word in words)
    return (initials,) if len(initials) in _LETTERS else ()


def stands_for(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]] | None:
    """Tells whether one name is the abbreviation of the other; none where it is not."""
    for short, long in ((left, right), (right, left)):
        if len(short.words) != 1 or len(long.words) < 2:
            continue
        word = short.words[0].text
        if len(word) in _LETTERS and word.isascii() and word.isalpha():
            score = _score(word, long.words)
            if score > 0.0:
                says = f"'{word.upper()}' is made of the beginnings of '{long.text.strip()}'"
                return score, (says,)
    return None


def _score(short: str, words: tuple[Word, ...]) -> float:
    initials = "".join(word.text[0] for word in words)
    if short == initials:
        return _THREE_LETTERS if len(short) == 3 else 0.8
    # The legal form is no word of the name, but its letter often stands in the abbreviation.
    if len(short) >= 4 and short[:-1] == initials and short[-1] in "cgl":
        return 0.75
    return 0.75 if len(short) >= 5 and _made_of(short, words) else 0.0


def _made_of(short: str, words: tuple[Word, ...]) -> bool:
    """Tells whether a word is made of beginnings of at least three words, in their order."""
    return any(used >= 3 for used in _ways(short, 0, [word.text for word in words], 0, 0))


def _ways(short: str, at: int, words: list[str], place: int, used: int) -> list[int]:
    if at == len(short):
        return [used]
    if place == len(words):
        return []
    found = _ways(short, at, words, place + 1, used) if place > 0 else []
    for letters in range(1, 4):
        if words[place][:letters] == short[at : at + letters] and at + letters <= len(short):
            found += _ways(short, at + letters, words, place + 1, used + 1)
    return found
