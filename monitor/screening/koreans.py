"""What the Korean evidence says of two names, beside their letters."""

from functools import lru_cache

from monitor.screening import korean

_MEMO = 16_384


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
    return True, korean.alike(one, other)
