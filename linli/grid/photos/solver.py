"""Pictures in, clean pictures out: bytes to bytes, without Django."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from linli.grid.photos.rules import LONG_SIDE, MOST_PIXELS, THUMBNAIL_SIDE

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP"]
"""What is tried; the content decides, never the name. A telephone's MPO opens as JPEG."""

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


def _jpeg(image: Image.Image, side: int, quality: int) -> tuple[bytes, Image.Image]:
    smaller = image.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue(), smaller


def cleaned(content: bytes) -> Picture:
    """Return a picture turned upright, at most 2,048 px long, re-encoded and without metadata.

    Raises:
        Unreadable: no picture, a broken one, or one of another format.
        Enormous: more than 60 megapixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise Enormous
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Enormous from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        if isinstance(fault, Enormous):
            raise
        raise Unreadable from fault
    upright.info.clear()
    kept, smaller = _jpeg(upright, LONG_SIDE, 82)
    thumbnail, _ = _jpeg(smaller, THUMBNAIL_SIDE, 74)
    return Picture(
        content=kept,
        thumbnail=thumbnail,
        width=smaller.width,
        height=smaller.height,
        digest=hashlib.sha256(kept).hexdigest(),
    )
