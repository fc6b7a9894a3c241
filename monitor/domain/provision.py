"""Paragraphs of the resolutions, in the Council's wording and in short form."""

import re
from dataclasses import dataclass

_INSTRUMENT = re.compile(r"S/RES/(\d{4}) \((\d{4})\)")
_PARAGRAPH = re.compile(r"(?:\d{1,2}(?:\([a-z]+\))*|Annex [IVXL]+)")


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One paragraph of one resolution: ``S/RES/2371 (2017)``, ``8`` or ``8(a)(iii)``.

    Raises:
        ValueError: the instrument or the paragraph is not in that form.
    """

    instrument: str
    paragraph: str

    def __post_init__(self) -> None:
        if _INSTRUMENT.fullmatch(self.instrument) is None:
            msg = f"'{self.instrument}' is no instrument: write S/RES/<number> (<year>)"
            raise ValueError(msg)
        if _PARAGRAPH.fullmatch(self.paragraph) is None:
            msg = f"'{self.paragraph}' is no paragraph: write 8, 8(a)(iii) or Annex IV"
            raise ValueError(msg)

    @property
    def short(self) -> str:
        """The short form, ``2371:8``."""
        return f"{self.instrument[6:10]}:{self.paragraph}"

    def to_json(self) -> dict[str, str]:
        """Give the shape of ``findings[].provisions[]``."""
        return {"instrument": self.instrument, "paragraph": self.paragraph}
