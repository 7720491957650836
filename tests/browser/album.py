"""Keeps screenshots small, and lays two of them beside each other."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

COLOURS, SPREAD = 128, Image.Quantize.FASTOCTREE
TALLEST = 1700
GROUND, LINE = (243, 238, 232), (214, 205, 196)
EDGE, PHONE_HEIGHT, RADIUS = 48, 756, 18


def keep(taken: bytes, path: Path) -> None:
    """Write a picture with few colours; a very long page is cut at the foot.

    Half of them are those it has most of, so that flat ones stay as they are and a small
    green dot is not averaged away; the other half lie spread over all there are.
    """
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    pixels = np.asarray(image, dtype=np.int32)
    found, where, counts = np.unique(
        pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    most = found[np.argsort(-counts)[:COLOURS]]
    between = np.array(image.quantize(COLOURS, SPREAD).getpalette()).reshape(-1, 3)
    palette = np.concatenate([most, between])
    nearest = [int(((palette - colour) ** 2).sum(axis=1).argmin()) for colour in found]
    few = Image.fromarray(np.array(nearest, dtype=np.uint8)[where].reshape(pixels.shape[:2]))
    few.putpalette(palette.astype(np.uint8).tobytes())
    few.save(path, optimize=True)


def compose(phone: Path, desk: Path, path: Path) -> None:
    """Lay a telephone over the right edge of a desk, on quiet ground."""
    wide = Image.open(desk).convert("RGB")
    tall = Image.open(phone).convert("RGB")
    tall = tall.crop((0, 0, tall.width, min(tall.height, PHONE_HEIGHT)))
    size = (wide.width + tall.width // 2 + 2 * EDGE, wide.height + 2 * EDGE)
    sheet = Image.new("RGB", size, GROUND)
    _lay(sheet, wide, (EDGE, EDGE))
    _lay(sheet, tall, (size[0] - tall.width - EDGE, size[1] - tall.height - EDGE // 2))
    keep(_bytes(sheet.resize((size[0] * 3 // 4, size[1] * 3 // 4), Image.Resampling.LANCZOS)), path)


def _lay(sheet: Image.Image, picture: Image.Image, at: tuple[int, int]) -> None:
    """Put a picture down with round corners, a thin line and a soft shadow."""
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *picture.size), RADIUS, fill=255)
    shadow = Image.new("L", sheet.size, 0)
    shadow.paste(mask.point(lambda value: value * 0.22), (at[0], at[1] + 8))
    soft = shadow.filter(ImageFilter.GaussianBlur(14))
    sheet.paste((70, 40, 25), (0, 0), soft)
    sheet.paste(picture, at, mask)
    frame = (at[0], at[1], at[0] + picture.width - 1, at[1] + picture.height - 1)
    ImageDraw.Draw(sheet).rounded_rectangle(frame, RADIUS, outline=LINE, width=1)


def _bytes(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
