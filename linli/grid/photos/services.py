"""Pictures are checked, stored, tied to their case, and erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from linli.grid.photos import solver
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import (
    NotAPicture,
    PhotoKind,
    PictureTooLarge,
    Stored,
    TooManyPictures,
    folder_of,
    folders_between,
)


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
        TooManyPictures, NotAPicture, PictureTooLarge.
    """
    if len(files) > most:
        raise TooManyPictures(count=len(files), most=most)
    pictures = [_cleaned(file, most_mb) for file in files]
    return [_stored(file, picture) for file, picture in zip(files, pictures, strict=True)]


def _cleaned(file: Sent, most_mb: int) -> solver.Picture:
    check_size(file.name, len(file.content), most_mb=most_mb)
    try:
        return solver.cleaned(file.content)
    except solver.Enormous as fault:
        raise PictureTooLarge(name=file.name[:80], most_mb=most_mb) from fault
    except solver.Unreadable as fault:
        raise NotAPicture(name=file.name[:80]) from fault


def _stored(file: Sent, picture: solver.Picture) -> Stored:
    folder = f"photos/{folder_of(file.id)}"
    kept = default_storage.save(f"{folder}/{file.id}.jpg", ContentFile(picture.content))
    small = default_storage.save(f"{folder}/{file.id}-s.jpg", ContentFile(picture.thumbnail))
    return Stored(
        id=file.id,
        kind=file.kind,
        file=kept,
        thumbnail=small,
        width=picture.width,
        height=picture.height,
        digest=picture.digest,
    )


def sweep(*, at: datetime) -> int:
    """Remove pictures of reports that were begun and never sent; return how many files.

    Looks at what came one to eight days before ``at``: younger drafts may still be sent.
    """
    removed = 0
    for folder in folders_between(at - timedelta(days=8), at - timedelta(days=1)):
        path = f"photos/{folder}"
        names = default_storage.listdir(path)[1] if default_storage.exists(path) else []
        ids = {name: UUID(name[:36]) for name in names}
        kept = set(Photo.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
        for name in (name for name, key in ids.items() if key not in kept):
            default_storage.delete(f"{path}/{name}")
            removed += 1
    return removed


def discard(stored: Sequence[Stored]) -> None:
    """Remove stored pictures whose report came to nothing."""
    for picture in stored:
        default_storage.delete(picture.file)
        default_storage.delete(picture.thumbnail)


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


def erase(case_id: UUID) -> None:
    """Remove the pictures of a case from the store, once this is sure; their rows stay, empty."""
    kept = Photo.objects.filter(case_id=case_id).exclude(file="")
    files = [name for pair in kept.values_list("file", "thumbnail") for name in pair]
    kept.update(file="", thumbnail="")
    transaction.on_commit(lambda: _remove(files))


def _remove(files: Sequence[str]) -> None:
    for name in files:
        default_storage.delete(name)
