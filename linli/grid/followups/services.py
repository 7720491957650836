"""Another post asks the reporter after closing and keeps what it heard, or that it tried."""

from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.rules import Changes
from linli.grid.cases.services import change, hold
from linli.grid.followups import queries, rules
from linli.grid.followups.models import FollowUp
from linli.grid.followups.news import CaseFollowedUp, CaseMessageSent, CaseMessageUndelivered
from linli.grid.followups.rules import Heard, How, Outcome
from linli.grid.moves.rules import Move
from linli.grid.steps.services import Step, held
from linli.grid.verdicts import services as verdicts
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor


@transaction.atomic
def follow_up(
    actor: Actor,
    *,
    step: Step,
    key: UUID,
    heard: Heard,
    reopens: bool = False,
    text: str = "",
    stamp: Stamp,
) -> FollowUp:
    """Keep one attempt to ask the reporter; where it is not settled, reopen at once if wanted.

    ``step.words`` are hers as the post heard them; who leads the matter does not read them.
    ``text`` is that of a message, with its placeholders, as it was when it was chosen; empty
    for the usual one. The old verdict stays: a case that was once said not to be settled
    remembers it.

    Raises:
        AnotherPostAsks: the actor handled the case, or its organisation leads it.
        RatedByHerself, FollowedUpAlready, NobodyToAsk, AskedAlready, MoveNotAllowed.
        MessageOnlyAsks, AnswersMissing, NobodyAnswered.
        ReasonNeeded, ReopensUsedUp: it is to be reopened, without words or beyond the cap.
        NotYourTerritory, Forbidden, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.FOLLOW_UP)
    before = queries.before(case)
    changes = rules.followed_up(case, heard, before)
    attempts = cases.book_of(case, stamp.at).policy.follow_up_attempts
    values: Changes = {
        "round": case.reopens,
        **rules.kept(heard, number=before.attempts + 1, attempts=attempts),
        "post_id": actor.post_id,
        "at": stamp.at,
        "entry": case.version + 1,
    }
    row = FollowUp(id=key, case=case, **values)
    change(
        actor,
        case,
        news=CaseFollowedUp,
        changes=changes,
        stamp=stamp,
        details={"follow_up": {"id": key, "set": values}},
        payload=_said(step, text),
    )
    row.save(force_insert=True)
    if reopens:
        verdicts.reopen(actor, step=Step(case_id=case.pk, words=step.words), stamp=stamp)
    return row


def _said(step: Step, text: str) -> dict[str, object] | None:
    return (step.payload() or {"text": ""}) | {"message": text} if text else step.payload()


@transaction.atomic
def message_sent(*, case_id: UUID, stamp: Stamp) -> None:
    """Record that a channel took the message to the reporter of a case."""
    change(BY_RULE, hold(case_id), news=CaseMessageSent, changes={}, stamp=stamp)


@transaction.atomic
def message_undelivered(*, case_id: UUID, follow_up_id: UUID, stamp: Stamp) -> None:
    """Record that nobody took the message; the case stands in the list of whom to ask again.

    It leaves the list all the same where it was the last attempt that the policy asks for.
    """
    case = hold(case_id)
    row = FollowUp.objects.get(pk=follow_up_id, case=case)
    attempts = cases.book_of(case, stamp.at).policy.follow_up_attempts
    heard = Heard(How.MESSAGE, Outcome.UNDELIVERED)
    row.outcome = heard.outcome.value
    row.is_last = rules.is_last(heard, number=row.number, attempts=attempts)
    values: Changes = {"outcome": row.outcome, "is_last": row.is_last}
    change(
        BY_RULE,
        case,
        news=CaseMessageUndelivered,
        changes={},
        stamp=stamp,
        details={"follow_up": {"id": follow_up_id, "set": values}},
    )
    row.save(update_fields=list(values))
