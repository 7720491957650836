"""The colours of the house can be read: by eyes in the sun, and by old eyes."""

import re
from itertools import product
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "linli" / "ui" / "static" / "ui"
TOKENS = (STYLES / "tokens.css").read_text()
MEANINGS = ["done", "soon", "late", "wait", "link", "brand"]
GROUNDS = ["paper", "surface", "sunken"]
PAIRS = [
    *product(["ink", "ink-soft"], [*GROUNDS, *(f"{name}-soft" for name in MEANINGS)]),
    *((name, ground) for name in MEANINGS for ground in ["paper", "surface", f"{name}-soft"]),
    ("link", "late-soft"),
    ("brand-strong", "surface"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
]


def blocks(selector: str) -> list[dict[str, str]]:
    """Return the hexadecimal colours of each block with this selector, in the file's order."""
    found = re.findall(re.escape(selector) + r" \{(.*?)\}", TOKENS, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in found]


LIGHT, DARK = blocks(":root")[0], {**blocks(":root")[0], **blocks(":root")[1]}
LARGE_LIGHT, LARGE_DARK = blocks(":root.large")
PALETTES = {
    "light": (LIGHT, 4.5),
    "dark": (DARK, 4.5),
    "large light": ({**LIGHT, **LARGE_LIGHT}, 7.0),
    "large dark": ({**DARK, **LARGE_DARK}, 7.0),
}


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    brighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_every_pair_of_text_and_ground_has_the_promised_contrast(name: str) -> None:
    palette, least = PALETTES[name]

    found = {
        pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2)
        for pair in PAIRS
        if contrast(palette[pair[0]], palette[pair[1]]) < least
    }

    assert found == {}


@pytest.mark.parametrize("name", PALETTES)
def test_the_edge_of_a_control_stands_out_from_what_is_around_it(name: str) -> None:
    palette, _ = PALETTES[name]

    assert all(contrast(palette["edge"], palette[ground]) >= 3 for ground in GROUNDS)


@pytest.mark.parametrize("sheet", ["pieces.css", "resident.css", "desk.css"])
def test_no_sheet_has_a_colour_of_its_own(sheet: str) -> None:
    words = (STYLES / sheet).read_text()

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", words) == []


def test_every_name_that_a_sheet_uses_is_a_token() -> None:
    known = set(re.findall(r"--([\w-]+):", TOKENS)) | {"meaning", "meaning-soft"}

    used = {
        name
        for sheet in STYLES.glob("*.css")
        for name in re.findall(r"var\(--([\w-]+)", sheet.read_text())
    }

    assert used - known == set()
