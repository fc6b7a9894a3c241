"""Turns a matplotlib figure into SVG that may stand in a page of the desk.

The desk's content-security policy allows no inline style, and its colours follow the reader's
choice of light or dark. So every style becomes plain attributes, and every colour a class of the
desk's style sheet; a chart without a colour of the palette is a fault and is refused.
"""

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TONES: Final = (
    "ink", "quiet", "line", "paper", "soft", "accent", "good",
    "critical", "high", "medium", "low", "info",
)  # fmt: skip
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "{http://www.w3.org/1999/xlink}href"
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_SIZE: Final = re.compile(r"([0-9.]+)(px|pt)?")
_KEPT: Final = frozenset({
    "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-opacity", "fill-opacity", "opacity", "text-anchor", "font-weight",
})  # fmt: skip
# In inches; both give letters of the same size in the column that the chart stands in.
_NARROW: Final = 5.6
_WIDE: Final = 11.6
# Matplotlib's settings and fonts are shared by the whole process.
_turn = threading.Lock()


def tone(name: str) -> str:
    """Give the stand-in for a colour of the desk, to draw with."""
    return f"#0000{TONES.index(name) + 1:02x}"


_BY_STAND_IN: Final = {tone(name): name for name in TONES}


@contextmanager
def drawing(
    height: float, rows: int = 1, *, wide: bool = False
) -> "Iterator[tuple[Figure, list[Axes]]]":
    """Give a figure for a column or for the whole width, with its axes; one is drawn at a time.

    The height is in inches.
    """
    # It takes a second to load, and only who looks at charts should wait for it.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _turn, mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDE if wide else _NARROW, height), layout="constrained")
        axes = figure.subplots(rows, 1, squeeze=False)
        yield figure, [one for row in axes for one in row]


_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sanctions-monitor",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": tone("line"),
    "axes.labelcolor": tone("quiet"),
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": tone("line"),
    "grid.linewidth": 0.8,
    "xtick.color": tone("line"),
    "ytick.color": tone("line"),
    "xtick.labelcolor": tone("quiet"),
    "ytick.labelcolor": tone("ink"),
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.minor.size": 0.0,
    "ytick.minor.size": 0.0,
    "text.color": tone("ink"),
    "figure.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}


def painted(figure: "Figure", name: str, title: str, says: str) -> Markup:
    """Write a figure as SVG for a page.

    Args:
        figure: What :func:`drawing` gave, before its block is left.
        name: Unique in the page; it begins every id.
        title: What a reader who does not see the chart is told first.
        says: What the chart shows, in words.
    """
    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    # The parser reads what was written one line above; no entities, no network.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    root = etree.fromstring(written.getvalue(), parser)
    _strip(root)
    _rename(root, name)
    for element in root.iter():
        _restyle(element)
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-says")
    for place, (tag, text) in enumerate((("title", title), ("desc", says))):
        label = etree.Element(
            f"{{{_SVG}}}{tag}", id=f"{name}-{'title' if tag == 'title' else 'says'}"
        )
        label.text = text
        root.insert(place, label)
    for unused in ("width", "height", "version"):
        _take(root, unused)
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - written by lxml above


def _strip(root: etree._Element) -> None:
    """Leave out what says nothing: metadata, matplotlib's own style, the empty background."""
    for tag in ("metadata", "style"):
        for element in list(root.iter(f"{{{_SVG}}}{tag}")):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)


def _rename(root: etree._Element, name: str) -> None:
    """Keep only ids that something refers to, and make them unique in the page."""
    text = etree.tostring(root, encoding="unicode")
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    for element in root.iter():
        own = _take(element, "id")
        if own is not None and own in used:
            element.set("id", f"{name}-{own}")
        target = _take(element, _XLINK)
        if target is not None:
            element.set("href", f"#{name}-{target.removeprefix('#')}")
        clip = element.get("clip-path")
        if clip is not None:
            element.set("clip-path", clip.replace("url(#", f"url(#{name}-"))


def _take(element: etree._Element, key: str) -> str | None:
    value = element.get(key)
    if value is not None:
        del element.attrib[key]
    return value


def _restyle(element: etree._Element) -> None:
    """Write an element's style as attributes and classes."""
    classes: list[str] = []
    for declaration in (_take(element, "style") or "").split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key in {"fill", "stroke"}:
            classes += _painted_with(element, key, value)
        elif key in _KEPT:
            element.set(key, value)
        elif key in {"font-size", "font"}:
            _set_size(element, value)
    if classes:
        element.set("class", " ".join(classes))


def _painted_with(element: etree._Element, key: str, value: str) -> list[str]:
    if value == "none" or _COLOUR.fullmatch(value) is None:
        element.set(key, value)
        return []
    known = _BY_STAND_IN.get(value)
    if known is None:
        msg = f"the colour {value} is none of the desk's: draw with tone()"
        raise ValueError(msg)
    return [f"{key[0]}-{known}"]


def _set_size(element: etree._Element, value: str) -> None:
    found = _SIZE.search(value)
    if found is not None:
        element.set("font-size", found.group(1))


def nothing(name: str, says: str) -> Markup:
    """Say that there is nothing to draw."""
    return Markup('<p class="empty" id="{}-says">{}</p>').format(name, escape(says))
