"""How far an equal name or number shows that a party is a list entry, in plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache

from monitor.domain.listing import EntryType, ListEntry, birth_span
from monitor.screening.identifiers import contradiction, scheme_title

# Numbers whose issuer gives each value once in the world; the others are unique in a country.
_WORLDWIDE = frozenset({"imo", "imo_company", "lei", "bic", "iban", "crypto_address"})
# An approximate year of birth may be one off either way.
_ABOUT_YEARS = 1
_RADIO = frozenset({"mmsi", "call_sign"})
_ACRONYM_LETTERS_MAX = 4
# Names that offices of many States and firms bear: nothing follows from them without the country.
_COMMON_WORDS = (
    "academy", "administration", "aerospace", "agitation", "aviation", "bank", "board", "bureau",
    "center", "central", "command", "commerce", "commission", "committee", "corporation",
    "council", "defense", "department", "design", "development", "directorate", "division",
    "economic", "electronics", "energy", "external", "factory", "finance", "first", "floor",
    "for", "force", "forces", "foreign", "fund", "general", "guidance", "industry", "institute",
    "insurance", "international", "investment", "laboratory", "machine", "machinery", "marine",
    "military", "ministry", "munitions", "national", "natural", "navy", "no", "of", "office",
    "organization", "plant", "police", "propaganda", "research", "rocket", "science", "sciences",
    "security", "service", "shipping", "space", "state", "strategic", "supplies", "supply",
    "technical", "technology", "third", "trade", "trading", "transport", "united", "university",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A name under which an entry is indexed.

    Attributes:
        entry: The entry.
        name: The name as the list, or the added spelling, gives it.
        added: Whether this project adds the spelling, the list does not have it.
        country: The country that the indexed text itself names.
        key: The normalised form that is compared.
    """

    entry: ListEntry
    name: str
    added: bool = False
    country: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """One equal name or number: what the event wrote, and what of the entry it equals.

    Attributes:
        text: What the event wrote.
        named: The listed name; none for a number.
        scheme: The kind of number.
        former: Whether the event calls the name a former one.
        likeness: How like the names are; 1 where they are equal.
        how: Plain sentences on names that are merely alike.
    """

    text: str
    named: Named | None = None
    scheme: str = ""
    former: bool = False
    likeness: float = 1.0
    how: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the event says of the name's bearer, beside names and numbers."""

    type: EntryType | None = None
    countries: frozenset[str] = frozenset()
    nationality: str | None = None
    birth_date: date | None = None
    hull: str | None = None
    share: Decimal | None = None
    only_shown: bool = False
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """The result: certain, possible, or dropped with a reason; sentences in any case.

    Attributes:
        score: How far it is the entry, for the order of a queue.
        why: Plain sentences.
        certain: Whether it is the entry.
        dropped: Whether something speaks against it so strongly that it is none.
        corroborated: Whether anything beside the name agrees.
        likeness: How like the best name is; 1 for a number.
    """

    score: str
    why: tuple[str, ...]
    certain: bool = False
    dropped: bool = False
    corroborated: bool = False
    likeness: float = 1.0


class _Birth(Enum):
    UNKNOWN = "unknown"
    SAME_DAY = "same day"
    SAME_YEAR = "same year"
    OTHER = "other"


def weigh(asked: Asked, entry: ListEntry, signs: Iterable[Sign], equal: float = 1.0) -> Weight:
    """Weighs all signs that point from one bearer at one entry; a number outweighs a name.

    Args:
        asked: What the event says of the bearer.
        entry: The entry that the signs point at.
        signs: Equal names and numbers, and names that are alike; at least one.
        equal: From this likeness on a name counts as equal, so that it can be certain.
    """
    signs = tuple(signs)
    best = max((sign.likeness for sign in signs if sign.named is not None), default=1.0)
    signs = tuple(sign for sign in signs if sign.named is None or sign.likeness == best)
    numbers = [sign for sign in signs if sign.named is None]
    if numbers:
        return _weigh_number(asked, entry, numbers[0], signs)
    weight = _weigh_name(asked, entry, signs)
    if best >= 1.0:
        return weight
    return replace(
        weight,
        score=f"{float(weight.score) * best:.2f}",
        certain=weight.certain and best >= equal,
        likeness=best,
    )


