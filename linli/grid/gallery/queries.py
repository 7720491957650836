"""Which picture of a case somebody gets, and what a desk needs to cover parts of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from linli.grid.cases import queries as cases
from linli.grid.cases.models import OPEN_WORDS, Case
from linli.grid.cases.services import stream_of
from linli.grid.clocks import queries as clocks
from linli.grid.gallery import rules
from linli.grid.gallery.news import CasePhotoRedacted
from linli.grid.moves.rules import may_see_reporter
from linli.grid.photos import queries as photos
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind, Rectangle
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor


def file_of(actor: Actor, photo_id: UUID, *, is_original: bool, is_small: bool) -> str:
    """Return the name in the store of the picture an actor gets.

    Everybody gets the redacted one where there is one; the original and what is hidden only
    the desks of the place; those of internal notes only staff. Of a settled public matter
    anybody gets what staff took.

    Raises:
        NotFound: there is none, or it is not hers to see; the two look the same.
    """
    photo = photos.one(photo_id)
    is_for_desks = is_original or photo.is_hidden
    is_internal = photo.kind == PhotoKind.INTERNAL
    by_staff = photo.kind != PhotoKind.REPORT
    if is_internal and not actor.is_staff:
        raise NotFound
    if not (
        by_staff and not is_internal and not is_for_desks and cases.is_shown_to_all(photo.case_id)
    ):
        case = cases.seen(actor, photo.case_id)
        if is_for_desks and not may_see_reporter(actor, case):
            raise NotFound
    name = _original(photo, is_small=is_small) if is_original else _shown(photo, is_small=is_small)
    if not name:
        raise NotFound
    return name


def _original(photo: Photo, *, is_small: bool) -> str:
    return photo.thumbnail if is_small else photo.file


def _shown(photo: Photo, *, is_small: bool) -> str:
    return photo.shown_thumbnail if is_small else photo.shown_file


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture on the desk where its parts are covered.

    ``url``: the picture the parts are marked on; ``covered``: those of the last time, where
    the original is still there to be covered anew.
    """

    case_id: UUID
    number: str
    photo: Photo
    url: str
    covered: list[Rectangle]


def sheet(actor: Actor, *, case_id: UUID, photo_id: UUID) -> Sheet:
    """Return a picture with what a desk needs to cover parts of it or to hide it.

    Raises:
        NotFound: the case is not the actor's to see, or has no such picture.
        Forbidden: the post does not see who reported.
    """
    case = cases.seen(actor, case_id)
    rules.check_may(actor, case)
    photo = of_case(photo_id, case_id=case_id)
    address = reverse("grid:photo", args=[photo_id])
    return Sheet(
        case_id=case_id,
        number=case.number,
        photo=photo,
        url=f"{address}?original=1" if photo.has_original else address,
        covered=_covered(photo) if photo.has_original else [],
    )


def of_case(photo_id: UUID, *, case_id: UUID) -> Photo:
    """Return a picture of this very case.

    Raises:
        NotFound: the case has no such picture.
    """
    photo = photos.one(photo_id)
    if photo.case_id != case_id:
        raise NotFound
    return photo


def originals_due(*, at: datetime, case_id: UUID | None = None, most: int = 500) -> list[UUID]:
    """Return the pictures whose original was kept long enough; one statement.

    Covered, of a case that has ended, waits for no answer, and in which nothing has happened
    for as many days as the policy in force says.
    """
    days = clocks.current(at).values.original_days
    ended = Case.objects.filter(pending="", changed_at__lte=at - timedelta(days=days)).exclude(
        stage__in=OPEN_WORDS
    )
    covered = Photo.objects.exclude(redacted_file="").exclude(file="")
    if case_id:
        covered = covered.filter(case_id=case_id)
    due = covered.filter(case_id__in=ended.values("pk")).order_by("pk")
    return list(due.values_list("pk", flat=True)[:most])


def _covered(photo: Photo) -> list[Rectangle]:
    told = [
        entry.facts["rectangles"]
        for entry in journal.entries(stream_of(photo.case_id))
        if entry.verb == CasePhotoRedacted.verb and entry.facts["photo"]["id"] == str(photo.pk)
    ]
    return [Rectangle(*part) for part in told[-1]] if told else []
