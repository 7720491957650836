"""The seals of a body: whose they are, how they stand, and by when they change hands.

Source: 《业主大会和业主委员会指导规则》(建房〔2009〕274号), art. 34 (seals are made after the filing), 48.
"""

from datetime import date
from enum import StrEnum

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.kernel.terms.rules import Due, last_day

HAND_OVER_DAYS = 10
"""Seals and files go to the next body within so many days of the end (指导规则, art. 48)."""


class SealKind(StrEnum):
    """Whose seal it is."""

    ASSEMBLY = "assembly"
    BODY = "body"
    FINANCE = "finance"


SEAL_NAMES: dict[SealKind, str] = {
    SealKind.ASSEMBLY: gettext_noop("seal of the owners' assembly"),
    SealKind.BODY: gettext_noop("seal of the body itself"),
    SealKind.FINANCE: gettext_noop("seal for accounts"),
}
"""English names of the seals; pages translate them."""


class SealState(StrEnum):
    """How a seal stands."""

    HELD = "held"
    TO_HAND_OVER = "to_hand_over"
    INVALID = "invalid"


SEAL_STATE_NAMES: dict[SealState, str] = {
    SealState.HELD: gettext_noop("in the body's keeping"),
    SealState.TO_HAND_OVER: gettext_noop("still to be handed over"),
    SealState.INVALID: gettext_noop("declared invalid"),
}
"""English names; pages translate them."""


class NobodyTakesOver(RuleBroken):
    """There is no body of the kind in office that could take a seal."""

    code = "seals.nobody_takes_over"
    message = gettext_noop("No other body of this kind is in office that could take the seal.")
    hint = gettext_noop("Enter the newly elected body first, or declare the seal invalid.")


def seal_state(*, invalid_on: date | None, holder_ended_on: date | None) -> SealState:
    """Return how a seal stands, by its own end and by that of the body that keeps it."""
    if invalid_on is not None:
        return SealState.INVALID
    return SealState.HELD if holder_ended_on is None else SealState.TO_HAND_OVER


def hand_over(holder_ended_on: date, calendar: WorkCalendar) -> Due:
    """Return by when the seals of a body that ended are handed over."""
    by = last_day(calendar, holder_ended_on, days=HAND_OVER_DAYS)
    return Due(by, holder_ended_on)
