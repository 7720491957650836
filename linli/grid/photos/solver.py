"""Pictures in, clean pictures out: bytes to bytes, without Django."""

import hashlib
import io
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from linli.grid.photos.rules import LONG_SIDE, MOST_PIXELS, THUMBNAIL_SIDE, Rectangle

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP"]
"""What is tried; the content decides, never the name. A telephone's MPO opens as JPEG."""

HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
"""How the HEIC photos of some telephones name themselves, from the ninth byte on."""

COVER = (32, 32, 32)
"""Colour of a covered part. One colour and no mosaic: from a mosaic plates have been read."""

BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
)
"""What decoders raise on bytes that were made to break them."""

Image.init()  # Pillow loads some formats only when asked; a format named above must be there


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: JPEG bytes, a thumbnail, size in pixels, SHA-256 of the JPEG."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    digest: str


class Unreadable(ValueError):
    """The bytes hold no picture that can be opened."""


class Enormous(ValueError):
    """The picture has more pixels than are decoded."""


def is_heic(content: bytes) -> bool:
    """Return whether the bytes are a HEIC photo, which is not decoded here."""
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def cleaned(content: bytes) -> Picture:
    """Return a picture turned upright, at most 2,048 px long, re-encoded and without metadata.

    Of a moving picture the first frame is kept; what is transparent becomes white.

    Raises:
        Unreadable: no picture, a broken one, or one of another format.
        Enormous: more than 60 megapixels.
    """
    return _encoded(_decoded(content))


def covered(content: bytes, rectangles: Sequence[Rectangle]) -> Picture:
    """Return a picture with these parts painted over; what was under them is gone.

    Raises:
        Unreadable: no picture that can be opened.
    """
    image = _decoded(content)
    brush = ImageDraw.Draw(image)
    for one in rectangles:
        left, top = one.left * image.width // 1000, one.top * image.height // 1000
        right = math.ceil((one.left + one.width) * image.width / 1000)
        bottom = math.ceil((one.top + one.height) * image.height / 1000)
        brush.rectangle((left, top, max(right - 1, left), max(bottom - 1, top)), fill=COVER)
    return _encoded(image)


def _decoded(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise Enormous
        return _plain(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Enormous from bomb
    except Enormous:
        raise
    except BROKEN as fault:
        raise Unreadable from fault


def _plain(image: Image.Image) -> Image.Image:
    """Return an image of eight bits a colour, without transparency and without metadata."""
    if image.mode.startswith("I"):  # sixteen bits of grey, which Pillow would cut off at 255
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype("uint8"))
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        image = Image.new("RGB", image.size, "white")
        image.paste(seen, mask=seen)
    plain = image.convert("RGB")
    plain.info.clear()
    return plain


def _encoded(image: Image.Image) -> Picture:
    kept, smaller = _jpeg(image, LONG_SIDE, 82)
    thumbnail, _ = _jpeg(smaller, THUMBNAIL_SIDE, 74)
    return Picture(
        content=kept,
        thumbnail=thumbnail,
        width=smaller.width,
        height=smaller.height,
        digest=hashlib.sha256(kept).hexdigest(),
    )


def _jpeg(image: Image.Image, side: int, quality: int) -> tuple[bytes, Image.Image]:
    smaller = image.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue(), smaller
