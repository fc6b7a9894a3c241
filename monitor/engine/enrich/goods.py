"""Say which commodities a goods line is: by customs code, by words, and with what certainty."""

import re
from collections.abc import Iterator
from datetime import date

from monitor.domain.event.cargo import Goods
from monitor.domain.finding import Evidence
from monitor.domain.truth import Truth
from monitor.engine.facts import Fact, Facts, Subject, Tag, Tags, tags_of, text_fact
from monitor.rulebook.commodities import CodeGrade, CodeMatch, Strength, WordMatch
from monitor.rulebook.vocab import Vocab

_CHAPTER_DIGITS = 2
_LISTING = re.compile(r"[,;/+&\n，、；]")
_JOINING = re.compile(r"\b(?:and|и)\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:for|для)\b", re.IGNORECASE)


def goods_subject(line: Goods, path: str, day: date, vocab: Vocab) -> Subject:
    """Gather the facts of one goods line."""
    facts: Facts = {"goods.commodity": Fact(commodities(line, path, day, vocab))}
    if line.hs_code is not None:
        facts["goods.hs_code"] = text_fact(line.hs_code, f"{path}/hs_code")
    if line.description is not None:
        facts["goods.description"] = text_fact(line.description, f"{path}/description")
    if line.origin_country is not None:
        facts["goods.origin_country"] = text_fact(line.origin_country, f"{path}/origin_country")
    if line.condition is not None:
        facts["goods.condition"] = text_fact(line.condition, f"{path}/condition")
    facts["goods.classifications"] = _classifications(line, path)
    _add_measures(line, path, facts, vocab)
    product = _product(facts["goods.commodity"], vocab)
    if product is not None:
        facts["goods.product"] = text_fact(product, f"{path}/description")
    return Subject("goods", path, facts)


