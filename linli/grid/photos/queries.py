"""Finds pictures."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, Q, TextField
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext

from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind
from linli.kernel.common.errors import NotFound
from linli.ui import pieces

AS_TAKEN = ("taken_in", "-kind", "pk")
"""Of one entry, “before” is ahead of “after”: the words sort the other way round."""


KEPT = ~Q(file="", redacted_file="")
OPEN_TO_STAFF = KEPT & Q(is_hidden=False)
OPEN_TO_ALL = OPEN_TO_STAFF & ~Q(kind=PhotoKind.INTERNAL.value)


def of_case(case_id: UUID, *, for_staff: bool = False, with_hidden: bool = False) -> list[Photo]:
    """Return the kept pictures of a case as they came, before ahead of after; one statement.

    Args:
        for_staff: also those of internal notes.
        with_hidden: also the hidden ones; for the desks of the place, who are staff.
    """
    readers = KEPT if with_hidden else OPEN_TO_STAFF if for_staff else OPEN_TO_ALL
    return list(Photo.objects.filter(readers, case_id=case_id).order_by(*AS_TAKEN))


def telling(case: Any) -> Func:
    """Return key, kind and entry of the pictures that all staff get, for a query about a case.

    One text of JSON, as they came, before ahead of after.

    Args:
        case: the key of the case as an expression of the query around.
    """
    row = JSONObject(id="pk", kind="kind", entry="taken_in")
    rows = Photo.objects.filter(OPEN_TO_STAFF, case_id=case).order_by(*AS_TAKEN).values_list(row)
    return Func(ArraySubquery(rows), function="to_jsonb", output_field=TextField())


def of_cases(case_ids: Sequence[UUID]) -> dict[UUID, list[Photo]]:
    """Return the pictures of many cases that everybody may get; one statement."""
    found: dict[UUID, list[Photo]] = defaultdict(list)
    kept = Photo.objects.filter(OPEN_TO_ALL, case_id__in=case_ids)
    for photo in kept.order_by(*AS_TAKEN):
        found[photo.case_id].append(photo)
    return dict(found)


def one(photo_id: UUID) -> Photo:
    """Return a kept picture, also a hidden one.

    Raises:
        NotFound: there is none, or it was erased.
    """
    photo = Photo.objects.filter(KEPT, pk=photo_id).first()
    if photo is None:
        raise NotFound
    return photo


def files() -> list[str]:
    """Return the name of every file that a kept picture has in the store, sorted."""
    columns = ("file", "thumbnail", "redacted_file", "redacted_thumbnail")
    rows = Photo.objects.filter(KEPT).values_list(*columns)
    return sorted({name for row in rows.iterator() for name in row if name})


PHASES = {"before": "before", "after": "after", "report": "before", "evidence": "after"}
"""Kind → the phase it shows; a picture of an internal note shows none."""


def piece(picture: Photo, token: str = "", *, may_edit: bool = False) -> pieces.Photo:
    """Return a picture as the grid shows it: the redacted one where there is one.

    ``token`` where a reporter's link opens it; ``may_edit`` for the desks of the place. The
    address changes with the picture, so that no browser shows an earlier one it has kept.
    """
    address = (
        reverse("grid:reporter_photo", args=[token, picture.pk])
        if token
        else reverse("grid:photo", args=[picture.pk])
    )
    sheet = reverse("grid:redact_photo", args=[picture.case_id, picture.pk]) if may_edit else ""
    return pieces.Photo(
        url=f"{address}?as={picture.shown_digest[:8]}",
        small_url=f"{address}?as={picture.shown_digest[:8]}&small=1",
        alt=gettext("Photo of the matter"),
        phase=PHASES.get(picture.kind, ""),
        caption=_caption(picture),
        edit_url=sheet,
    )


def _caption(picture: Photo) -> str:
    if picture.is_hidden:
        return gettext("Hidden")
    if picture.redacted_file:
        return gettext("Parts covered")
    return gettext("Only staff") if picture.kind == PhotoKind.INTERNAL else ""
