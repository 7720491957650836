"""The pictures of the pages: small, true in colour, and taken by one command."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.browser import album, screens

MOST_BYTES = 250_000
WHITE, INK, GREEN = (255, 255, 255), (31, 26, 23), (26, 94, 58)


def page(height: int) -> bytes:
    """Return a white page with a band of many greys and one green dot."""
    image = Image.new("RGB", (300, height), WHITE)
    pen = ImageDraw.Draw(image)
    for x in range(300):
        pen.line((x, 40, x, 90), fill=(x % 256, x % 251, x % 241))
    pen.rectangle((0, 0, 300, 20), fill=INK)
    pen.rectangle((10, 25, 13, 28), fill=GREEN)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_picture_keeps_its_flat_colours_and_a_small_dot(tmp_path: Path) -> None:
    path = tmp_path / "page.png"

    album.keep(page(200), path)

    kept = Image.open(path)
    assert kept.mode == "P"
    seen = kept.convert("RGB")
    assert [seen.getpixel(at) for at in ((5, 5), (150, 150))] == [INK, WHITE]
    dot = seen.getpixel((11, 26))
    assert isinstance(dot, tuple)
    assert all(abs(one - other) <= 12 for one, other in zip(dot, GREEN, strict=True))


def test_a_very_long_page_is_cut_at_the_foot(tmp_path: Path) -> None:
    path = tmp_path / "page.png"

    album.keep(page(5000), path)

    assert Image.open(path).height == album.TALLEST


def test_without_a_chromium_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("LINLI_CHROMIUM", raising=False)
    monkeypatch.setattr(sys, "argv", ["screens.py"])

    code = screens.main()

    assert (code, capsys.readouterr().err) == (2, f"{screens.NO_CHROMIUM}\n")


def test_the_pictures_are_there_and_small() -> None:
    pictures = list(screens.FOLDER.glob("*.png"))

    assert len(pictures) >= 13
    assert [path.name for path in pictures if path.stat().st_size > MOST_BYTES] == []
