"""A desk covers parts of a picture for everybody, hides it wholly, or shows it again."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries as case_queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseNews
from linli.grid.cases.services import ChangedMeanwhile
from linli.grid.gallery import queries, rules
from linli.grid.gallery.news import (
    CaseOriginalErased,
    CasePhotoHidden,
    CasePhotoRedacted,
    CasePhotoShown,
)
from linli.grid.gallery.rules import Cover
from linli.grid.photos import queries as photos_of
from linli.grid.photos import services as photos
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import Redacted, Why
from linli.kernel.common.errors import LinliError
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor


def redact(actor: Actor, *, cover: Cover, stamp: Stamp) -> Photo:
    """Cover parts of a picture: from now on everybody gets the covered one.

    The new picture is painted and stored before the case is held. The original stays for the
    desks of the place for as long as the policy says, or goes at once by choice.

    Raises:
        NothingCovered, TooManyParts: no part is named, or too many.
        NotFound: the case or the picture is not the actor's to know of.
        Forbidden: the post does not see who reported.
        ChangedMeanwhile: another desk covered the picture since the page was loaded.
    """
    rules.check_may(actor, case_queries.seen(actor, cover.case_id))
    rules.check_parts(cover.rectangles)
    photo = queries.of_case(cover.photo_id, case_id=cover.case_id)
    painted = photos.store_redacted(photo, cover.rectangles)
    try:
        return _redacted(actor, cover, painted, stamp)
    except LinliError:
        photos.discard([painted])
        raise


@transaction.atomic
def _redacted(actor: Actor, cover: Cover, painted: Redacted, stamp: Stamp) -> Photo:
    case, photo = _held(actor, cover.case_id, cover.photo_id, cover.seen)
    photos.redact(photo, painted, keeps_original=cover.keeps_original)
    details = {
        "why": cover.why.value,
        "rectangles": [[one.left, one.top, one.width, one.height] for one in cover.rectangles],
        "original": "kept" if photo.has_original else "erased",
    }
    _tell(actor, case, photo, CasePhotoRedacted, details, words=cover.words, stamp=stamp)
    return photo


@transaction.atomic
def hide(
    actor: Actor,
    *,
    case_id: UUID,
    photo_id: UUID,
    seen: str,
    is_hidden: bool,
    why: Why,
    stamp: Stamp,
) -> Photo:
    """Hide a picture from everybody but the desks of the place, or show it again.

    Raises:
        NotFound: the case or the picture is not the actor's to know of.
        Forbidden: the post does not see who reported.
        ChangedMeanwhile: another desk covered the picture since the page was loaded.
    """
    case, photo = _held(actor, case_id, photo_id, seen)
    photos.hide(photo, is_hidden=is_hidden)
    news = CasePhotoHidden if is_hidden else CasePhotoShown
    _tell(actor, case, photo, news, {"why": why.value}, words="", stamp=stamp)
    return photo


@transaction.atomic
def erase_original(*, photo_id: UUID, stamp: Stamp) -> bool:
    """Erase the original of a covered picture that was kept long enough, and return whether.

    What was reopened, or touched since it was found, keeps it.
    """
    case = cases.hold(photos_of.one(photo_id).case_id)
    if photo_id not in queries.originals_due(at=stamp.at, case_id=case.pk):
        return False
    photo = photos_of.one(photo_id)
    photos.erase_original(photo)
    _tell(BY_RULE, case, photo, CaseOriginalErased, {}, words="", stamp=stamp)
    return True


def _held(actor: Actor, case_id: UUID, photo_id: UUID, seen: str) -> tuple[Case, Photo]:
    """Return a case that is held with its picture, where that is still as the desk saw it."""
    case = cases.hold(case_id)
    rules.check_may(actor, case)
    photo = queries.of_case(photo_id, case_id=case_id)
    if seen and seen != photo.shown_digest:
        raise ChangedMeanwhile
    return case, photo


def _tell(
    actor: Actor,
    case: Case,
    photo: Photo,
    news: type[CaseNews],
    details: Mapping[str, object],
    *,
    words: str,
    stamp: Stamp,
) -> None:
    """Record what became of a picture, with the new values of its row."""
    names = ("file", "thumbnail", *photos.OF_REDACTED, "is_hidden")
    now = {name: getattr(photo, name) for name in names}
    cases.change(
        actor,
        case,
        news=news,
        changes={},
        details={"photo": {"id": photo.pk, "set": now}, **details},
        payload={"text": words} if words else None,
        stamp=stamp,
    )
