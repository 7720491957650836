"""Names of those who hold seats: only inside, with consent, masked, looked at one at a time.

Membership is sensitive (decision on Party organisations). An instance that faces the internet
keeps no name at all, and each one does so unless its settings say otherwise.
"""

from datetime import date
from enum import StrEnum

from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import DESKS, Actor, Placed, Role, check_covers


class Purpose(StrEnum):
    """What somebody consented to have her name kept for."""

    CONTACT = "contact"
    NOTICE = "notice"
    ELECTION = "election"


PURPOSE_NAMES: dict[Purpose, str] = {
    Purpose.CONTACT: gettext_noop("to be reached in this seat"),
    Purpose.NOTICE: gettext_noop("to be put up in the compound"),
    Purpose.ELECTION: gettext_noop("to prepare an election"),
}


class Reason(StrEnum):
    """Why a name is looked at."""

    CONTACT = "contact"
    CHECK = "check"
    REQUEST = "request"


REASON_NAMES: dict[Reason, str] = {
    Reason.CONTACT: gettext_noop("to reach her for work"),
    Reason.CHECK: gettext_noop("to check what is recorded"),
    Reason.REQUEST: gettext_noop("she asks what is kept of her"),
}


class Why(StrEnum):
    """Why a name is erased."""

    WITHDRAWN = "withdrawn"
    LEFT = "left"
    ENDED = "ended"


WHY_NAMES: dict[Why, str] = {
    Why.WITHDRAWN: gettext_noop("consent withdrawn"),
    Why.LEFT: gettext_noop("no longer in the seat"),
    Why.ENDED: gettext_noop("the organisation ended"),
}

BY_HAND = (Why.WITHDRAWN, Why.LEFT)
MASK = "＊＊＊"
"""What every page shows in place of a name."""

MOST_NAME = 40


class NoNamesHere(RuleBroken):
    """The instance faces the internet: it keeps no name and shows none."""

    code = "party.no_names_here"
    message = gettext_noop("This instance faces the internet and keeps no names of members.")
    hint = gettext_noop("Write the number and the post; names stay in your files on paper.")


class ConsentNeeded(InputRefused):
    """A name without consent, or with one that is dated in the future."""

    code = "party.consent_needed"
    message = gettext_noop("A name is kept only with the person's own consent for this purpose.")
    hint = gettext_noop("Ask her, and give the day on which she agreed in writing.")


class SeatIsVacant(RuleBroken):
    """A name for a seat that nobody holds, or that has as many names as holders."""

    code = "party.seat_is_vacant"
    message = gettext_noop("The seat has no holder without a name.")
    hint = gettext_noop("Record first by how many and by which post the seat is held.")


def check_may_name(actor: Actor, place: Placed) -> None:
    """Refuse everyone but the desks of the place: supervisors and auditors read no names.

    Raises:
        Forbidden: the actor is no desk.
        NotYourTerritory: the place lies outside her unit.
    """
    if actor.role is Role.RULE:
        return
    if actor.role not in DESKS:
        raise Forbidden
    check_covers(actor, place)


def may_name(actor: Actor, *, faces_internet: bool) -> bool:
    """Return whether a post works with names at all."""
    return not faces_internet and actor.role in DESKS


def check_inside(*, faces_internet: bool) -> None:
    """Refuse names on an instance that faces the internet.

    Raises:
        NoNamesHere: it does.
    """
    if faces_internet:
        raise NoNamesHere


def check_consent(consented_on: date | None, *, has_consent: bool, today: date) -> None:
    """Refuse a name without a consent up to today.

    Raises:
        ConsentNeeded: there is none.
    """
    if not has_consent or consented_on is None or consented_on > today:
        raise ConsentNeeded


def check_room(*, held: int, named: int) -> None:
    """Refuse more names than a seat has holders.

    Raises:
        SeatIsVacant: there is no holder without a name.
    """
    if named >= held:
        raise SeatIsVacant
