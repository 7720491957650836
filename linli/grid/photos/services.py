"""Pictures are checked, stored, tied to their case, and erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.photos import solver
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import (
    NotAPicture,
    PhotoKind,
    PictureIsHeic,
    PictureTooLarge,
    Rectangle,
    Redacted,
    Stored,
    TooManyPictures,
)
from linli.kernel.store import services as keeping
from linli.kernel.store.queries import opened


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it, with the key the door gave it."""

    id: UUID
    kind: PhotoKind
    name: str
    content: bytes


def check_size(name: str, size: int, *, most_mb: int) -> None:
    """Refuse a file that is too large, before it is read.

    Raises:
        PictureTooLarge: more than ``most_mb`` megabytes (of 1,048,576 bytes).
    """
    if size > most_mb * 1024 * 1024:
        raise PictureTooLarge(name=name[:80], most_mb=most_mb)


def store(files: Sequence[Sent], *, most: int, most_mb: int) -> list[Stored]:
    """Check, clean and store pictures, before any row is written; all of them or none.

    What was sent is never kept: only what was decoded and encoded again.

    Raises:
        TooManyPictures, NotAPicture, PictureTooLarge, PictureIsHeic.
    """
    if len(files) > most:
        raise TooManyPictures(count=len(files), most=most)
    pictures = [_cleaned(file, most_mb) for file in files]
    return [_stored(file, picture) for file, picture in zip(files, pictures, strict=True)]


def _cleaned(file: Sent, most_mb: int) -> solver.Picture:
    check_size(file.name, len(file.content), most_mb=most_mb)
    if solver.is_heic(file.content):
        raise PictureIsHeic(name=file.name[:80])
    try:
        return solver.cleaned(file.content)
    except solver.Enormous as fault:
        raise PictureTooLarge(name=file.name[:80], most_mb=most_mb) from fault
    except solver.Unreadable as fault:
        raise NotAPicture(name=file.name[:80]) from fault


def _stored(file: Sent, picture: solver.Picture) -> Stored:
    kept, small = _put(file.id, picture, mark="")
    return Stored(
        id=file.id,
        kind=file.kind,
        file=kept,
        thumbnail=small,
        width=picture.width,
        height=picture.height,
        digest=picture.digest,
    )


def _put(photo_id: UUID, picture: solver.Picture, *, mark: str) -> tuple[str, str]:
    """Store a picture and its thumbnail under the key of the photo; return both names."""
    kept = _kept(picture.content, photo_id, f"{mark}.jpg")
    small = _kept(picture.thumbnail, photo_id, f"{mark}-s.jpg")
    return kept, small


def _kept(content: bytes, key: UUID, ending: str) -> str:
    return keeping.put(content, kind="photos", key=key, ending=ending)


def store_redacted(photo: Photo, rectangles: Sequence[Rectangle]) -> Redacted:
    """Store a second picture of a photo with these parts covered; no row is changed yet.

    It is made from the original; where that was erased, from the redacted picture.

    Raises:
        NotAPicture: what lies in the store can no longer be opened.
    """
    with opened(photo.file or photo.redacted_file) as source:
        content = source.read()
    try:
        picture = solver.covered(content, rectangles)
    except solver.Unreadable as fault:
        raise NotAPicture(name=str(photo.pk)) from fault
    kept, small = _put(photo.pk, picture, mark=f"-r{picture.digest[:12]}")
    return Redacted(file=kept, thumbnail=small, digest=picture.digest)


def sweep(*, at: datetime) -> int:
    """Remove pictures of reports that were begun and never sent; return how many files."""
    return keeping.sweep("photos", known=_known, at=at)


def _known(keys: Sequence[UUID]) -> set[UUID]:
    return set(Photo.objects.filter(pk__in=keys).values_list("pk", flat=True))


def discard(stored: Sequence[Stored | Redacted]) -> None:
    """Remove stored pictures whose report, or step, came to nothing."""
    for picture in stored:
        keeping.remove([picture.file, picture.thumbnail])


def keep(case_id: UUID, stored: Sequence[Stored], *, taken_in: int) -> None:
    """Tie stored pictures to the entry they came with; one statement, none without pictures."""
    if stored:
        Photo.objects.bulk_create(
            [
                Photo(
                    id=picture.id,
                    case_id=case_id,
                    kind=picture.kind.value,
                    file=picture.file,
                    thumbnail=picture.thumbnail,
                    width=picture.width,
                    height=picture.height,
                    digest=picture.digest,
                    taken_in=taken_in,
                )
                for picture in stored
            ]
        )


def redact(photo: Photo, redacted: Redacted, *, keeps_original: bool) -> None:
    """Let everybody have the redacted picture; an earlier one, or the original, is removed."""
    old = {photo.redacted_file, photo.redacted_thumbnail}
    photo.redacted_file, photo.redacted_thumbnail = redacted.file, redacted.thumbnail
    photo.redacted_digest = redacted.digest
    if not keeps_original:
        old |= {photo.file, photo.thumbnail}
        photo.file = photo.thumbnail = ""
    photo.save()
    keeping.remove_later(old - {redacted.file, redacted.thumbnail})


def erase_original(photo: Photo) -> None:
    """Remove the picture as it was sent; the redacted one stays."""
    keeping.remove_later({photo.file, photo.thumbnail})
    photo.file = photo.thumbnail = ""
    photo.save(update_fields=["file", "thumbnail"])


def hide(photo: Photo, *, is_hidden: bool) -> None:
    """Hide a picture from everybody but the desks of the place, or show it again."""
    photo.is_hidden = is_hidden
    photo.save(update_fields=["is_hidden"])


OF_REDACTED = ("redacted_file", "redacted_thumbnail", "redacted_digest")
NAMES = ("file", "thumbnail", "redacted_file", "redacted_thumbnail")


def erase(case_id: UUID) -> None:
    """Remove the pictures of a case from the store, once this is sure; their rows stay, empty."""
    kept = Photo.objects.filter(case_id=case_id)
    files = [name for names in kept.values_list(*NAMES) for name in names]
    kept.update(**dict.fromkeys(NAMES, ""))
    keeping.remove_later(files)
