"""What the Korean evidence says of two names, beside their letters."""

from functools import lru_cache

from monitor.screening import korean
from monitor.screening.korean.names import Reading

_MEMO = 16_384
_LETTERS = frozenset({"latin", "cyrillic"})
_SLIP = 0.42
_SLIP_SYLLABLES = 3


@lru_cache(maxsize=_MEMO)
def read(text: str) -> korean.KoreanName | None:
    """Reads a name as Korean syllables; None where it is no such name."""
    return korean.korean_name(text)


def korean_keys(name: str) -> tuple[str, ...]:
    """Gives the keys under which other spellings of a Korean name are found."""
    known = read(name)
    return () if known is None else tuple(sorted(f"k {key}" for key in korean.block_keys(known)))


def persons_alike(left: str, right: str) -> tuple[bool, korean.Likeness | None]:
    """Tells whether both names read as Korean, and how well they then agree by syllable."""
    one, other = read(left), read(right)
    if one is None or other is None:
        return False, None
    return True, korean.alike(one, other) or _but_for_a_slip(one, other)


def _but_for_a_slip(one: korean.KoreanName, other: korean.KoreanName) -> korean.Likeness | None:
    """Tells whether Latin or Cyrillic names agree but for how one given syllable ends.

    Lists hold such slips of one person (Byong Chol and Byong Chun, Tchoul and Tchou).
    """
    if not _LETTERS.issuperset((one.script, other.script)):
        return None
    for left in one.readings:
        for right in other.readings:
            slips = _slips(left, right)
            if slips is not None and len(slips) == 1:
                return korean.Likeness(_SLIP, (f"all but one syllable agree; {slips[0]}",))
    return None


def _slips(left: Reading, right: Reading) -> list[str] | None:
    """Gives the given syllables that differ in their end alone; none where more differs."""
    if len(left.syllables) != len(right.syllables) or len(left.syllables) < _SLIP_SYLLABLES:
        return None
    slips: list[str] = []
    for place, (a, b) in enumerate(zip(left.syllables, right.syllables, strict=True)):
        if not set(a.classes).isdisjoint(b.classes):
            continue
        begins = {each[:2] for each in a.classes} & {each[:2] for each in b.classes}
        if place == 0 or not begins:
            return None
        slips.append(f"'{a.text}' and '{b.text}' begin alike and may be a slip")
    return slips


def organizations_alike(left: str, right: str) -> korean.Likeness | None:
    """Tells how well two names of organisations agree in meaning and sound; None where not."""
    return korean.orgs_alike(left, right)


def organization_keys(name: str) -> tuple[str, ...]:
    """Gives the keys under which a name of an organisation in another script is found."""
    return tuple(sorted(f"o {key}" for key in korean.org_block_keys(name)))


def meanings_of(name: str) -> str | None:
    """Gives the words of a name in Hangul or Han characters as English key words."""
    words = korean.org_words(name)
    return None if words is None else words.english
