"""Which pictures are taken, and what is said when one is not."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_PIXELS = 60_000_000
"""Largest picture that is decoded: 60 megapixels, more than any telephone makes."""

LONG_SIDE = 2048
"""Pixels of the longer side of a kept picture (as FixMyStreet keeps them)."""

THUMBNAIL_SIDE = 480
"""Pixels of the longer side of a thumbnail."""


class PhotoKind(StrEnum):
    """When in the life of a case a picture was taken."""

    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"
    EVIDENCE = "evidence"
    INTERNAL = "internal"
    """Beside an internal note: only staff who see the matter get it."""


class Why(StrEnum):
    """Why a part of a picture, or all of it, is not for everybody's eyes."""

    FACE = "face"
    PLATE = "plate"
    HOME = "home"
    WRITING = "writing"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


WHY_NAMES: dict[str, str] = {
    Why.FACE: gettext_noop("a face or a person"),
    Why.PLATE: gettext_noop("a number plate"),
    Why.HOME: gettext_noop("the inside of a home"),
    Why.WRITING: gettext_noop("a name, telephone or document"),
    Why.OFF_TOPIC: gettext_noop("does not belong to the matter"),
    Why.OTHER: gettext_noop("another reason"),
}


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a picture to be covered, in thousandths of its width and height.

    ``left`` and ``top`` are 0 to 999; at least 1 wide and high, and never over the edge.
    """

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture that lies in the store and waits for its case."""

    id: UUID
    kind: PhotoKind
    file: str
    thumbnail: str
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A picture with covered parts that lies in the store and waits for its entry."""

    file: str
    thumbnail: str
    digest: str


class NotAPicture(InputRefused):
    """The content is no picture, whatever its name says."""

    code = "grid.not_a_picture"
    message = gettext_noop("“%(name)s” is not a picture that can be opened.")
    hint = gettext_noop("Choose a photo (JPEG, PNG, WebP) or send the report without it.")


class PictureTooLarge(InputRefused):
    """The file or the picture in it is too large."""

    code = "grid.picture_too_large"
    message = gettext_noop("“%(name)s” is too large.")
    hint = gettext_noop("A photo may have up to %(most_mb)s MB; choose a smaller one.")


class PictureIsHeic(InputRefused):
    """A photo in the format of some telephones that only they can open."""

    code = "grid.picture_is_heic"
    message = gettext_noop("“%(name)s” is a HEIC photo, which cannot be opened here.")
    hint = gettext_noop(
        "Take the photo from this page, or set the camera to “most compatible” (JPEG)."
    )


class PicturesTooLarge(InputRefused):
    """The photos together are too large."""

    code = "grid.pictures_too_large"
    message = gettext_noop("The photos together have %(mb)s MB; %(most_mb)s MB are possible.")
    hint = gettext_noop("Choose fewer or smaller ones.")


class TooManyPictures(InputRefused):
    """More pictures than a report takes."""

    code = "grid.too_many_pictures"
    message = gettext_noop("%(count)s photos were chosen; %(most)s are possible.")
    hint = gettext_noop("Choose the ones that show it best.")


class PicturesNeeded(InputRefused):
    """The step needs a picture as evidence."""

    code = "grid.pictures_needed"
    message = gettext_noop("This step needs a photo taken before and one taken after.")
    hint = gettext_noop("Take both photos and send again.")