def _weigh_name(asked: Asked, entry: ListEntry, signs: tuple[Sign, ...]) -> Weight:
    if entry.type is EntryType.VESSEL:
        return _weigh_ship_name(asked, entry, signs)
    if entry.type is EntryType.PERSON:
        return _weigh_person_name(asked, entry, signs)
    return _weigh_organization_name(asked, entry, signs)


def _weigh_number(asked: Asked, entry: ListEntry, number: Sign, signs: tuple[Sign, ...]) -> Weight:
    says = [f"{scheme_title(number.scheme)} {number.text} is that of {entry.ref}"]
    says.extend(_name_says(entry, signs))
    if asked.only_shown:
        return Weight("0.85", (*says, "the vessel only showed this number: it may be another's"))
    if _birth(asked, entry) is _Birth.OTHER:
        return Weight("0.85", (*says, _birth_says(asked, entry)))
    known = frozenset(entry.countries) | frozenset(entry.nationalities)
    if number.scheme == "passport" and asked.nationality is not None and known:
        if asked.nationality in known:
            return Weight("1.00", tuple(says), certain=True)
        return Weight("0.85", (*says, f"nationality {asked.nationality} is not that of the entry"))
    if number.scheme in _RADIO:
        return _weigh_radio(asked, entry, signs, says)
    if number.scheme in _WORLDWIDE or number.scheme == "passport" or asked.countries & known:
        return Weight("1.00", tuple(says), certain=True)
    return Weight("0.85", (*says, "such numbers repeat from country to country, and none agrees"))


def _weigh_radio(
    asked: Asked, entry: ListEntry, signs: tuple[Sign, ...], says: list[str]
) -> Weight:
    """Weighs a number of a ship's radio: it is given again with the flag, so it is no hull."""
    other = _other_hull(asked, entry)
    if other is not None:
        return Weight("0.00", (*says, other), dropped=True)
    if any(sign.named is not None for sign in signs):
        return Weight("0.97", (*says, "name and radio number agree"), certain=True)
    return Weight("0.85", (*says, "radio numbers are given again; the IMO number would decide"))


def _other_hull(asked: Asked, entry: ListEntry) -> str | None:
    numbers = [number.value for number in entry.identifiers if number.scheme == "imo"]
    if asked.hull is None or not numbers or asked.hull in numbers:
        return None
    return f"but IMO {asked.hull} is another hull than the entry's {numbers[0]}"


def _weigh_ship_name(asked: Asked, entry: ListEntry, signs: tuple[Sign, ...]) -> Weight:
    says = _name_says(entry, signs)
    other = _other_hull(asked, entry)
    if other is not None:
        return Weight("0.00", (*says, other), dropped=True)
    if asked.only_shown:
        return Weight("0.60", (*says, "the vessel only showed this name"))
    if all(sign.former for sign in signs):
        return Weight("0.70", (*says, "a former name, and ships' names are given again"))
    if asked.countries & frozenset(entry.countries):
        why = (*says, "the flag agrees; no IMO number confirms the hull")
        return Weight("0.90", why, corroborated=True)
    return Weight("0.75", (*says, "no IMO number confirms the hull"))


def _weigh_person_name(asked: Asked, entry: ListEntry, signs: tuple[Sign, ...]) -> Weight:
    says = _name_says(entry, signs)
    birth = _birth(asked, entry)
    if birth is _Birth.OTHER:
        return Weight("0.00", (*says, _birth_says(asked, entry)), dropped=True)
    nationalities = frozenset(entry.nationalities)
    if asked.nationality is not None and nationalities and asked.nationality not in nationalities:
        other = f"but nationality {asked.nationality} is not {' or '.join(sorted(nationalities))}"
        return Weight("0.00", (*says, other), dropped=True)
    if asked.type is not None and asked.type is not EntryType.PERSON:
        return Weight("0.50", (*says, f"the entry is a person and this an {asked.type.value}"))
    same_nation = asked.nationality is not None and asked.nationality in nationalities
    if birth is _Birth.SAME_DAY:
        return Weight("0.98", (*says, _birth_says(asked, entry)), certain=True, corroborated=True)
    if birth is _Birth.SAME_YEAR and same_nation:
        why = (*says, _birth_says(asked, entry), f"nationality {asked.nationality} agrees")
        return Weight("0.95", why, certain=True, corroborated=True)
    if birth is _Birth.SAME_YEAR:
        return Weight("0.88", (*says, _birth_says(asked, entry)), corroborated=True)
    if same_nation:
        # Names of this nation are few and shared by many: equal name and passport country
        # do not decide who somebody is.
        why = (*says, f"nationality {asked.nationality} agrees; a birth date would decide")
        return Weight("0.85", why, corroborated=True)
    return Weight("0.70", (*says, "only the name agrees; a birth date or passport would decide"))


