"""Who covers parts of a picture or hides it, why, and how the parts are written.

Source: mission row G1; peers cover faces and plates by hand with rectangles. What is offered
as a reason and how many parts there may be is ours (decision 0025).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from linli.grid.moves.rules import Held, may_see, may_see_reporter
from linli.grid.photos.rules import Rectangle, Why
from linli.kernel.common.errors import Forbidden, InputRefused, NotFound, gettext_noop
from linli.kernel.people.rules import Actor

MOST_PARTS = 20


class NothingCovered(InputRefused):
    """No part of the picture is named."""

    code = "grid.nothing_covered"
    message = gettext_noop("No part of the photo is marked yet.")
    hint = gettext_noop("Mark at least one part on the photo, or give its place in percent.")


class TooManyParts(InputRefused):
    """More parts than a picture sensibly has."""

    code = "grid.too_many_parts"
    message = gettext_noop("%(count)s parts are marked; %(most)s are possible.")
    hint = gettext_noop("Cover more with one part, or hide the photo wholly.")


class PartUnreadable(InputRefused):
    """The place of a part cannot be read, or lies outside the picture."""

    code = "grid.part_unreadable"
    message = gettext_noop("The place of part %(number)s cannot be used.")
    hint = gettext_noop("Give left, top, width and height in percent, each from 0 to 100.")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a desk decides on one picture: the parts, why, and whether the original stays.

    ``seen``: the digest of the picture as the desk saw it, or '' where nobody looked.
    """

    case_id: UUID
    photo_id: UUID
    seen: str
    rectangles: Sequence[Rectangle]
    why: Why
    words: str = ""
    keeps_original: bool = True


def check_may(actor: Actor, case: Held) -> None:
    """Refuse everybody but the desks of the place: who may read the reporter may look under.

    Raises:
        Forbidden: the post sees the case, but not who reported it.
        NotFound: the case is not the actor's to know of.
    """
    if may_see_reporter(actor, case):
        return
    raise Forbidden if may_see(actor, case) else NotFound


def rectangle(number: int, typed: Sequence[str]) -> Rectangle:
    """Return a part from left, top, width and height as typed, in percent.

    It is widened to whole thousandths and cut off at the edges of the picture.

    Args:
        number: which part it is, for the words of a refusal; from 1.

    Raises:
        PartUnreadable: not four numbers, or nothing of it lies in the picture.
    """
    try:
        left, top, width, height = (Decimal(one.replace(",", ".") or "x") * 10 for one in typed)
    except (InvalidOperation, ValueError):
        raise PartUnreadable(number=number) from None
    if not all(one.is_finite() and 0 <= one <= 1000 for one in (left, top, width, height)):
        raise PartUnreadable(number=number)
    right, bottom = min(math.ceil(left + width), 1000), min(math.ceil(top + height), 1000)
    west, north = math.floor(left), math.floor(top)
    if not (width and height and west < right and north < bottom):
        raise PartUnreadable(number=number)
    return Rectangle(west, north, right - west, bottom - north)


def check_parts(rectangles: Sequence[Rectangle]) -> None:
    """Refuse a picture without parts, or with too many.

    Raises:
        NothingCovered, TooManyParts.
    """
    if not rectangles:
        raise NothingCovered
    if len(rectangles) > MOST_PARTS:
        raise TooManyParts(count=len(rectangles), most=MOST_PARTS)
