"""Pictures as telephones make them, and bytes that only look like pictures."""

import io
from typing import Any

import numpy as np
from PIL import Image

NORTH, EAST = 29.3712, 113.0945
"""Where the pictures were “taken”: no kept picture may know."""


def encoded(image: Image.Image, form: str = "JPEG", **more: Any) -> bytes:
    """Return an image as a file of a form."""
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def noise(width: int = 64, height: int = 48) -> Image.Image:
    """Return a picture of which no two parts are alike; the same each time."""
    drawn = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(drawn)


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes into a picture: its maker, its turn, the place."""
    written = Image.Exif()
    written[0x010F] = "Camera of Mrs Wang"
    written[0x0112] = orientation
    written.get_ifd(0x8825).update({1: "N", 2: (29.0, 22.0, 16.3), 3: "E", 4: (113.0, 5.0, 40.2)})
    return written


def halves() -> Image.Image:
    """Return a picture 80 wide and 40 high: left half black, right half white."""
    image = Image.new("RGB", (80, 40), "white")
    image.paste("black", (0, 0, 40, 40))
    return image


def moving(form: str) -> bytes:
    """Return a picture that moves: first red, then blue."""
    first, second = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    return encoded(first, form, save_all=True, append_images=[second], duration=100)


def grey16() -> bytes:
    """Return a PNG of sixteen bits of grey, from black on the left to white."""
    line = np.linspace(0, 65535, 64).astype("uint16")
    return encoded(Image.fromarray(np.tile(line, (48, 1))), "PNG")


def bomb(side: int = 30_000) -> bytes:
    """Return a small PNG that would become 900 megapixels."""
    return encoded(Image.new("1", (side, side)), "PNG")


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
