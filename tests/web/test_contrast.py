"""The colours of the desk can be told apart by everyone: WCAG AA, in light and in dark."""

import re

import pytest

from monitor.web.app import STATIC

SHEET = (STATIC / "desk.css").read_text()
TEXT_MIN = 4.5
THEMES = ("light", "dark")
PAIRS = [
    (ink, ground)
    for ground in ("ground", "paper", "soft")
    for ink in ("ink", "quiet", "accent")
] + [
    ("medium", "medium-soft"), ("low", "low-soft"), ("info", "info-soft"), ("odd", "odd-soft"),
    ("critical", "paper"), ("ink", "mark"), ("paper", "accent"), ("paper", "ink"),
]  # fmt: skip
BADGES = ["critical", "high", "medium"]


def colours(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme: str, ink: str, ground: str) -> None:
    found = colours(theme)
    assert contrast(found[ink], found[ground]) >= TEXT_MIN


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("level", BADGES)
def test_levels_can_be_read_on_their_badges(theme: str, level: str) -> None:
    text = "#ffffff" if theme == "light" else "#14100c"
    assert contrast(text, colours(theme)[level]) >= TEXT_MIN


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
