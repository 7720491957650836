"""Which pictures are taken, and what is said when one is not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_PIXELS = 60_000_000
"""Largest picture that is decoded: 60 megapixels, more than any telephone makes."""

LONG_SIDE = 2048
"""Pixels of the longer side of a kept picture (as FixMyStreet keeps them)."""

THUMBNAIL_SIDE = 480
"""Pixels of the longer side of a thumbnail."""


FOLDER_BITS = 24
"""Lowest bits of the milliseconds in a key that share a folder: 16,777 seconds, 4.7 hours."""


def folder_of(photo_id: UUID) -> str:
    """Return the folder of a picture: by the time in its UUIDv7, so that each stays small."""
    return photo_id.hex[:6]


def folders_between(start: datetime, end: datetime) -> list[str]:
    """Return the folders of pictures that came wholly between two moments, oldest first."""
    first, last = (int(at.timestamp() * 1000) >> FOLDER_BITS for at in (start, end))
    return [f"{number:06x}" for number in range(first, last)]


class PhotoKind(StrEnum):
    """When in the life of a case a picture was taken."""

    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"
    EVIDENCE = "evidence"


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
