"""What residents do without an account: report, join, find again, have their word, be forgotten."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries as case_queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.cases.services import Report
from linli.grid.clocks import queries as clocks
from linli.grid.clocks.rules import PolicyValues
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.photos import services as photos
from linli.grid.photos.rules import Stored, TooManyPictures
from linli.grid.reporters import services as reporters
from linli.grid.reports.rules import Draft, NoSuchMatter, PlaceMissing, Sender, request_key
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import services as people
from linli.kernel.people.rules import ANONYMOUS, Actor

MINUTES = 60
"""Length of the window in which attempts of one sender are counted."""


def _count(what: str, sender: Sender, *, device: int, address: int, stamp: Stamp) -> None:
    """Count one attempt of a sender.

    Raises:
        TooMany: more than ``device`` from the browser or ``address`` from the network address.
    """
    limits = {
        people.source_digest(f"{what}:device", sender.device): device,
        people.source_digest(f"{what}:address", sender.address): address,
    }
    people.count_attempts(limits=limits, minutes=MINUTES, at=stamp.at)


def _policy(stamp: Stamp) -> PolicyValues:
    return clocks.current(stamp.at).values


def keep_photos(sender: Sender, *, sent: list[photos.Sent], stamp: Stamp) -> tuple[Stored, ...]:
    """Store the photos of a report that is still being written.

    Raises:
        NotAPicture, PictureTooLarge, TooManyPictures.
        TooMany: more pages with photos than reports and second thoughts could need.
    """
    if not sent:
        return ()
    policy = _policy(stamp)
    _count(
        "photos",
        sender,
        device=policy.reports_an_hour_device * policy.photos_max,
        address=policy.reports_an_hour_address * policy.photos_max,
        stamp=stamp,
    )
    return tuple(photos.store(sent, most=policy.photos_max, most_mb=policy.photo_max_mb))


def written(draft: Draft, sender: Sender, *, said: dict[str, Any], stamp: Stamp) -> Draft:
    """Return the draft with the words and photos of the first page; the photos are stored.

    Args:
        said: ``words``, ``photos`` (as sent) and ``drop_photos`` (leave the earlier ones out).

    Raises:
        TooManyPictures, NotAPicture, PictureTooLarge, TooMany.
    """
    kept = replace(draft, words=said["words"], photos=() if said["drop_photos"] else draft.photos)
    most = _policy(stamp).photos_max
    if len(kept.photos) + len(said["photos"]) > most:
        raise TooManyPictures(count=len(kept.photos) + len(said["photos"]), most=most)
    more = keep_photos(sender, sent=said["photos"], stamp=stamp)
    return replace(kept, photos=kept.photos + more)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys a door gives: of the case, and of the link that somebody gets to it."""

    case_id: UUID
    reporter_id: UUID


@transaction.atomic
def send(draft: Draft, sender: Sender, *, said: dict[str, str], keys: Keys, stamp: Stamp) -> Case:
    """Raise a matter; a repeated sending is the same matter and is not counted again.

    Args:
        said: ``category``, ``name`` and ``phone`` of the last page, cleaned.

    Raises:
        PlaceMissing: the draft does not say where.
        SameKeyOtherReport: the form was already sent with other content.
        UnknownCategory: the category is not in the catalogue.
        TooMany: the sender reported as often as one may within an hour; nothing is stored.
    """
    case = cases.report(ANONYMOUS, report=_report_of(draft, said, keys), stamp=stamp)
    if case.pk == keys.case_id:
        policy = _policy(stamp)
        _count(
            "report",
            sender,
            device=policy.reports_an_hour_device,
            address=policy.reports_an_hour_address,
            stamp=stamp,
        )
    return case


def _report_of(draft: Draft, said: dict[str, str], keys: Keys) -> Report:
    if draft.spot is None:
        raise PlaceMissing
    return Report(
        case_id=keys.case_id,
        source="web",
        place=draft.spot.place,
        text=draft.words,
        address=draft.address,
        lon_e6=draft.spot.lon_e6,
        lat_e6=draft.spot.lat_e6,
        category_code=said["category"],
        name=said["name"],
        phone=said["phone"],
        token=draft.token,
        reporter_id=keys.reporter_id,
        photos=list(draft.photos),
        request_key=request_key(draft.token),
    )


def join(sender: Sender, *, keys: Keys, token: str, stamp: Stamp) -> None:
    """Let a neighbour say “I have this too”; from the same browser it counts once.

    Raises:
        NotFound: there is no such open public matter.
        TooMany: the sender joined as often as one may within an hour.
    """
    if case_queries.is_held(cases.token_digest(token)):
        return
    policy = _policy(stamp)
    _count(
        "join",
        sender,
        device=policy.reports_an_hour_device,
        address=policy.reports_an_hour_address,
        stamp=stamp,
    )
    joining.join(
        case_id=keys.case_id,
        reporter_id=keys.reporter_id,
        token=token,
        name="",
        phone="",
        stamp=stamp,
    )


def recover(sender: Sender, *, number: str, phone: str, token: str, stamp: Stamp) -> None:
    """Give a new link to whoever knows the number and the telephone of a matter.

    Attempts are counted by sender and by number, so that telephones cannot be tried out.

    Raises:
        NoSuchMatter: the two do not belong together; which of them is wrong is not said.
        TooMany: too many attempts within an hour.
    """
    most = _policy(stamp).recoveries_an_hour
    _count("find", sender, device=most, address=most, stamp=stamp)
    numbered = {people.source_digest("find:number", number): most}
    people.count_attempts(limits=numbered, minutes=MINUTES, at=stamp.at)
    try:
        reporters.renew_link(number=number, phone=phone, token=token, stamp=stamp)
    except NotFound:
        raise NoSuchMatter from None


def _holder(token: str) -> tuple[Actor, UUID]:
    actor = case_queries.holder(cases.token_digest(token))
    if actor.holds is None:
        raise NotFound
    return actor, actor.holds


def rate(token: str, *, settled: bool, satisfied: Satisfied, stamp: Stamp) -> None:
    """Record the verdict of whoever holds the link of a matter she reported.

    Raises:
        NotFound: no matter has such a link.
        NoRatingAsked, RatingOver, RatedAlready, MoveNotAllowed.
    """
    actor, case_id = _holder(token)
    step = Step(case_id=case_id)
    verdicts.rate(actor, step=step, settled=settled, satisfied=satisfied, stamp=stamp)


def reopen(token: str, *, words: str, stamp: Stamp) -> None:
    """Reopen a matter by its link; beyond the cap another post judges.

    Raises:
        NotFound: no matter has such a link.
        ReasonNeeded, RatingOver, AlreadyAsked, MoveNotAllowed.
    """
    actor, case_id = _holder(token)
    verdicts.reopen(actor, step=Step(case_id=case_id, words=words), stamp=stamp)


def forget(token: str, *, stamp: Stamp) -> None:
    """Erase the words, pictures and telephone of whoever holds the link of a matter.

    Raises:
        NotFound: no matter has such a link.
    """
    actor, case_id = _holder(token)
    reporters.forget(actor, case_id=case_id, stamp=stamp)
