"""What was chosen in a form is stored before the form is sent, and goes with it then."""

from collections.abc import Sequence
from datetime import datetime

from linli.grid.carried.rules import NOTHING, Carried
from linli.grid.clocks import queries as clocks
from linli.grid.files import services as files
from linli.grid.files.rules import StoredFile, TooManyFiles
from linli.grid.files.services import SentFile
from linli.grid.photos import services as photos
from linli.grid.photos.rules import Stored, TooManyPictures
from linli.grid.photos.services import Sent
from linli.kernel.common.errors import LinliError


def store(
    pictures: Sequence[Sent],
    attached: Sequence[SentFile],
    *,
    carried: Carried = NOTHING,
    at: datetime,
) -> Carried:
    """Store pictures and files beside those a form carries already; all of them or none.

    What never comes with a step is swept from the store after a day.

    Raises:
        TooManyPictures, NotAPicture, PictureTooLarge, PictureIsHeic.
        TooManyFiles, AttachmentTooLarge, FileNotTaken, FileHasProgram.
    """
    if not (pictures or attached):
        return carried
    policy = clocks.current(at).values
    count, number = len(pictures) + len(carried.pictures), len(attached) + len(carried.files)
    if count > policy.photos_max:
        raise TooManyPictures(count=count, most=policy.photos_max)
    if number > policy.files_max:
        raise TooManyFiles(count=number, most=policy.files_max)
    stored = photos.store(pictures, most=policy.photos_max, most_mb=policy.photo_max_mb)
    try:
        kept = files.store(attached, most=policy.files_max, most_mb=policy.file_max_mb)
    except LinliError:
        photos.discard(stored)
        raise
    return Carried((*carried.pictures, *stored), (*carried.files, *kept))


def discard(all_of: Carried, *, but: Carried) -> None:
    """Remove what was stored just now for a step that was refused; what a form carries stays."""
    pictures: list[Stored] = [one for one in all_of.pictures if one not in but.pictures]
    papers: list[StoredFile] = [one for one in all_of.files if one not in but.files]
    photos.discard(pictures)
    files.discard(papers)
