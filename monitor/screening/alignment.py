"""Which word of one name stands for which word of another, and how alike they are."""

from dataclasses import dataclass
from functools import lru_cache

from rigour.text.distance import levenshtein

from monitor.screening.letters import bones, eastern_fold, fold
from monitor.screening.words import Word

EQUAL = 1.0
SPELLING = 0.96
MEANING = 0.92
GIVEN_FORM = 0.88
INITIAL = 0.8
JOINED_MAX = 4
_COMPARED_MAX = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of both names that stand for each other; ``how`` says why in plain words."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    likeness: float
    how: str

    @property
    def weight(self) -> float:
        """How much the pair says: the lighter side counts."""
        return min(sum(word.weight for word in self.left), sum(word.weight for word in self.right))

    @property
    def is_distinctive(self) -> bool:
        """Tells whether both sides hold a word of the name's own."""
        return any(word.distinctive for word in self.left) and any(
            word.distinctive for word in self.right
        )


@dataclass(frozen=True, slots=True)
class Alignment:
    """All pairs, and what found no counterpart on either side."""

    pairs: tuple[Pair, ...]
    left_rest: tuple[Word, ...]
    right_rest: tuple[Word, ...]


@lru_cache(maxsize=65_536)
def _spelled_alike(left_text: str, right_text: str) -> float:
    """Compares two words; 0 where they are no spellings of one word."""
    left, right = fold(left_text), fold(right_text)
    longer, shorter = max(len(left), len(right)), min(len(left), len(right))
    if shorter < 2 or longer > 2 * shorter:
        return 0.0
    edits = levenshtein(left, right)
    ratio = 1.0 - edits / longer
    frame = bones(left_text)
    same_bones = frame == bones(right_text)
    if same_bones and len(frame) >= 2 and shorter >= 4:
        return max(0.75, 0.9 * ratio + 0.08) if ratio >= 0.5 else 0.0
    if same_bones and shorter >= 3 and ratio >= 0.6:
        return 0.8
    allowed = 0 if shorter < 4 else 1 if shorter < 8 else 2
    if edits <= allowed:
        return 0.95 * ratio
    return _eastern_alike(left_text, right_text) if shorter >= 4 else 0.0


def _eastern_alike(left: str, right: str) -> float:
    one, other = eastern_fold(left), eastern_fold(right)
    if one == other:
        return 0.88
    if one[:1] != other[:1]:
        return 0.0
    longer = max(len(one), len(other))
    edits = levenshtein(one, other)
    return 0.9 * (1.0 - edits / longer) if edits * 5 <= longer else 0.0


def words_alike(left: Word, right: Word) -> tuple[float, str]:
    """Gives how alike two words are, and why; 0 where nothing speaks for it."""
    if left.text == right.text:
        return EQUAL, "equal"
    if left.concepts and left.concepts & right.concepts:
        if left.distinctive and right.distinctive:
            return GIVEN_FORM, "forms of one name"
        return MEANING, "one meaning"
    if left.fold == right.fold:
        return SPELLING, "one spelling in another transliteration"
    if len(left.text) == 1 or len(right.text) == 1:
        return (INITIAL, "an initial") if left.text[:1] == right.text[:1] else (0.0, "")
    alike = _spelled_alike(*sorted((left.text, right.text)))
    return alike, "spelled alike"


def align(left: tuple[Word, ...], right: tuple[Word, ...]) -> Alignment:
    """Aligns the words of two names in any order, best first; neighbours may be written as one."""
    pairs: list[Pair] = []
    left_free, right_free = list(range(len(left))), list(range(len(right)))
    for i in tuple(left_free):
        for j in right_free:
            if left[i].text == right[j].text:
                pairs.append(Pair((left[i],), (right[j],), EQUAL, "equal"))
                left_free.remove(i)
                right_free.remove(j)
                break
    if left_free and right_free:
        taken = _best(left, right, left_free[:_COMPARED_MAX], right_free[:_COMPARED_MAX])
        for at_left, at_right, likeness, how in taken:
            words = tuple(left[i] for i in at_left), tuple(right[j] for j in at_right)
            pairs.append(Pair(*words, likeness, how))
            left_free = [i for i in left_free if i not in at_left]
            right_free = [j for j in right_free if j not in at_right]
    return Alignment(
        tuple(pairs), tuple(left[i] for i in left_free), tuple(right[j] for j in right_free)
    )


_Found = tuple[tuple[int, ...], tuple[int, ...], float, str]


def _best(
    left: tuple[Word, ...], right: tuple[Word, ...], left_free: list[int], right_free: list[int]
) -> list[_Found]:
    found: list[_Found] = []
    for i in left_free:
        for j in right_free:
            likeness, how = words_alike(left[i], right[j])
            if likeness > 0.0:
                found.append(((i,), (j,), likeness, how))
    # Where one name has more words left than the other, some may be written as one there.
    if len(left_free) > len(right_free):
        found.extend(_joined(left, right, left_free, right_free))
    elif len(right_free) > len(left_free):
        found.extend(
            (one, many, likeness, how)
            for many, one, likeness, how in _joined(right, left, right_free, left_free)
        )
    found.sort(key=lambda each: (-each[2], -len(each[0]) - len(each[1]), each[0], each[1]))
    chosen: list[_Found] = []
    seen_left: set[int] = set()
    seen_right: set[int] = set()
    for each in found:
        if seen_left.isdisjoint(each[0]) and seen_right.isdisjoint(each[1]):
            chosen.append(each)
            seen_left.update(each[0])
            seen_right.update(each[1])
    return chosen


def _joined(
    many: tuple[Word, ...], single: tuple[Word, ...], many_free: list[int], single_free: list[int]
) -> list[_Found]:
    """Finds neighbours that the other name writes as one word."""
    found: list[_Found] = []
    for start in range(len(many_free)):
        run = [many_free[start]]
        for place in many_free[start + 1 : start + JOINED_MAX]:
            if place != run[-1] + 1:
                break
            run.append(place)
            text = "".join(many[i].text for i in run)
            for j in single_free:
                other = single[j]
                if abs(len(other.text) - len(text)) > 3 or len(text) < 4:
                    continue
                likeness = 0.98 if other.text == text else _joined_alike(text, other.text)
                if likeness > 0.0:
                    found.append((tuple(run), (j,), likeness, "written as one word"))
    return found


def _joined_alike(left: str, right: str) -> float:
    if fold(left) == fold(right):
        return SPELLING
    alike = _spelled_alike(*sorted((left, right)))
    return alike if alike >= 0.82 else 0.0
