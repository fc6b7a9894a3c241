"""A person's name as Korean syllables, whatever script and system it is written in."""

from dataclasses import dataclass
from typing import Literal

from monitor.screening.korean.sounds import Sounds

Script = Literal["latin", "cyrillic", "hangul", "han"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: its syllables, the family name first.

    Attributes:
        syllables: The written syllables with what they may stand for.
        weight: How plausible this way to read it is beside the others, 0 to 1.
        kind: `korean`; `mandarin` and `cantonese` (sounds of Chinese); `behind` (Korean readings of the characters
            behind a pinyin spelling); `transcribed` (a Mandarin sound as the South writes it).
    """

    syllables: tuple[Sounds, ...]
    weight: float
    kind: str = "korean"


@dataclass(frozen=True, slots=True)
class KoreanName:
    """A name that can be one of a Korean (or of a Chinese whose name Korean texts quote).

    Attributes:
        text: As it was written.
        script: The script it was written in.
        readings: The ways to read it, the most plausible first; at least one.
    """

    text: str
    script: Script
    readings: tuple[Reading, ...]

    @property
    def syllables(self) -> tuple[str, ...]:
        """The written syllables of the most plausible reading, the family name first."""
        return tuple(each.text for each in self.readings[0].syllables)