def _weigh_organization_name(asked: Asked, entry: ListEntry, signs: tuple[Sign, ...]) -> Weight:
    says = _name_says(entry, signs)
    named = [sign.named for sign in signs if sign.named is not None]
    acronym = all(_is_acronym(each) for each in named)
    common = acronym or all(_only_common(each.key) for each in named)
    agreed = _agreed_country(asked, entry, named)
    other_number = contradiction(asked.numbers, entry)
    if other_number is not None:
        return Weight("0.40", (*says, other_number))
    if common and max(sign.likeness for sign in signs) < 1.0:
        why = "it is made of words that many offices have, and such a name must be equal"
        return Weight("0.50", (*says, why))
    if asked.type is not None and asked.type is not EntryType.ORGANIZATION:
        other = f"the entry is an organization and this a {asked.type.value}"
        return Weight("0.50", (*says, other), dropped=common)
    if agreed is not None:
        if acronym:
            return Weight("0.80", (*says, agreed, "but the name is a mere abbreviation"))
        return Weight("0.97", (*says, agreed), certain=True, corroborated=True)
    against = _country_against(asked, entry)
    if common:
        why = "such a name is borne in many countries, and no country agrees"
        return Weight("0.00", (*says, against or why), dropped=True)
    if against is not None:
        return Weight("0.75", (*says, against))
    return Weight("0.80", (*says, "only the name agrees; country or a number would decide"))


def _agreed_country(asked: Asked, entry: ListEntry, named: list[Named]) -> str | None:
    known = frozenset(entry.countries)
    for code in sorted(asked.countries & known):
        return f"country {code} agrees"
    for each in named:
        if each.country is not None:
            return f"the name itself names the country {each.country}"
    return None


def _country_against(asked: Asked, entry: ListEntry) -> str | None:
    if not asked.countries or not entry.countries:
        return None
    given, known = ", ".join(sorted(asked.countries)), ", ".join(sorted(entry.countries))
    return f"country {given} is not that of the entry ({known})"


def _is_acronym(named: Named) -> bool:
    key = named.key
    return key.isascii() and len(key) <= _ACRONYM_LETTERS_MAX


@cache
def _only_common(key: str) -> bool:
    """Tells whether a key is made of common words alone; keys carry no word breaks."""
    reached = {0}
    for start in range(len(key)):
        if start in reached:
            reached.update(
                start + len(word) for word in _COMMON_WORDS if key.startswith(word, start)
            )
    return len(key) in reached


def _birth(asked: Asked, entry: ListEntry) -> _Birth:
    if asked.birth_date is None or not entry.birth_dates:
        return _Birth.UNKNOWN
    best = _Birth.OTHER
    for listed in entry.birth_dates:
        span = birth_span(listed)
        slack = _ABOUT_YEARS if span.is_about else 0
        if span.is_day and span.first == asked.birth_date:
            return _Birth.SAME_DAY
        if not span.is_day and (
            span.first.year - slack <= asked.birth_date.year <= span.last.year + slack
        ):
            best = _Birth.SAME_YEAR
    return best


def _birth_says(asked: Asked, entry: ListEntry) -> str:
    listed = " or ".join(entry.birth_dates)
    match _birth(asked, entry):
        case _Birth.SAME_DAY:
            return f"birth date {asked.birth_date} agrees"
        case _Birth.SAME_YEAR:
            return f"birth year agrees ({listed})"
        case _:
            return f"but birth date {asked.birth_date} is not {listed}"


def _name_says(entry: ListEntry, signs: tuple[Sign, ...]) -> tuple[str, ...]:
    said: dict[str, None] = {}
    for sign in signs:
        if sign.named is not None:
            kind = "the former name" if sign.former else "the name"
            origin = "a spelling that this project adds to" if sign.named.added else "a name of"
            if sign.how:
                like = f"{kind} '{sign.text}' is like '{sign.named.name}', {origin} {entry.ref}"
                said[f"{like}: {'; '.join(sign.how)}"] = None
                continue
            said[f"{kind} '{sign.text}' equals '{sign.named.name}', {origin} {entry.ref}"] = None
    return tuple(said)
