"""Files are checked by their content, stored, tied to their case, and erased."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.files import solver
from linli.grid.files.models import Attachment
from linli.grid.files.rules import (
    AttachmentTooLarge,
    FileHasProgram,
    FileNotTaken,
    Form,
    StoredFile,
    TooManyFiles,
    shown_name,
)
from linli.grid.photos import solver as pictures
from linli.kernel.store import services as keeping


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sent it, with the key the door gave it."""

    id: UUID
    name: str
    content: bytes


def check_size(name: str, size: int, *, most_mb: int) -> None:
    """Refuse a file that is too large, before it is read.

    Raises:
        AttachmentTooLarge: more than ``most_mb`` megabytes (of 1,048,576 bytes).
    """
    if size > most_mb * 1024 * 1024:
        raise AttachmentTooLarge(name=name[:80], most_mb=most_mb)


def store(sent: Sequence[SentFile], *, most: int, most_mb: int) -> list[StoredFile]:
    """Check and store files, before any row is written; all of them or none.

    A picture is decoded and encoded again, as photos are; the others are kept as they came.

    Raises:
        TooManyFiles, AttachmentTooLarge, FileNotTaken, FileHasProgram.
    """
    if len(sent) > most:
        raise TooManyFiles(count=len(sent), most=most)
    looked_at = [checked(one, most_mb=most_mb) for one in sent]
    return [_stored(one, *found) for one, found in zip(sent, looked_at, strict=True)]


def checked(one: SentFile, *, most_mb: int) -> tuple[Form, bytes]:
    """Return what a file is by its content, and the bytes to keep; a picture is encoded again.

    Raises:
        AttachmentTooLarge, FileNotTaken, FileHasProgram.
    """
    check_size(one.name, len(one.content), most_mb=most_mb)
    name = one.name[:80]
    try:
        form = solver.form_of(one.content)
        return (form, one.content) if form else (Form.JPG, pictures.cleaned(one.content).content)
    except solver.Harmful as fault:
        raise FileHasProgram(name=name) from fault
    except (solver.Enormous, pictures.Enormous) as fault:
        raise AttachmentTooLarge(name=name, most_mb=most_mb) from fault
    except (solver.Unknown, pictures.Unreadable) as fault:
        raise FileNotTaken(name=name) from fault


def _stored(one: SentFile, form: Form, content: bytes) -> StoredFile:
    digest = hashlib.sha256(content).hexdigest()
    file = keeping.put(content, kind="files", key=one.id, ending=f"-{digest}.{form.value}")
    return StoredFile(
        id=one.id,
        name=shown_name(one.name, form),
        form=form,
        size=len(content),
        digest=digest,
        file=file,
    )


def told(
    stored: Sequence[StoredFile], *, taken_in: int, is_shared: bool = False
) -> dict[str, object]:
    """Return what the entry says of its files: the values of their rows, without any name."""
    if not stored:
        return {}
    rows = [
        {
            "form": one.form.value,
            "size": one.size,
            "digest": one.digest,
            "taken_in": taken_in,
            "is_shared": is_shared,
        }
        for one in stored
    ]
    return {
        "attachment": [{"id": one.id, "set": row} for one, row in zip(stored, rows, strict=True)]
    }


def keep(
    case_id: UUID, stored: Sequence[StoredFile], *, taken_in: int, is_shared: bool = False
) -> None:
    """Tie stored files to the entry they came with; one statement, none without files."""
    if stored:
        Attachment.objects.bulk_create(
            [
                Attachment(
                    id=one.id,
                    case_id=case_id,
                    name=one.name,
                    form=one.form.value,
                    size=one.size,
                    digest=one.digest,
                    file=one.file,
                    taken_in=taken_in,
                    is_shared=is_shared,
                )
                for one in stored
            ]
        )


def discard(stored: Sequence[StoredFile]) -> None:
    """Remove stored files whose step came to nothing."""
    keeping.remove(one.file for one in stored)


def erase(case_id: UUID) -> None:
    """Remove the files of a case and their names, once this is sure; their rows stay, empty."""
    kept = Attachment.objects.filter(case_id=case_id)
    names = list(kept.values_list("file", flat=True))
    kept.update(file="", name="")
    keeping.remove_later(names)


def sweep(*, at: datetime) -> int:
    """Remove files whose step was never recorded; return how many."""
    return keeping.sweep("files", known=_known, at=at)


def _known(keys: Sequence[UUID]) -> set[UUID]:
    return set(Attachment.objects.filter(pk__in=keys).values_list("pk", flat=True))
