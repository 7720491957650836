"""Finds pictures."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from linli.grid.photos.models import Photo
from linli.kernel.common.errors import NotFound


def of_case(case_id: UUID) -> list[Photo]:
    """Return the kept pictures of a case, in the order they came; one statement."""
    kept = Photo.objects.filter(case_id=case_id).exclude(file="")
    return list(kept.order_by("taken_in", "pk"))


def of_cases(case_ids: Sequence[UUID]) -> dict[UUID, list[Photo]]:
    """Return the kept pictures of many cases; one statement."""
    found: dict[UUID, list[Photo]] = defaultdict(list)
    kept = Photo.objects.filter(case_id__in=case_ids).exclude(file="")
    for photo in kept.order_by("taken_in", "pk"):
        found[photo.case_id].append(photo)
    return dict(found)


def one(photo_id: UUID) -> Photo:
    """Return a kept picture.

    Raises:
        NotFound: there is none, or it was erased.
    """
    photo = Photo.objects.filter(pk=photo_id).exclude(file="").first()
    if photo is None:
        raise NotFound
    return photo
