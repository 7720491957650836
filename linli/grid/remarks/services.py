"""Somebody who takes part in a matter adds words; what was decided stays as it is."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from linli.grid.cases.models import Case
from linli.grid.cases.services import change, hold, stream_of
from linli.grid.moves.rules import may_see
from linli.grid.photos.rules import Stored
from linli.grid.remarks.news import CaseRemarked
from linli.grid.remarks.rules import Remark, SameMarkOtherRemark
from linli.grid.steps.services import Step, needs_words
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Remarked:
    """The entry a remark became, and whether it came for the first time."""

    case: Case
    number: int
    is_new: bool


@transaction.atomic(savepoint=False)
def remark(
    actor: Actor, *, case_id: UUID, remark: Remark, pictures: list[Stored], stamp: Stamp
) -> Remarked:
    """Add words to a matter; the same remark twice is one entry.

    Raises:
        NotFound: there is no such case for this actor.
        ReasonNeeded: there are no words.
        SameMarkOtherRemark: the mark came before with other words.
    """
    case = hold(case_id)
    if not may_see(actor, case):
        raise NotFound
    needs_words(Step(case_id=case_id, words=remark.words))
    known = _known(case, remark)
    if known is not None:
        return Remarked(case, known, is_new=False)
    entry = change(
        actor,
        case,
        news=CaseRemarked,
        changes={},
        details={"mark": remark.mark, "said": remark.said, "digest": remark.digest()},
        payload={
            "text": remark.words,
            "name": remark.name,
            "phone": remark.phone,
            "photos": [picture.digest for picture in pictures],
        },
        pictures=pictures,
        stamp=stamp,
    )
    return Remarked(case, entry.number, is_new=True)


def _known(case: Case, remark: Remark) -> int | None:
    """Return the entry that the remark was before, or None; the case is held."""
    for entry in journal.entries(stream_of(case.pk)):
        if entry.verb == CaseRemarked.verb and entry.facts["mark"] == remark.mark:
            if entry.facts["digest"] != remark.digest():
                raise SameMarkOtherRemark
            return entry.number
    return None
