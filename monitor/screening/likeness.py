"""How alike two names are, from 0 to 1, and why in plain words; names only, nothing around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.screening import acronyms, koreans
from monitor.screening.alignment import Alignment, Pair, align
from monitor.screening.letters import fold, is_syllabic
from monitor.screening.words import Kind, NameForm, Word

SAME = 1.0
_REST_BOTH = 0.9
_REST_ONE = 0.35
_REST_OF_COMMON = 0.8
_ONE_WORD_MAX = 0.55
_WITHOUT_OWN_MAX = 0.45
_OTHER_NUMBER_MAX = 0.45
_KOREAN_LEAST = 0.5
_OTHER_SYLLABLES_MAX = 0.65
_READ_MAX = 0.95
_MEANING_LEAST = 0.25
_MEANING_MAX = 0.96
_MEANING_TRIED_FROM = 0.25


@dataclass(frozen=True, slots=True)
class Likeness:
    """The likeness of two names.

    Attributes:
        score: From 0 to 1.
        why: Plain sentences that a person can check against the two names.
        left: The form of the left name that was compared.
        right: The form of the right name.
    """

    score: float
    why: tuple[str, ...]
    left: NameForm
    right: NameForm


def best_likeness(
    lefts: Sequence[NameForm], rights: Sequence[NameForm], floor: float = 0.0
) -> Likeness | None:
    """Gives the likeness of the two forms that are most alike, if it reaches the floor."""
    best: Likeness | None = None
    for left in lefts:
        for right in rights:
            found = likeness(left, right)
            if found.score > floor and (best is None or found.score > best.score):
                best = found
                if found.score >= SAME:
                    return best
    return best


def likeness(left: NameForm, right: NameForm) -> Likeness:
    """Compares two names of one kind; the order in which they are given does not matter."""
    swapped = (right.text, right.kind) < (left.text, left.kind)
    first, second = (right, left) if swapped else (left, right)
    score, why = _compared(first, second)
    return Likeness(score, why, left, right)


def _compared(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    if left.kind is Kind.VESSEL:
        return _ships(left, right)
    if left.sorted_texts == right.sorted_texts and left.numbers == right.numbers:
        return _same_words(left, right)
    if left.kind is Kind.PERSON:
        return _persons_by_syllable(left, right, *_persons(left, right))
    return _organizations_by_meaning(left, right, *_organizations(left, right))


def _organizations_by_meaning(
    left: NameForm, right: NameForm, score: float, why: tuple[str, ...]
) -> tuple[float, tuple[str, ...]]:
    """Takes the evidence of translated words where it says more than the letters."""
    other_script = is_syllabic(left.text) != is_syllabic(right.text)
    if score >= _MEANING_MAX or (score < _MEANING_TRIED_FROM and not other_script):
        return score, why
    found = koreans.organizations_alike(left.text, right.text)
    if found is None:
        return score, why
    by_meaning = min(_MEANING_MAX, _MEANING_LEAST + (1.0 - _MEANING_LEAST) * found.score)
    return (by_meaning, found.why) if by_meaning > score else (score, why)


def _persons_by_syllable(
    left: NameForm, right: NameForm, score: float, why: tuple[str, ...]
) -> tuple[float, tuple[str, ...]]:
    """Takes the Korean evidence where it says more than the letters."""
    read, found = koreans.persons_alike(left.text, right.text)
    if found is None:
        # Short syllables are spelled alike by chance; where they can be read, reading decides.
        return (min(score, _OTHER_SYLLABLES_MAX), why) if read else (score, why)
    # Syllables are worth less than they seem where a spelling is rare, yet no other syllable fits.
    by_syllable = _KOREAN_LEAST + (1.0 - _KOREAN_LEAST) * found.score
    # What is read alike is borne by many, so it is less than a name that is written alike.
    by_syllable = min(by_syllable, _READ_MAX)
    if by_syllable <= score:
        return score, why
    return by_syllable, ("as a Korean name: " + "; ".join(found.why),)


def _same_words(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    if left.text.casefold() == right.text.casefold():
        return SAME, ("the names are equal",)
    if [word.text for word in left.words] == [word.text for word in right.words]:
        return SAME, ("the names are equal but for letters, signs and legal forms",)
    return 0.98, ("the same words in another order",)


def _persons(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    if left.joined == right.joined:
        return 0.98, ("the names are equal but for word breaks",)
    if is_syllabic(left.text) or is_syllabic(right.text):
        return _syllables(left, right)
    found = align(left.words, right.words)
    matched = sum(pair.weight for pair in found.pairs)
    score = _share(found, matched, _rest_of_person(found))
    if min(_full(left), _full(right)) <= 1 < max(len(left.words), len(right.words)):
        score = min(score, _ONE_WORD_MAX)
    return score, explain(found)


def _full(form: NameForm) -> int:
    """Counts the words of a name that are neither initials nor particles."""
    return sum(word.weight >= 1.0 for word in form.words)


def _syllables(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    """Compares a name in Han characters or Hangul with another: every syllable must agree."""
    for turned in range(len(left.words)):
        words = (*left.words[turned:], *left.words[:turned])
        if fold("".join(word.text for word in words)) == right.joined_fold:
            return 0.92, (
                f"'{left.text}' and '{right.text}' are read the same, syllable by syllable",
            )
    return 0.0, ()


def _rest_of_person(found: Alignment) -> float:
    left, right = _weight(found.left_rest), _weight(found.right_rest)
    if left >= 0.5 and right >= 0.5:
        return _REST_BOTH * (left + right)
    return _REST_ONE * (left + right)


def _organizations(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    if left.joined_fold == right.joined_fold and left.numbers == right.numbers:
        return 0.97, ("the names are equal but for word breaks and transliteration",)
    if is_syllabic(left.text) != is_syllabic(right.text):
        return 0.0, ()
    short = acronyms.stands_for(left, right)
    if short is not None:
        return short
    found = align(left.words, right.words)
    matched = sum(pair.weight for pair in found.pairs)
    has_own = _has_own(left, right)
    score = _share(found, matched, _rest_of_organization(found, has_own=has_own))
    if has_own and not any(pair.is_distinctive for pair in found.pairs):
        score = min(score, _WITHOUT_OWN_MAX)
    if left.numbers != right.numbers and left.numbers and right.numbers:
        return min(score, _OTHER_NUMBER_MAX), (*explain(found), _other_number(left, right))
    return score, explain(found)


def _has_own(left: NameForm, right: NameForm) -> bool:
    return any(word.distinctive for word in (*left.words, *right.words))


def _rest_of_organization(found: Alignment, *, has_own: bool) -> float:
    if not has_own:
        return _REST_OF_COMMON * (_weight(found.left_rest) + _weight(found.right_rest))
    own_left = _weight(word for word in found.left_rest if word.distinctive)
    own_right = _weight(word for word in found.right_rest if word.distinctive)
    common_left = _weight(found.left_rest) - own_left
    common_right = _weight(found.right_rest) - own_right
    both_own = own_left > 0.0 and own_right > 0.0
    both_common = common_left > 0.0 and common_right > 0.0
    return (1.0 if both_own else 0.5) * (own_left + own_right) + (0.6 if both_common else 0.4) * (
        common_left + common_right
    )


def _share(found: Alignment, matched: float, rest: float) -> float:
    if matched <= 0.0:
        return 0.0
    return sum(pair.weight * pair.likeness for pair in found.pairs) / (matched + rest)


def _weight(words: Iterable[Word]) -> float:
    return sum(word.weight for word in words)


def _ships(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    if left.numbers != right.numbers:
        if left.numbers and right.numbers:
            return min(_OTHER_NUMBER_MAX, _ship_words(left, right)[0]), (
                _other_number(left, right),
            )
        score, why = _ship_words(left, right)
        return 0.8 * score, (*why, "only one of the names has a number")
    return _ship_words(left, right)


def _ship_words(left: NameForm, right: NameForm) -> tuple[float, tuple[str, ...]]:
    if left.joined == right.joined:
        return SAME, ("the names are equal but for signs and word breaks",)
    if is_syllabic(left.text) != is_syllabic(right.text):
        return _syllables(left, right)
    found = align(left.words, right.words)
    matched = sum(pair.weight for pair in found.pairs)
    rest = _weight(found.left_rest) + _weight(found.right_rest)
    score, why = _share(found, matched, rest), explain(found)
    if left.joined_fold == right.joined_fold:
        score = max(score, 0.95)
    return score, why


def _other_number(left: NameForm, right: NameForm) -> str:
    return f"the numbers differ: {' '.join(left.numbers)} and {' '.join(right.numbers)}"


def explain(found: Alignment) -> tuple[str, ...]:
    """Says in plain words what stands for what, and what is over."""
    said: list[str] = []
    equal = [pair for pair in found.pairs if pair.how == "equal"]
    if equal:
        words = ", ".join(_quoted(pair.left) for pair in equal)
        said.append(f"{words} in both names")
    said.extend(_pair_says(pair) for pair in found.pairs if pair.how != "equal")
    rests = (rest for rest in (found.left_rest, found.right_rest) if rest)
    said.extend(f"{_quoted(rest)} only in one of them" for rest in rests)
    return tuple(said)


def _pair_says(pair: Pair) -> str:
    return f"{_quoted(pair.left)} and {_quoted(pair.right)}: {pair.how}"


def _quoted(words: tuple[Word, ...]) -> str:
    return "'" + " ".join(word.text for word in words) + "'"
