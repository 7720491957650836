"""Matters that belong together: neighbours join, cases merge, one case becomes two."""

from uuid import UUID

from django.db import transaction

from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.news import CaseJoined, CaseMerged, CaseSplit
from linli.grid.cases.rules import Changes
from linli.grid.cases.services import (
    Report,
    change,
    check_version,
    hold,
    report,
    token_digest,
)
from linli.grid.handling.services import Step, held, needs_words, take
from linli.grid.joining import rules
from linli.grid.joining.rules import IntoItself
from linli.grid.moves.rules import OPEN, Move, Stage, check_may, check_move
from linli.grid.steps.rules import check_not_disputed
from linli.grid.tasks import services as tasks
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import ANONYMOUS, Actor


@transaction.atomic
def join(
    *, case_id: UUID, reporter_id: UUID, token: str, name: str, phone: str, stamp: Stamp
) -> Case:
    """Let a neighbour say “I have this too”; she gets a link of her own, others see a count.

    Raises:
        NotFound: there is no such open public case.
    """
    case = hold(case_id)
    if not case.is_public or case.stage not in OPEN:
        raise NotFound
    payload = {"name": name, "phone": phone}
    entry = change(
        ANONYMOUS,
        case,
        news=CaseJoined,
        changes={"joined": case.joined + 1},
        stamp=stamp,
        payload=payload,
    )
    Reporter.objects.create(
        id=reporter_id,
        case=case,
        token=token_digest(token),
        words_id=entry.pk,
        is_first=False,
        at=stamp.at,
    )
    return case


@transaction.atomic
def merge(actor: Actor, *, step: Step, into_id: UUID, stamp: Stamp) -> Case:
    """Let a case go on as part of another open one of the same community.

    Its reporters keep their links and see from there how the other goes on.

    Raises:
        IntoItself: the other is the same, closed, or in another community.
        TasksOpen: a unit is at work on its part of the case that would end.
        NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case, other = _hold_both(step.case_id, into_id)
    check_may(actor, case, Move.MERGE)
    check_may(actor, other, Move.MERGE)
    check_version(case, step.version)
    check_not_disputed(case.disputed, Move.MERGE)
    if other.stage not in OPEN or other.community_id != case.community_id:
        raise IntoItself
    tasks.check_all_ended(case)
    changes = rules.merged(case, into=into_id, at=stamp.at)
    take(actor, case, news=CaseMerged, changes=changes, step=step, stamp=stamp)
    more: Changes = {"joined": other.joined + 1 + case.joined}
    change(actor, other, news=CaseJoined, changes=more, stamp=stamp, details={"merged": case.pk})
    return other


def _hold_both(one_id: UUID, other_id: UUID) -> tuple[Case, Case]:
    """Hold two cases in the order of their keys, so that two desks never wait for each other."""
    if one_id == other_id:
        raise IntoItself
    both = {key: hold(key) for key in sorted([one_id, other_id])}
    return both[one_id], both[other_id]


@transaction.atomic
def split(actor: Actor, *, step: Step, part: Report, stamp: Stamp) -> Case:
    """Make a second case of a part of the first; its reporters see both.

    Raises:
        ReasonNeeded, NotYourTerritory, Forbidden, MoveNotAllowed, ChangedMeanwhile.
    """
    case = held(actor, step, move=Move.SPLIT)
    check_move(Stage(case.stage), Move.SPLIT)
    needs_words(step)
    new = report(actor, report=part, stamp=stamp)
    change(
        actor,
        new,
        news=CaseSplit,
        changes={"split_from_id": case.pk},
        stamp=stamp,
    )
    change(
        actor,
        case,
        news=CaseSplit,
        changes={},
        stamp=stamp,
        details={"part": new.pk},
        payload=step.payload(),
    )
    return new