def _classifications(line: Goods, path: str) -> Fact:
    """Give the control-list schemes under which somebody classified the line, with the codes."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for index, entry in enumerate(line.classifications):
        seen = Evidence(f"{path}/classifications/{index}/code", entry.code, "")
        found[entry.scheme] = (*found.get(entry.scheme, ()), seen)
    return tags_of(found)


def _add_measures(line: Goods, path: str, facts: Facts, vocab: Vocab) -> None:
    quantity, value = line.quantity, line.value
    if quantity is not None:
        seen = (Evidence(f"{path}/quantity/value", f"{quantity.value} {quantity.unit}", ""),)
        facts["goods.quantity"] = Fact(quantity.value, evidence=seen)
        facts["goods.unit"] = text_fact(quantity.unit, f"{path}/quantity/unit")
    if value is None:
        return
    seen = (Evidence(f"{path}/value/amount", f"{value.amount} {value.currency}", ""),)
    facts["goods.value_amount"] = Fact(value.amount, evidence=seen)
    facts["goods.value_currency"] = text_fact(value.currency, f"{path}/value/currency")
    if quantity is not None and quantity.value > 0 and vocab.counts_pieces(quantity.unit):
        facts["goods.value_per_piece"] = Fact(value.amount / quantity.value, evidence=seen)


def commodities(line: Goods, path: str, day: date, vocab: Vocab) -> Tags:
    """Give the commodities of a line.

    A full code decides; a partial one needs the words to confirm it; a code that is too short
    leaves the words to decide; strong words against the code are a sign of misdeclaration. A line
    without code whose words nobody knows stays open for every commodity.
    """
    classifier = _Classifier(line, path, day, vocab)
    tags = {name: tag for name in classifier.names if (tag := classifier.tag(name)) is not None}
    sure = [name for name, tag in tags.items() if tag.truth is Truth.TRUE and tag.certain]
    for excluded in {other for name in sure for other in vocab.commodities[name].excludes}:
        tags.pop(excluded, None)
    return Tags(tags, complete=line.hs_code is not None or bool(classifier.worded))


class _Classifier:
    """What the code and the words of one goods line say of each commodity."""

    def __init__(self, line: Goods, path: str, day: date, vocab: Vocab) -> None:
        self._line = line
        self._path = path
        self._vocab = vocab
        code, text = line.hs_code, line.description
        self.coded = vocab.commodities_for_code(code, day) if code is not None else {}
        self.worded = vocab.commodities_for_text(text) if text else {}
        self._denied = vocab.commodities_denied_by(text) if text else frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Every commodity that the code or the words point at."""
        return tuple(dict.fromkeys((*self.coded, *self.worded)))

    def tag(self, name: str) -> Tag | None:
        """Grade one commodity; ``None`` where the code decides against the words."""
        code, word = self.coded.get(name), self.worded.get(name)
        strength = word.strength if word is not None else None
        evidence = self._evidence(name, code, word)
        if code is None:
            return self._by_words(name, strength, evidence)
        if name in self._denied and code.grade is not CodeGrade.CERTAIN:
            return None
        match code.grade:
            case CodeGrade.CERTAIN:
                return Tag(Truth.TRUE, evidence=evidence)
            case CodeGrade.PARTIAL:
                return Tag(Truth.TRUE, strength is Strength.STRONG, evidence)
            case CodeGrade.SHORT:
                return self._by_short_code(strength, evidence)

    def _by_short_code(
        self, strength: Strength | None, evidence: tuple[Evidence, ...]
    ) -> Tag | None:
        if strength is not None:
            return Tag(Truth.TRUE, strength is Strength.STRONG, evidence)
        if any(match.strength is Strength.STRONG for match in self.worded.values()):
            return None
        return Tag(Truth.UNKNOWN, evidence=evidence)

    def _by_words(
        self, name: str, strength: Strength | None, evidence: tuple[Evidence, ...]
    ) -> Tag | None:
        strong = strength is Strength.STRONG
        overrides = strong and self._vocab.commodities[name].words_override
        if self._line.hs_code is None or overrides:
            return Tag(Truth.TRUE, strong, evidence)
        if not strong or self._is_only_a_use(name):
            return None
        return Tag(Truth.TRUE, certain=False, evidence=evidence)

    def _is_only_a_use(self, name: str) -> bool:
        """Tell whether words of goods barred by chapter only say what free goods are for.

        Code and words agree on the free goods in each part of the text that names the others:
        "tyres for trucks" under 4011, but not "toys, mobile phones" under 9503.
        """
        known = self._vocab.commodities
        free = {
            other
            for other, match in self.coded.items()
            if match.grade is CodeGrade.CERTAIN and known[other].is_benign
        }
        if not free or not any(len(code.prefix) == _CHAPTER_DIGITS for code in known[name].hs):
            return False
        parts = map(self._vocab.commodities_for_text, _parts(self._line.description or ""))
        return all(name not in named or not free.isdisjoint(named) for named in parts)

    def _evidence(
        self, name: str, code: CodeMatch | None, word: WordMatch | None
    ) -> tuple[Evidence, ...]:
        line, label = self._line, self._vocab.commodities[name].label
        pieces: list[Evidence] = []
        if code is not None and line.hs_code is not None:
            pieces.append(Evidence(f"{self._path}/hs_code", line.hs_code, _code_says(code, label)))
        if word is not None and line.description is not None:
            says = f"the words '{word.word}' name {label}"
            pieces.append(Evidence(f"{self._path}/description", line.description, says))
        return tuple(pieces)


def _parts(text: str) -> Iterator[str]:
    """Part a list of goods; "tyres for trucks and buses" is one part, "toys and phones" are two."""
    for piece in _LISTING.split(text):
        if _PURPOSE.search(piece) is not None:
            yield piece
        else:
            yield from _JOINING.split(piece)


def _code_says(code: CodeMatch, label: str) -> str:
    match code.grade:
        case CodeGrade.CERTAIN:
            return f"HS {code.prefix} is {label}"
        case CodeGrade.PARTIAL:
            return f"HS {code.prefix} holds {label} among other goods"
        case CodeGrade.SHORT:
            return f"too short to tell {label} (HS {code.prefix})"


def _product(fact: Fact, vocab: Vocab) -> str | None:
    assert isinstance(fact.value, Tags)
    products = {
        product
        for name, tag in fact.value.known.items()
        if tag.truth is Truth.TRUE and (product := vocab.commodities[name].product) is not None
    }
    return products.pop() if len(products) == 1 else None
