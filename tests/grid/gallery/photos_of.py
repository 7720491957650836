"""Cases with pictures, and what becomes of the pictures."""

from collections.abc import Callable

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.gallery import services as gallery
from linli.grid.gallery.rules import Cover
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.grid.photos import services as photos
from linli.grid.photos.models import Photo
from linli.grid.photos.rules import PhotoKind, Rectangle, Stored, Why
from linli.grid.photos.services import Sent
from linli.kernel.people.rules import ANONYMOUS, Actor
from tests.courses import desk_of, officer_of
from tests.district import District, again, key, stamp
from tests.grid.photos.pictures import encoded, noise

MIDDLE = Rectangle(250, 250, 500, 500)


def stored(number: int, kind: PhotoKind) -> Stored:
    """Return a picture that lies in the store."""
    sent = Sent(id=key(number), kind=kind, name="a.jpg", content=encoded(noise(400, 300)))
    return photos.store([sent], most=9, most_mb=10)[0]


def case_with_photos(district: District, stage: Stage, number: int = 1) -> Case:
    """Return a case at a stage, with a reporter's picture and, where it is done, one after."""
    report = district.report(number, photos=[stored(100 * number, PhotoKind.REPORT)])
    case = cases.report(ANONYMOUS, report=report, stamp=stamp(number=number))
    desk, officer, at = desk_of(district), officer_of(district), stamp(number=number)
    after = stored(100 * number + 1, PhotoKind.AFTER)
    step = Step(case_id=case.pk, words="已清运")
    line: list[Callable[[], Case]] = [
        lambda: handling.register(desk, step=step, category_code="06010", stamp=at),
        lambda: handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=at),
        lambda: handling.accept(officer, step=step, stamp=at),
        lambda: handling.done(
            officer, step=Step(case_id=case.pk, words="已清运", pictures=[after]), stamp=at
        ),
        lambda: handling.verify(desk, step=step, stamp=at),
        lambda: handling.close(desk, step=step, stamp=at),
    ]
    for take in line:
        if again(case).stage == stage:
            break
        take()
    return again(case)


def photo_of(case: Case, kind: PhotoKind = PhotoKind.REPORT) -> Photo:
    """Return the picture of a kind as the database has it now."""
    return Photo.objects.get(case_id=case.pk, kind=kind.value)


def cover_of(photo: Photo, *, keeps_original: bool = True, words: str = "") -> Cover:
    """Return the decision to cover the middle of a picture."""
    return Cover(
        case_id=photo.case_id,
        photo_id=photo.pk,
        seen=photo.shown_digest,
        rectangles=[MIDDLE],
        why=Why.PLATE,
        words=words,
        keeps_original=keeps_original,
    )


def redacted(actor: Actor, photo: Photo, *, keeps_original: bool = True) -> Photo:
    """Cover the middle of a picture."""
    cover = cover_of(photo, keeps_original=keeps_original)
    return gallery.redact(actor, cover=cover, stamp=stamp(number=77))


def hidden(actor: Actor, photo: Photo, *, is_hidden: bool = True) -> Photo:
    """Hide a picture, or show it again."""
    return gallery.hide(
        actor,
        case_id=photo.case_id,
        photo_id=photo.pk,
        seen=photo.shown_digest,
        is_hidden=is_hidden,
        why=Why.OFF_TOPIC,
        stamp=stamp(number=78),
    )
