"""Office holders of the two Koreas, as Latin, Cyrillic, Chinese and Korean texts write them."""

from itertools import combinations
from pathlib import Path

import pytest

from monitor.screening.korean import KoreanName, alike, block_keys, korean_name

LEAST = 0.55
PEOPLE = [
    [name for name in line.split("\t") if name]
    for line in (Path(__file__).parent / "office_holders.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


def read(text: str) -> KoreanName:
    name = korean_name(text)
    assert name is not None, text
    return name


@pytest.mark.parametrize("names", PEOPLE, ids=lambda names: names[0])
def test_every_spelling_of_a_person_is_alike_and_shares_a_key(names: list[str]) -> None:
    for one, other in combinations(names, 2):
        left, right = read(one), read(other)
        found = alike(left, right)
        assert found is not None, (one, other)
        assert found.score >= LEAST, (one, other)
        assert block_keys(left) & block_keys(right), (one, other)


def test_no_two_persons_are_alike() -> None:
    taken = [
        (one[0], other[0], first, second)
        for one, other in combinations(PEOPLE, 2)
        for first in one
        for second in other
        if (found := alike(read(first), read(second))) is not None and found.score >= LEAST
    ]
    assert taken == []
