"""Draws pictures that are plainly no photographs: a street corner before and after."""

import io

import numpy as np
from PIL import Image, ImageDraw

SIZE = (480, 360)
KEPT = (320, 240)
GROUND, WALL, SKY, PATH = (176, 186, 160), (214, 205, 190), (205, 222, 235), (150, 150, 150)


def picture(noise: np.random.Generator, *, is_clean: bool) -> bytes:
    """Return a PNG of a made-up corner; unless it is clean, things lie about in it."""
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 210, 480, 360), fill=GROUND)
    pen.rectangle((40, 60, 300, 230), fill=WALL)
    for x in range(70, 280, 60):
        pen.rectangle((x, 90, x + 30, 130), fill=(120, 140, 160))
    pen.polygon([(180, 360), (230, 230), (280, 230), (420, 360)], fill=PATH)
    for _ in range(0 if is_clean else 24):
        x, y, side = (int(noise.integers(*span)) for span in ((150, 400), (235, 330), (8, 26)))
        colour = tuple(int(each) for each in noise.integers(60, 200, 3))
        pen.rectangle((x, y, x + side, y + side), fill=colour)
    pen.text((12, 336), "DEMONSTRATION", fill=(90, 30, 30))
    out = io.BytesIO()
    image.resize(KEPT).save(out, "PNG")
    return out.getvalue()
