"""Block keys: what every two plausible spellings of one name have in common."""

from itertools import islice, product

from monitor.screening.korean.names import KoreanName, Reading

_KEYS_PER_READING = 24
_KEYS_MAX = 32


def block_keys(name: KoreanName) -> frozenset[str]:
    """Gives the keys under which to look for other spellings of a name.

    A key is the sound classes of all syllables, turned so that it does not matter at which end the
    family name stands.
    """
    keys: set[str] = set()
    for reading in name.readings:
        keys.update(_keys(reading))
        if len(keys) >= _KEYS_MAX:
            break
    return frozenset(keys)


def _keys(reading: Reading) -> list[str]:
    ways = product(*(each.classes for each in reading.syllables))
    return [_turned(way) for way in islice(ways, _KEYS_PER_READING)]


def _turned(classes: tuple[str, ...]) -> str:
    return min("-".join(classes[start:] + classes[:start]) for start in range(len(classes)))
