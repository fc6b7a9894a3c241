"""Block keys: what every two plausible spellings of one name have in common."""

from itertools import islice, product
from math import prod

from monitor.screening.korean.names import KoreanName, Reading

_KEYS_PER_READING = 32
_KEYS_MAX = 32
_WAYS_MAX = 512


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
    count = 1
    for each in reading.syllables:
        count *= len(each.classes)
    if count <= _KEYS_PER_READING:
        return [_turned(way) for way in product(*(each.classes for each in reading.syllables))]
    # Of too many ways those are kept that are heard best.
    ways = [
        (prod(how for _, how in way), tuple(name for name, _ in way))
        for way in islice(product(*(each.class_weights for each in reading.syllables)), _WAYS_MAX)
    ]
    ways.sort(key=lambda way: (-way[0], way[1]))
    return [_turned(way) for _, way in ways[:_KEYS_PER_READING]]


def _turned(classes: tuple[str, ...]) -> str:
    return min("-".join(classes[start:] + classes[:start]) for start in range(len(classes)))
