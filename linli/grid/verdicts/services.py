"""The word of the one who raised it: settled or not, satisfied or not, and again if not."""

from django.db import transaction

from linli.grid.cases import queries
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseAsked, CaseRated, CaseReopened
from linli.grid.cases.rules import Ask, Satisfied
from linli.grid.cases.services import change
from linli.grid.moves.rules import Move
from linli.grid.steps.services import Step, held, needs_words, take
from linli.grid.verdicts import rules
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


@transaction.atomic
def rate(actor: Actor, *, step: Step, settled: bool, satisfied: Satisfied, stamp: Stamp) -> Case:
    """Record the reporter's verdict; two questions, and silence is silence.

    Raises:
        NoRatingAsked, RatingOver, RatedAlready, MoveNotAllowed.
        NotYourTerritory: she does not hold the link of this case.
    """
    case = held(actor, step, move=Move.RATE)
    book = queries.book_of(case, stamp.at)
    changes = rules.rated(case, settled=settled, satisfied=satisfied, at=stamp.at, book=book)
    return take(actor, case, news=CaseRated, changes=changes, step=step, stamp=stamp)


@transaction.atomic
def reopen(actor: Actor, *, step: Step, stamp: Stamp) -> Case:
    """Reopen a closed case that is not settled; the same unit has it again, with a new clock.

    Beyond the cap a reporter's wish waits for another post to judge.

    Raises:
        ReasonNeeded, RatingOver, AlreadyAsked, DeskAboveDecides, MoveNotAllowed.
        NotYourTerritory: she does not hold the link of this case.
    """
    case = held(actor, step, move=Move.REOPEN)
    needs_words(step)
    book = queries.book_of(case, stamp.at)
    changes = rules.reopened(actor, case, queries.kind_of(case), at=stamp.at, book=book)
    if changes.get("pending") == Ask.JUDGE.value:
        change(
            actor,
            case,
            news=CaseAsked,
            changes=changes,
            stamp=stamp,
            details={"what": Ask.JUDGE.value},
            payload=step.payload(),
        )
        return case
    return take(actor, case, news=CaseReopened, changes=changes, step=step, stamp=stamp)
