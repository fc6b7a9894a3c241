"""A PDF in any script: letters of two open fonts, and what neither has shown by its code.

The same content gives the same bytes: the only time in a document is the one it is given.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from monitor.service.lines import inert

_TEXT: Final = "DejaVu"
_CJK: Final = "NotoCJK"
_KOREAN_FACE: Final = 1
"""Of the collection's faces the Korean one, whose Han letters are drawn as Koreans write them."""
_LINE: Final = 4.6
_MARGIN: Final = 18
_GREY: Final = (90, 100, 115)
_RULE: Final = (205, 212, 222)


@cache
def _text_font(style: str) -> Path:
    """Find DejaVu Sans, which comes with matplotlib."""
    name = "DejaVuSans-Bold.ttf" if style == "B" else "DejaVuSans.ttf"
    return Path(str(files("matplotlib") / "mpl-data" / "fonts" / "ttf" / name))


@cache
def _cjk_font() -> Path:
    """Find Noto Sans CJK: Hangul, Han, Kana."""
    return Path(str(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"))


@cache
def _letters(cjk: bool) -> frozenset[int]:  # noqa: FBT001 - one of two fonts
    """Give the letters that a font can draw."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    path = _cjk_font() if cjk else _text_font("")
    with TTFont(path, fontNumber=_KOREAN_FACE if cjk else -1, lazy=True) as font:
        return frozenset(font.getBestCmap())


def drawable(text: str) -> str:
    """Show every letter: what no font has, and what steers the page, stands as its code.

    Nothing is left out in silence: ``U+1F6A2`` in brackets is a ship that could not be drawn.
    """
    shown = inert(text)
    if shown.isascii() or not _needs_cjk(shown):
        return shown
    return "".join(
        char if ord(char) in _letters(cjk=False) or ord(char) in _letters(cjk=True)
        else f"[U+{ord(char):04X}]"
        for char in shown
    )  # fmt: skip


def _needs_cjk(text: str) -> bool:
    """Tell whether the first font lacks a letter; the second takes a second to load."""
    return any(ord(char) not in _letters(cjk=False) for char in text)


class Paper:
    """A document in A4 with a title on each page, numbered pages and the time it was made."""

    def __init__(self, title: str, made_at: datetime, made_by: str) -> None:
        from fpdf import FPDF

        stamp = f"{made_at:%Y-%m-%d %H:%M:%S} UTC"

        class Pages(FPDF):
            def header(self) -> None:
                self.set_font(_TEXT, size=7.5)
                self.set_text_color(*_GREY)
                self.cell(0, 5, drawable(title)[:110], new_x="LMARGIN", new_y="NEXT")
                self.set_draw_color(*_RULE)
                self.line(_MARGIN, self.get_y() + 0.5, self.w - _MARGIN, self.get_y() + 0.5)
                self.ln(4)
                self.set_text_color(0, 0, 0)

            def footer(self) -> None:
                self.set_y(-13)
                self.set_font(_TEXT, size=7.5)
                self.set_text_color(*_GREY)
                left = drawable(f"Made {stamp} by {made_by}, sanctions-monitor")
                self.cell(0, 5, left[:110])
                self.set_x(_MARGIN)
                self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="R")
                self.set_text_color(0, 0, 0)

        pdf = Pages(format="A4")
        pdf.set_margins(_MARGIN, 14, _MARGIN)
        pdf.set_auto_page_break(auto=True, margin=18)
        pdf.add_font(_TEXT, fname=str(_text_font("")))
        pdf.add_font(_TEXT, style="B", fname=str(_text_font("B")))
        pdf.set_title(drawable(title))
        pdf.set_lang("en")
        pdf.set_creator("sanctions-monitor")
        pdf.set_creation_date(made_at)
        self._pdf = pdf
        self._has_cjk = False
        self._shown(f"{title}{made_by}")
        pdf.add_page()

    def title(self, text: str) -> None:
        """Begin the document."""
        self._write(text, size=15, style="B", height=7)
        self._pdf.ln(1.5)

    def heading(self, text: str) -> None:
        """Begin a part; its first lines stay with it."""
        if self._pdf.will_page_break(22):
            self._pdf.add_page()
        self._pdf.ln(2.5)
        self._write(text, size=11, style="B", height=6)
        self._pdf.ln(0.5)

    def paragraph(self, text: str, *, quiet: bool = False, strong: bool = False) -> None:
        """Write a paragraph."""
        if quiet:
            self._pdf.set_text_color(*_GREY)
        self._write(text, size=8.5 if quiet else 9.5, style="B" if strong else "")
        self._pdf.set_text_color(0, 0, 0)
        self._pdf.ln(1)

    def items(self, texts: Iterable[str]) -> None:
        """Write a list."""
        for text in texts:
            self._pdf.set_x(_MARGIN + 3)
            self._write(f"– {text}", size=9.5, indent=3)
        self._pdf.ln(1)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Write names with their values, one a line."""
        self.table(("", ""), rows, (30, 70), headless=True)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        headless: bool = False,
    ) -> None:
        """Write a table that goes on over pages, its head again on each.

        Args:
            head: The names of the columns.
            rows: The cells, in the order of the head.
            widths: How the width is parted, in any unit.
            headless: Whether the head is left out.
        """
        from fpdf.enums import TableBordersLayout
        from fpdf.fonts import FontFace

        self._pdf.set_font(_TEXT, size=8.5)
        self._pdf.set_draw_color(*_RULE)
        with self._pdf.table(
            col_widths=tuple(widths),
            line_height=_LINE,
            text_align="LEFT",
            first_row_as_headings=not headless,
            headings_style=FontFace(emphasis="BOLD", color=_GREY),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            padding=(0.8, 1.2, 0.8, 0),
        ) as table:
            if not headless:
                table.row([self._shown(cell) for cell in head])
            for row in rows:
                cells = table.row()
                for place, cell in enumerate(row):
                    grey = headless and place == 0
                    cells.cell(self._shown(cell), style=FontFace(color=_GREY) if grey else None)
        self._pdf.ln(1.5)

    def bytes(self) -> bytes:
        """Give the finished document."""
        return bytes(self._pdf.output())

    def _shown(self, text: str) -> str:
        shown = drawable(text)
        if not self._has_cjk and not shown.isascii() and _needs_cjk(shown):
            self._pdf.add_font(_CJK, fname=str(_cjk_font()), collection_font_number=_KOREAN_FACE)
            self._pdf.set_fallback_fonts([_CJK], exact_match=False)
            self._has_cjk = True
        return shown

    def _write(
        self, text: str, *, size: float, style: str = "", height: float = _LINE, indent: float = 0
    ) -> None:
        self._pdf.set_font(_TEXT, style=style, size=size)
        self._pdf.multi_cell(
            self._pdf.epw - indent,
            height,
            self._shown(text),
            align="L",
            new_x="LMARGIN",
            new_y="NEXT",
        )
