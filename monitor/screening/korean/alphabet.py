"""Spellings of Korean syllables in an alphabet: by published system, and by ear.

An `Alphabet` reads a written syllable ("ryong", "чхоль") as the Hangul syllables it may stand for, and
spells a syllable in every way its letter tables know.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product

from monitor.screening.korean.han import name_syllables
from monitor.screening.korean.hangul import NO_FINAL, PALATAL, join, split
from monitor.screening.korean.sounds import FAINT, Sounds, with_law
from monitor.screening.korean.tables import rows, weights

_SCRIPTS = {"mr": "latin", "rr": "latin", "nk": "latin", "ko": "cyrillic"}
_SILENT = "ㅇ"
_SOFTENING = PALATAL | {"ㅟ"}
_LONGEST_PART = 5
_LONGEST_SYLLABLE = 9
_MEMO = 32_768
# A syllable that no reading of a character and no known given name has.
_UNCOMMON = 0.7
# Finals that hardly a name has, written like plain ones.
_ODD_FINALS, _ODD_FINAL = frozenset("ㄲㅋㅎㅆㅈㅌㄷ"), 0.5
_VOICED_FINALS = frozenset(" ㄴㄹㅁㅇ")


@dataclass(frozen=True)
class Alphabet:
    """The letter tables of one script: part -> spelling -> (letter, context) -> weight."""

    script: str
    parts: dict[str, dict[str, dict[tuple[str, str], float]]] = field(repr=False)

    def hear(self, text: str) -> dict[str, float]:
        """Gives the Hangul syllables that a written syllable may stand for, with weights."""
        if not text or len(text) > _LONGEST_SYLLABLE:
            return {}
        if text.startswith("wh"):
            # "Whan" and "Whi" are 환 and 휘 with their letters turned about.
            return {each: how * 0.8 for each, how in self.hear(f"hw{text[2:]}").items()}
        initials, medials, finals = self.parts["initial"], self.parts["medial"], self.parts["final"]
        heard: dict[str, float] = {}
        for start in range(min(_LONGEST_PART, len(text))):
            onsets = initials.get(text[:start])
            if onsets is None:
                continue
            for end in range(max(start + 1, len(text) - _LONGEST_PART), len(text) + 1):
                nuclei = medials.get(text[start:end])
                codas = finals.get(text[end:])
                if nuclei is not None and codas is not None:
                    _combine(onsets, nuclei, codas, heard)
        return heard

    def spellings(self, syllable: str, least: float) -> dict[str, float]:
        """Gives every spelling of a syllable that weighs at least so much."""
        initial, medial, final = split(syllable)
        onsets = self._ways("initial", initial, _contexts_of_initial(medial))
        nuclei = self._ways("medial", medial, _contexts_of_medial(initial))
        codas = self._ways("final", final, ("any",))
        found: dict[str, float] = {}
        for (one, how), (two, also), (three, too) in product(onsets, nuclei, codas):
            weight = how * also * too
            if weight >= least:
                found[one + two + three] = max(weight, found.get(one + two + three, 0.0))
        return found

    def _ways(self, part: str, letter: str, contexts: tuple[str, ...]) -> list[tuple[str, float]]:
        return [
            (spelling, weight)
            for spelling, letters in self.parts[part].items()
            for (each, context), weight in letters.items()
            if each == letter and context in contexts
        ]


@cache
def alphabet(script: str) -> Alphabet:
    """Gives the alphabet of a script, `latin` or `cyrillic`."""
    parts: dict[str, dict[str, dict[tuple[str, str], float]]] = {
        part: defaultdict(dict) for part in ("initial", "medial", "final")
    }
    for system, part, letter, context, plain, voiced in rows("romanisation"):
        if _SCRIPTS[system] == script:
            for spelling in {plain, plain if voiced == "-" else voiced}:
                weight = _ODD_FINAL if part == "final" and letter in _ODD_FINALS else 1.0
                parts[part]["" if spelling == "0" else spelling][letter, context] = weight
    for name, part, letter, context, *pairs in rows("loose_spellings"):
        if name == script:
            for spelling, how in weights(",".join(pairs)).items():
                known = parts[part][spelling]
                known[letter, context] = max(how, known.get((letter, context), 0.0))
    parts["final"][""][NO_FINAL, "any"] = 1.0
    return Alphabet(script, {part: dict(letters) for part, letters in parts.items()})


@lru_cache(_MEMO)
def written(text: str, script: str) -> Sounds | None:
    """Gives what a written syllable of a given name may stand for; None where it is none."""
    common = name_syllables()
    heard = {
        syllable: how
        for syllable, weight in alphabet(script).hear(text).items()
        if (how := weight if syllable in common else weight * _UNCOMMON) >= FAINT
    }
    return Sounds(text, with_law(heard), script) if heard else None


@cache
def _system(system: str) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (part, letter, context): tuple(  # type: ignore[misc]
            "" if each == "0" else each for each in (plain, plain if voiced == "-" else voiced)
        )
        for name, part, letter, context, plain, voiced in rows("romanisation")
        if name == system
    }


def spell(word: str, system: str) -> str:
    """Spells Hangul in a published system: `mr`, `rr`, `nk` or `ko`.

    McCune-Reischauer and Kontsevich voice consonants between voiced sounds and carry a final over to a
    vowel; the other two write the syllables of a name each by itself. Breves are apostrophes after the
    vowel. Other changes of sound between syllables are not written.
    """
    table = _system(system)
    flows = system in {"mr", "ko"}
    syllables = [split(char) for char in word]
    out: list[str] = []
    before = ""
    for place, (initial, medial, final) in enumerate(syllables):
        voiced = flows and before != "" and before in _VOICED_FINALS
        out.append(table["initial", initial, "any"][voiced])
        context = "bare" if initial == _SILENT else "cons"
        out.append((table.get(("medial", medial, "any")) or table["medial", medial, context])[0])
        if final != NO_FINAL:
            follows = syllables[place + 1][0] if place + 1 < len(syllables) else ""
            out.append(table["final", final, "any"][flows and follows == _SILENT])
        before = final
    return "".join(out)


def _combine(
    onsets: dict[tuple[str, str], float],
    nuclei: dict[tuple[str, str], float],
    codas: dict[tuple[str, str], float],
    heard: dict[str, float],
) -> None:
    """Adds the syllables that an onset, a nucleus and a coda make; a faint one is left out."""
    # This runs for every piece of every new word, mostly in vain: it must stay flat.
    for (initial, onset), how in onsets.items():
        for (medial, nucleus), also in nuclei.items():
            begun = how * also
            if begun < FAINT or (onset == "soft" and medial not in _SOFTENING):
                continue
            if nucleus != "any" and (nucleus == "bare") != (initial == _SILENT):
                continue
            for (final, _), too in codas.items():
                weight = begun * too
                if weight >= FAINT:
                    syllable = join(initial, medial, final)
                    if weight > heard.get(syllable, 0.0):
                        heard[syllable] = weight


def _contexts_of_initial(medial: str) -> tuple[str, ...]:
    return ("any", "soft") if medial in _SOFTENING else ("any",)


def _contexts_of_medial(initial: str) -> tuple[str, ...]:
    return ("any", "bare") if initial == _SILENT else ("any", "cons")
