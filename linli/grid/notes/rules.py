"""Words beside a case: whose they are, who may leave them, who reads them.

A note is no move: it changes no stage, no clock and no hands (rows G1, X2).
"""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from linli.grid.moves.rules import HANDS, OPEN, Held, Stage, may_see
from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, NotYourTerritory, Role


class Kind(StrEnum):
    """Who reads a note: staff who may see the case; the reporter and those who joined, too."""

    INTERNAL = "internal"
    PUBLIC = "public"
    REPORTER = "reporter"


KIND_NAMES: dict[str, str] = {
    Kind.INTERNAL: gettext_noop("Internal: only staff who see the matter"),
    Kind.PUBLIC: gettext_noop("Public: the reporter and neighbours who joined read it too"),
}
"""What staff choose from; the reporter's own words are hers."""

WHO: dict[Kind, frozenset[Role]] = {
    Kind.INTERNAL: HANDS | {Role.SUPERVISOR},
    Kind.PUBLIC: HANDS,
    Kind.REPORTER: frozenset({Role.REPORTER}),
}
"""Kind → the roles that leave such notes on cases they may see."""

NOTED = OPEN | {Stage.CLOSED}
"""Stages in which there is something to say; what was declined or merged has ended."""


class NothingMoreToSay(RuleBroken):
    """The case has ended in another way than by being settled."""

    code = "grid.nothing_more_to_say"
    message = gettext_noop("This matter was not taken in, or goes on as part of another one.")
    hint = gettext_noop("Leave the words on the matter that goes on, or report a new one.")


class NotOnThisCase(InputRefused):
    """The unit that is mentioned has nothing to do with the case."""

    code = "grid.not_on_this_case"
    message = gettext_noop("The unit that is mentioned has no part in this matter.")
    hint = gettext_noop("Mention a unit that coordinates, leads, assists or received it first.")


def check_may_note(actor: Actor, case: Held, kind: Kind) -> None:
    """Refuse a note by somebody who may not see the case or leave such notes on it.

    Raises:
        NotYourTerritory: the case is not the actor's to know of.
        Forbidden: the role leaves no such notes.
        NothingMoreToSay: the case was declined, or merged into another.
    """
    if not may_see(actor, case):
        raise NotYourTerritory
    if actor.role not in WHO[kind]:
        raise Forbidden
    if Stage(case.stage) not in NOTED:
        raise NothingMoreToSay


def check_mention(mentioned_id: UUID | None, on_case: Collection[UUID]) -> None:
    """Refuse the mention of a unit that has no part in the case.

    Raises:
        NotOnThisCase: it has none.
    """
    if mentioned_id is not None and mentioned_id not in on_case:
        raise NotOnThisCase


def kinds_for(actor: Actor, case: Held) -> list[Kind]:
    """Return the kinds of notes that an actor may leave on a case now, in the order to offer."""
    if Stage(case.stage) not in NOTED or not may_see(actor, case):
        return []
    return [kind for kind in Kind if actor.role in WHO[kind]]
