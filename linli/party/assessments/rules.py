"""How a compound or an organisation stands against an edition of a standard, item by item.

Points are whole: the sum of the weights of items met, of the sum of the weights of items that
apply. No rounding decides anything; a share is shown in tenths of a percent, cut off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import (
    DEPARTMENT,
    DESKS,
    Actor,
    NotYourTerritory,
    Placed,
    Role,
    covers,
)
from linli.party.moves.rules import READERS
from linli.party.standards.rules import Item, Standard

ASSESSORS = DESKS | {Role.SUPERVISOR}
"""Who assesses what lies in the place of the post."""


class Stage(StrEnum):
    """Where an assessment is."""

    BEGUN = "begun"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[Stage, str] = {
    Stage.BEGUN: gettext_noop("assessment under way"),
    Stage.FINISHED: gettext_noop("assessment finished"),
    Stage.WITHDRAWN: gettext_noop("assessment withdrawn"),
}
"""English names of the stages; pages translate them."""


class Result(StrEnum):
    """What was found of one item."""

    MET = "met"
    NOT_MET = "not_met"
    DOES_NOT_APPLY = "does_not_apply"


RESULT_NAMES: dict[Result, str] = {
    Result.MET: gettext_noop("met"),
    Result.NOT_MET: gettext_noop("not met"),
    Result.DOES_NOT_APPLY: gettext_noop("does not apply"),
}
"""English names of the results; pages translate them."""


SENTENCES: dict[str, str] = {
    "party.assessment_begun": gettext_noop("Assessment begun."),
    "party.assessment_item_found": gettext_noop("%(item)s: %(result)s."),
    "party.assessment_finished": gettext_noop("Assessment finished."),
    "party.assessment_withdrawn": gettext_noop("Assessment withdrawn."),
}
"""Verb of an entry → its sentence; the facts it names are filled in by the query."""


class Standing(Placed, Protocol):
    """What the guard must know of an assessment."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def office_id(self) -> UUID:
        """Return the office that assesses."""


class AssessmentEnded(RuleBroken):
    """The assessment is finished or withdrawn."""

    code = "party.assessment_ended"
    message = gettext_noop("This assessment has ended and does not change any more.")
    hint = gettext_noop("Begin another one against the edition in force.")


class EditionNotInForce(RuleBroken):
    """An assessment is begun against an edition that is not in force."""

    code = "party.edition_not_in_force"
    message = gettext_noop("Assessments are begun against the edition in force only.")
    hint = gettext_noop("Open the standard in the list and begin from there.")


class ItemsOpen(RuleBroken):
    """Some items have no result yet."""

    code = "party.items_open"
    message = gettext_noop("%(count)s items have no result yet.")
    hint = gettext_noop("Give each item a result: met, not met, or does not apply.")


class ItemUnknown(InputRefused):
    """The edition has no such item."""

    code = "party.item_unknown"
    message = gettext_noop("The edition of the standard has no such item.")
    hint = gettext_noop("Reload the page and choose an item from it.")


class ProofNeeded(InputRefused):
    """An item is called met without what proves it, or set aside without a reason."""

    code = "party.proof_needed"
    message = gettext_noop("This result needs words, and a file where the item asks for one.")
    hint = gettext_noop(
        "Say what proves that the item is met and enclose the file, or why it does not apply."
    )


class AnotherOfficeAssesses(Forbidden):
    """Another office began the assessment."""

    code = "party.another_office_assesses"
    message = gettext_noop("This assessment was begun by another office.")
    hint = gettext_noop("Begin one of your own, or ask that office.")


@dataclass(frozen=True, slots=True)
class Score:
    """Points of those that could be had; ``tenths``: the share in tenths of a percent, cut off."""

    points: int
    of: int

    @property
    def tenths(self) -> int:
        """Return the share in tenths of a percent, cut off; 0 where no item applies."""
        return self.points * 1000 // self.of if self.of else 0

    @property
    def percent(self) -> str:
        """Return the share in percent with one decimal."""
        return f"{self.tenths // 10}.{self.tenths % 10}"


def score(standard: Standard, results: Mapping[str, str]) -> Score:
    """Return the points of an assessment; items without a result count as not met."""
    applying = [one for one in standard.items if results.get(one.key) != Result.DOES_NOT_APPLY]
    met = [one for one in applying if results.get(one.key) == Result.MET]
    return Score(sum(one.weight for one in met), sum(one.weight for one in applying))


def may_see(actor: Actor, assessment: Standing) -> bool:
    """Return whether a post may read an assessment: its office, and who works over its place."""
    if actor.role not in READERS:
        return False
    if actor.organisation_id == assessment.office_id:
        return True
    return actor.role not in DEPARTMENT and covers(actor, assessment)


def check_may_assess(actor: Actor, place: Placed) -> None:
    """Refuse an actor who assesses nothing, or nothing at this place.

    Raises:
        Forbidden: the role does not, or its post belongs to no office.
        NotYourTerritory: the place lies elsewhere.
    """
    if actor.role not in ASSESSORS or actor.organisation_id is None:
        raise Forbidden
    if not covers(actor, place):
        raise NotYourTerritory


def check_may_go_on(actor: Actor, assessment: Standing) -> None:
    """Refuse everyone but the office that began it, and everyone once it has ended.

    Raises:
        NotYourTerritory, Forbidden, AnotherOfficeAssesses, AssessmentEnded.
    """
    if not may_see(actor, assessment):
        raise NotYourTerritory
    check_may_assess(actor, assessment)
    if actor.organisation_id != assessment.office_id:
        raise AnotherOfficeAssesses
    if assessment.stage != Stage.BEGUN:
        raise AssessmentEnded


def item_of(standard: Standard, key: str) -> Item:
    """Return an item of an edition.

    Raises:
        ItemUnknown: it has none under this key.
    """
    found = [item for item in standard.items if item.key == key]
    if not found:
        raise ItemUnknown
    return found[0]


def check_proof(item: Item, result: Result, *, has_words: bool, files: int) -> None:
    """Refuse a result without what it needs.

    Raises:
        ProofNeeded: met without the evidence asked for, or set aside without a reason.
    """
    is_proven = has_words or not item.evidence
    if result is Result.MET and not (is_proven and (files or not item.needs_file)):
        raise ProofNeeded
    if result is Result.DOES_NOT_APPLY and not has_words:
        raise ProofNeeded


def check_whole(standard: Standard, results: Mapping[str, str]) -> None:
    """Refuse to finish while items have no result.

    Raises:
        ItemsOpen: some have none.
    """
    count = sum(item.key not in results for item in standard.items)
    if count:
        raise ItemsOpen(count=count)
