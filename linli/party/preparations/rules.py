"""The way of a compound to its Party organisation, and who moves it.

Source of the stages: 《中国共产党支部工作条例（试行）》(2018): a base unit applies for a branch, the
committee of the street or unit above decides and approves; the time before, and the compound
where nothing has begun, are ours (decision 0036). The last stage is reached in the register of
Party organisations, and nowhere else. Several stages may be passed at
once, since a district also enters what happened before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Placed, Role, check_covers, check_role, covers


class Stage(StrEnum):
    """Where a compound is on its way, the first first."""

    NOT_STARTED = "not_started"
    PREPARING = "preparing"
    APPLIED = "applied"
    APPROVED = "approved"
    FOUNDED = "founded"


WAY = tuple(Stage)
OWN_WAY = WAY[:-1]
"""The stages that are said here; the last one follows from the register."""

STAGE_NAMES: dict[Stage, str] = {
    Stage.NOT_STARTED: gettext_noop("not started"),
    Stage.PREPARING: gettext_noop("preparing"),
    Stage.APPLIED: gettext_noop("applied for"),
    Stage.APPROVED: gettext_noop("approved"),
    Stage.FOUNDED: gettext_noop("organisation founded"),
}
"""English names; pages translate them."""

READERS = (
    Role.COMMUNITY_DESK,
    Role.STREET_DESK,
    Role.DISTRICT_DESK,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
MOVERS = (Role.STREET_DESK, Role.DISTRICT_DESK, Role.RULE)
"""A street moves its own compounds, the district all of them; a community sees its own."""


class FoundedInRegister(RuleBroken):
    """An organisation is founded in its own register."""

    code = "party.founded_in_register"
    message = gettext_noop("An organisation is founded in the register of Party organisations.")
    hint = gettext_noop("Choose “Found the organisation” on the page of the compound.")


class StageNotAhead(RuleBroken):
    """The wanted stage does not lie ahead of where the compound is."""

    code = "party.stage_not_ahead"
    message = gettext_noop("The compound is at this stage already, or further.")
    hint = gettext_noop("To take a stage back, correct it and say why.")


class StageTheSame(RuleBroken):
    """A correction that corrects nothing."""

    code = "party.stage_the_same"
    message = gettext_noop("The compound stands there already, since the same day.")
    hint = gettext_noop("Choose the stage or the day that should stand instead.")


class StageDayRefused(InputRefused):
    """A stage was reached in the future, or before the stage before it."""

    code = "party.stage_day_refused"
    message = gettext_noop("The day lies in the future, or before the stage before it.")
    hint = gettext_noop("Give the day on which it happened.")


class PreparationChanged(RuleBroken):
    """Somebody else moved the compound since the page was loaded."""

    code = "party.preparation_changed"
    message = gettext_noop("Somebody else has moved this compound in the meantime.")
    hint = gettext_noop("Reload the page, look at what changed, and decide again.")


class NotItsOffice(InputRefused):
    """An office that has nothing to do with the compound."""

    code = "party.not_its_office"
    message = gettext_noop("This office has nothing to do with the compound.")
    hint = gettext_noop("Choose the office of its subdistrict or of its community.")


@dataclass(frozen=True, slots=True)
class Step:
    """What every step brings: which compound, as seen in which version (None: any), words."""

    compound_id: UUID
    version: int | None = None
    words: str = ""


def may_move(actor: Actor, compound: Placed) -> bool:
    """Return whether a post moves a compound."""
    return actor.role in MOVERS and covers(actor, compound)


def check_may_see(actor: Actor, compound: Placed) -> None:
    """Refuse whoever does not see how a compound stands.

    Raises:
        Forbidden: her role sees none. NotYourTerritory: it lies elsewhere.
    """
    check_role(actor, *READERS, Role.RULE)
    check_covers(actor, compound)


def check_may_move(actor: Actor, compound: Placed) -> None:
    """Refuse whoever does not move a compound.

    Raises:
        Forbidden: her role moves none. NotYourTerritory: it lies elsewhere.
    """
    check_may_see(actor, compound)
    check_role(actor, *MOVERS)


def check_ahead(now: Stage, wanted: Stage) -> None:
    """Refuse a stage that does not lie ahead, or is reached elsewhere.

    Raises:
        FoundedInRegister, StageNotAhead: see there.
    """
    check_own(wanted)
    if WAY.index(wanted) <= WAY.index(now):
        raise StageNotAhead


def check_own(wanted: Stage) -> None:
    """Refuse the stage that follows from the register of Party organisations.

    Raises:
        FoundedInRegister: see there.
    """
    if wanted is Stage.FOUNDED:
        raise FoundedInRegister


def check_day(on: date, *, after: date | None, today: date) -> None:
    """Refuse a day that cannot be that of a stage.

    Raises:
        StageDayRefused: it lies in the future, or before ``after``.
    """
    if on > today or (after is not None and on < after):
        raise StageDayRefused


def ahead(now: Stage) -> tuple[Stage, ...]:
    """Return the stages that lie ahead and are reached here, the next one first."""
    return OWN_WAY[WAY.index(now) + 1 :]


def counted(stages: Iterable[Stage]) -> dict[Stage, int]:
    """Return how many stand at each stage, in their order, also where none does."""
    found = dict.fromkeys(Stage, 0)
    for each in stages:
        found[each] += 1
    return found
