"""What comes in as a picture, what is kept of it, and what is refused (rows G1, X4)."""

import io
import random

import numpy as np
import pytest
from PIL import Image

from linli.grid.photos import solver
from linli.grid.photos.rules import LONG_SIDE, THUMBNAIL_SIDE, Rectangle
from tests.grid.photos import pictures
from tests.grid.photos.pictures import encoded, exif, grey16, halves, moving, noise


def opened(content: bytes) -> Image.Image:
    """Return a kept picture."""
    return Image.open(io.BytesIO(content))


FORMS = [
    encoded(noise()),
    encoded(noise(), "PNG"),
    encoded(noise(), "WEBP"),
    encoded(noise(), "GIF"),
    encoded(noise(), "BMP"),
    encoded(noise(), "MPO", save_all=True, append_images=[noise()]),
    encoded(noise().convert("CMYK")),
    encoded(noise().convert("L")),
    encoded(noise().convert("P"), "PNG"),
    encoded(noise().convert("1"), "PNG"),
    encoded(noise().convert("RGBA"), "PNG"),
    grey16(),
    moving("GIF"),
    moving("WEBP"),
    moving("PNG"),
]


@pytest.mark.parametrize("content", FORMS)
def test_every_form_of_a_telephone_or_a_scanner_becomes_a_plain_jpeg(content: bytes) -> None:
    kept = solver.cleaned(content)
    image = opened(kept.content)

    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 48))
    assert (kept.width, kept.height) == (64, 48)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_maker_and_place_of_a_picture_are_gone(form: str) -> None:
    sent = encoded(noise(), form, exif=exif())
    assert opened(sent).getexif().get_ifd(0x8825)

    kept = solver.cleaned(sent)

    for content in (kept.content, kept.thumbnail):
        assert b"Mrs Wang" not in content
        assert b"Exif" not in content
        assert not dict(opened(content).getexif())


@pytest.mark.parametrize(
    ("orientation", "black_at"),
    [
        (1, "left"),
        (2, "right"),
        (3, "right"),
        (4, "left"),
        (5, "top"),
        (6, "top"),
        (7, "bottom"),
        (8, "bottom"),
    ],
)
def test_a_turned_picture_stands_upright(orientation: int, black_at: str) -> None:
    kept = opened(solver.cleaned(encoded(halves(), exif=exif(orientation))).content)
    width, height = kept.size
    middle = {
        "left": (width // 4, height // 2),
        "right": (3 * width // 4, height // 2),
        "top": (width // 2, height // 4),
        "bottom": (width // 2, 3 * height // 4),
    }

    shades = {side: kept.convert("L").getpixel(at) for side, at in middle.items()}
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[black_at]

    assert (width > height) is (orientation < 5)
    assert (shades[black_at], shades[opposite]) == (0, 255)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    pixels = np.asarray(opened(solver.cleaned(moving("GIF")).content))

    assert pixels[20, 30] == pytest.approx([255, 0, 0], abs=15)


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = opened(solver.cleaned(grey16()).content).convert("L")

    shades = [grey.getpixel((x, 20)) for x in (0, 32, 63)]
    assert shades == pytest.approx([0, 129, 255], abs=8)


def test_what_is_transparent_becomes_white() -> None:
    glass = Image.new("RGBA", (64, 48), (255, 0, 0, 0))

    assert opened(solver.cleaned(encoded(glass, "PNG")).content).getpixel((9, 9)) == (255, 255, 255)


def test_a_large_picture_becomes_small_enough() -> None:
    kept = solver.cleaned(encoded(Image.new("RGB", (6000, 4000), "brown")))

    assert opened(kept.content).size == (LONG_SIDE, 1365)
    assert max(opened(kept.thumbnail).size) == THUMBNAIL_SIDE


@pytest.mark.parametrize("content", [pictures.bomb(), pictures.bomb(9_000)])
def test_a_bomb_is_not_unpacked(content: bytes) -> None:
    assert len(content) < 200_000

    with pytest.raises(solver.Enormous):
        solver.cleaned(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        pictures.SVG,
        pictures.PDF,
        pictures.HEIC,
        b"MZ" + b"\x00" * 900,
        encoded(noise())[:400],
        encoded(noise(), "PNG")[:200],
        encoded(noise(), "TIFF"),
        encoded(noise(), "ICO"),
        encoded(noise(), "PDF"),
        encoded(noise(), "EPS"),
    ],
)
def test_what_is_no_picture_of_the_known_forms_is_refused(content: bytes) -> None:
    with pytest.raises(solver.Unreadable):
        solver.cleaned(content)


def test_a_heic_photo_is_known_by_its_content() -> None:
    assert solver.is_heic(pictures.HEIC)
    assert not any(solver.is_heic(content) for content in FORMS)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_broken_bytes_are_refused_and_nothing_else_happens() -> None:
    sent = [encoded(noise(), form, exif=exif()) for form in ("JPEG", "PNG", "WEBP")]
    sent += [encoded(noise(), "GIF"), encoded(noise(), "BMP"), moving("WEBP"), grey16()]
    dice = random.Random(20261127)

    for _ in range(4000):
        bytes_ = bytearray(dice.choice(sent))
        reach = dice.choice([40, 160, len(bytes_)])
        for _ in range(dice.randint(1, 12)):
            bytes_[dice.randrange(min(len(bytes_), reach))] = dice.randrange(256)
        try:
            kept = solver.cleaned(bytes(bytes_))
        except (solver.Unreadable, solver.Enormous):
            continue
        assert opened(kept.content).format == "JPEG"


def parted(rectangle: Rectangle, size: tuple[int, int] = (400, 300)) -> np.ndarray:
    """Return the pixels of a picture with one part covered."""
    sent = encoded(noise(*size), "PNG")
    return np.asarray(opened(solver.covered(sent, [rectangle]).content).convert("L")).astype(int)


@pytest.mark.parametrize(
    "rectangle",
    [
        Rectangle(100, 200, 300, 400),
        Rectangle(0, 0, 1, 1),
        Rectangle(999, 999, 1, 1),
        Rectangle(0, 0, 1000, 1000),
        Rectangle(333, 333, 3, 3),
    ],
)
def test_nothing_is_left_under_a_covered_part(rectangle: Rectangle) -> None:
    shades = parted(rectangle)
    height, width = shades.shape
    rows = slice(
        -(-rectangle.top * height // 1000) + 1, (rectangle.top + rectangle.height) * height // 1000
    )
    columns = slice(
        -(-rectangle.left * width // 1000) + 1, (rectangle.left + rectangle.width) * width // 1000
    )
    inside = shades[rows, columns]

    if inside.size > 400:
        inner = inside[8:-8, 8:-8]
        assert inner.std() < 1
        assert abs(inner.mean() - 32) < 2
    if rectangle.width < 1000:
        assert shades.std() > 20


def test_two_pictures_that_differ_only_under_the_cover_become_one_and_the_same() -> None:
    plate, other = noise(400, 300), noise(400, 300)
    other.paste("yellow", (80, 96, 160, 144))
    part = [Rectangle(200, 320, 200, 160)]

    kept = [solver.covered(encoded(image, "PNG"), part).content for image in (plate, other)]

    assert kept[0] == kept[1]


def test_the_thumbnail_is_covered_too() -> None:
    whole = [Rectangle(0, 0, 1000, 1000)]

    small = opened(solver.covered(encoded(noise()), whole).thumbnail).convert("L")

    assert small.getextrema() == (32, 32)
