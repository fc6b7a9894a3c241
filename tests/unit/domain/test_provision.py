from __future__ import annotations

import pytest

from monitor.domain.provision import Citation


@pytest.mark.parametrize(
    ("paragraph", "short"),
    [
        ("8", "2371:8"),
        ("8(a)(iii)", "2371:8(a)(iii)"),
        ("29(a)", "2371:29(a)"),
        ("Annex IV", "2371:Annex IV"),
    ],
)
def test_a_paragraph_has_a_short_form(paragraph: str, short: str) -> None:
    citation = Citation("S/RES/2371 (2017)", paragraph)
    assert citation.short == short
    assert citation.to_json() == {"instrument": "S/RES/2371 (2017)", "paragraph": paragraph}


@pytest.mark.parametrize("paragraph", ["", "8-9", "8, 9", "para 8", "8 (a)", "8(A)", "123"])
def test_a_range_or_a_loose_form_is_refused(paragraph: str) -> None:
    with pytest.raises(ValueError, match="no paragraph"):
        Citation("S/RES/2371 (2017)", paragraph)


@pytest.mark.parametrize(
    "instrument", ["2371", "S/RES/2371", "S/RES/2371(2017)", "UNSCR 2371 (2017)"]
)
def test_a_loose_instrument_is_refused(instrument: str) -> None:
    with pytest.raises(ValueError, match="no instrument"):
        Citation(instrument, "8")
