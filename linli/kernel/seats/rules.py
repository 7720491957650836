"""Who sits in a body: offices, how many there may be, and how many of them are Party members."""

from collections.abc import Sequence
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop

FEWEST_FOR_SHARE = 3
"""POLICY. Fewer members than this, and a number would say who of them is a Party member."""


class Office(StrEnum):
    """What somebody is in a body; an alternate fills no seat yet."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"
    ALTERNATE = "alternate"


OFFICE_NAMES: dict[Office, str] = {
    Office.CHAIR: gettext_noop("chair"),
    Office.DEPUTY: gettext_noop("deputy chair"),
    Office.MEMBER: gettext_noop("committee member"),
    Office.ALTERNATE: gettext_noop("alternate"),
}
"""English names of the offices; pages translate them."""


class Left(StrEnum):
    """Why somebody left a seat; the reason itself is nobody's business here."""

    RESIGNED = "resigned"
    NO_LONGER_OWNER = "no_longer_owner"
    REMOVED = "removed"


LEFT_NAMES: dict[Left, str] = {
    Left.RESIGNED: gettext_noop("resigned"),
    Left.NO_LONGER_OWNER: gettext_noop("no longer an owner"),
    Left.REMOVED: gettext_noop("removed by the owners"),
}
"""English names of the reasons; pages translate them."""


class SeatsFull(RuleBroken):
    """All seats of the body are filled."""

    code = "seats.seats_full"
    message = gettext_noop("All %(seats)s seats of this body are filled.")
    hint = gettext_noop("End a seat first, or enter an alternate.")


class OfficeTaken(RuleBroken):
    """A body has one chair."""

    code = "seats.office_taken"
    message = gettext_noop("This body has a chair already.")
    hint = gettext_noop("End that seat first, then enter the next chair.")


class MoreThanMembers(InputRefused):
    """More Party members are counted than the body has members."""

    code = "seats.more_than_members"
    message = gettext_noop("%(count)s Party members are more than the %(members)s members.")
    hint = gettext_noop("Count those who sit in the body now, alternates left out.")


def check_seat(office: Office, *, seats: int, held: Sequence[str]) -> None:
    """Refuse a seat that is not there.

    Args:
        held: the offices of those who sit in the body now.

    Raises:
        SeatsFull, OfficeTaken.
    """
    if office is Office.CHAIR and Office.CHAIR in held:
        raise OfficeTaken
    if office is not Office.ALTERNATE and filled(held) >= seats:
        raise SeatsFull(seats=seats)


def check_party_members(count: int, held: Sequence[str]) -> None:
    """Refuse a number of Party members that is negative or larger than that of the members.

    Raises:
        MoreThanMembers.
    """
    if not 0 <= count <= filled(held):
        raise MoreThanMembers(count=count, members=filled(held))


def filled(held: Sequence[str]) -> int:
    """Return how many seats are filled; an alternate fills none."""
    return sum(office != Office.ALTERNATE for office in held)


def shown_party_members(count: int | None, members: int) -> int | None:
    """Return the number of Party members that may be shown, or None.

    Where none or all of the members are, or there are fewer than three, the number would say
    of each of them whether she is one.
    """
    if count is None or members < FEWEST_FOR_SHARE or count in {0, members}:
        return None
    return count
