"""A supervision document is drafted, issued, answered, sent back, cancelled off, circulated.

Each service holds the document, asks the guard, asks the rule, and records; whoever owns its
subject is told in the same transaction. Locks are always taken in the same order: document,
subject, series of numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.kernel.calendar import queries as calendar
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor
from linli.party.deadlines.rules import Changes
from linli.party.enclosures import services as enclosures
from linli.party.enclosures.rules import Kept
from linli.party.moves.rules import (
    OPEN,
    Move,
    Stage,
    check_may,
    check_may_draft,
    check_move,
)
from linli.party.numbering import services as numbering
from linli.party.orders.rules import Order, TextNeeded
from linli.party.steps.rules import ChangedMeanwhile, Step
from linli.party.supervision import news, queries, rules
from linli.party.supervision.models import Supervision
from linli.party.supervision.news import SupervisionNews
from linli.party.supervision.queries import Followed, Subject

ENDS = {
    Move.CANCEL_OFF: news.SupervisionCancelledOff,
    Move.WITHDRAW: news.SupervisionWithdrawn,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to be: its key, its subject, what it asks, and the files enclosed."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    order: Order
    files: Sequence[Kept] = ()


@transaction.atomic
def draft(actor: Actor, *, new: Draft, stamp: Stamp) -> Supervision:
    """Draft a document about a subject that the actor may see.

    Raises:
        Forbidden, NotFound, NobodyAddressed, CannotAddress, TextNeeded, DeadlinePassed.
    """
    subject = queries.kind_of(new.subject_kind).one(actor, new.subject_id)
    check_may_draft(actor, subject.place)
    if actor.organisation_id is None:
        raise NotFound
    queries.check_order(actor, subject.place, new.order, at=stamp.at)
    paper = Supervision(id=new.id, version=0)
    changes = {
        **_of_subject(subject),
        **new.order.changes(),
        "stage": check_move(Stage.NONE, Move.DRAFT).value,
        "issuer_id": actor.organisation_id,
        "drafted_by_id": actor.post_id,
        "drafted_at": stamp.at,
    }
    payload = new.order.payload()
    change(
        actor, paper, news=news.SupervisionDrafted, changes=changes, stamp=stamp, payload=payload,
        files=new.files,
    )  # fmt: skip
    return paper


def _of_subject(subject: Subject) -> Changes:
    """Return what a document keeps of its subject as it is now."""
    return {
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "label": subject.label,
        "district_id": subject.place.district_id,
        "street_id": subject.place.street_id,
        "community_id": subject.place.community_id,
        "grid_id": subject.place.grid_id,
    }


@transaction.atomic
def revise(actor: Actor, *, step: Step, order: Order, stamp: Stamp) -> Supervision:
    """Change what a draft asks of whom by when.

    Raises:
        NotTheIssuer, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
        NobodyAddressed, CannotAddress, TextNeeded, DeadlinePassed.
    """
    paper = held(actor, step=step, move=Move.REVISE)
    check_move(Stage(paper.stage), Move.REVISE)
    queries.check_order(actor, paper, order, at=stamp.at)
    return change(
        actor, paper, news=news.SupervisionRevised, changes=order.changes(), stamp=stamp,
        payload=order.payload(), files=step.files,
    )  # fmt: skip


@transaction.atomic
def issue(actor: Actor, *, step: Step, stamp: Stamp) -> Supervision:
    """Issue a draft: it gets its number, its clock runs, its subject is under supervision.

    Raises:
        NotTheIssuer, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
        DeadlinePassed, NoDocumentCode, and whatever the subject refuses.
    """
    paper = held(actor, step=step, move=Move.ISSUE)
    changes = rules.issued(paper, at=stamp.at, calendar=calendar.calendar())
    queries.kind_of(paper.subject_kind).hold(paper.subject_id)
    year = timezone.localdate(stamp.at).year
    taken = numbering.take(paper.issuer_id, year=year)
    changes |= {
        "number": taken.number,
        "year": taken.year,
        "running": taken.running,
        "issued_by_id": actor.post_id,
    }
    change(actor, paper, news=news.SupervisionIssued, changes=changes, stamp=stamp)
    _tell_subject(actor, paper, stamp, is_issue=True)
    return paper


@transaction.atomic
def order(actor: Actor, *, new: Draft, stamp: Stamp) -> Supervision:
    """Draft and issue a document at once; raises what the two raise."""
    draft(actor, new=new, stamp=stamp)
    return issue(actor, step=Step(new.id), stamp=stamp)


@transaction.atomic
def answer(actor: Actor, *, step: Step, stamp: Stamp) -> Supervision:
    """Give the feedback of an addressed office; the last office's leads to the check.

    Raises:
        NotAddressed, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
        TextNeeded, AlreadyAnswered.
    """
    paper = held(actor, step=step, move=Move.ANSWER)
    need_words(step)
    office = office_of(actor)
    changes = rules.answered(paper, office=office, person_id=actor.person_id, at=stamp.at)
    return change(
        actor, paper, news=news.SupervisionAnswered, changes=changes, stamp=stamp,
        details={"organisation": office}, payload=step.payload(), files=step.files,
    )  # fmt: skip


@transaction.atomic
def send_back(actor: Actor, *, step: Step, due_at: datetime, stamp: Stamp) -> Supervision:
    """Send the feedback back with a reason and a new deadline (退回重报).

    Raises:
        NotTheIssuer, AnotherChecks, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
        TextNeeded, DeadlinePassed.
    """
    paper = held(actor, step=step, move=Move.SEND_BACK)
    need_words(step)
    days = calendar.calendar()
    changes = rules.sent_back(paper, due_at=due_at, at=stamp.at, calendar=days)
    return change(
        actor, paper, news=news.SupervisionSentBack, changes=changes, stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


@transaction.atomic
def cancel_off(actor: Actor, *, step: Step, stamp: Stamp) -> Supervision:
    """Accept the feedback: the document is done with (销号), its subject is told.

    Raises:
        NotTheIssuer, AnotherChecks, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile.
    """
    return _end(actor, step, Move.CANCEL_OFF, stamp)


@transaction.atomic
def withdraw(actor: Actor, *, step: Step, stamp: Stamp) -> Supervision:
    """Take a document back with a reason; a number it had is not given again.

    Raises:
        NotTheIssuer, Forbidden, NotFound, MoveNotAllowed, ChangedMeanwhile, TextNeeded.
    """
    return _end(actor, step, Move.WITHDRAW, stamp)


def _end(actor: Actor, step: Step, move: Move, stamp: Stamp) -> Supervision:
    paper = held(actor, step=step, move=move)
    if move is Move.WITHDRAW:
        need_words(step)
    was_open = Stage(paper.stage) in OPEN
    changes = rules.ended(paper, move, at=stamp.at)
    if was_open:
        queries.kind_of(paper.subject_kind).hold(paper.subject_id)
    change(actor, paper, news=ENDS[move], changes=changes, stamp=stamp, payload=step.payload())
    if was_open:
        _tell_subject(actor, paper, stamp, is_issue=False)
    return paper


@transaction.atomic
def forget(*, subject_kind: str, subject_id: UUID, names: Collection[str], stamp: Stamp) -> int:
    """Erase what documents about a subject say where it names a person; return how many texts.

    With a text go the files that came with it. The course of the document stays and verifies.
    """
    count = 0
    found = Supervision.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    for paper in found.select_for_update().order_by("pk"):
        numbers = queries.naming(paper.pk, names)
        if not numbers:
            continue
        count += journal.erase(stream=queries.stream_of(paper.pk), numbers=numbers, at=stamp.at)
        enclosures.erase(paper.pk, entries=numbers)
        change(
            BY_RULE, paper, news=news.SupervisionWordsErased, changes={}, stamp=stamp,
            details={"entries": numbers},
        )  # fmt: skip
    return count


def office_of(actor: Actor) -> UUID:
    """Return the office of an actor.

    Raises:
        NotFound: it has none.
    """
    if actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def need_words(step: Step) -> None:
    """Refuse a step without words.

    Raises:
        TextNeeded: it has none.
    """
    if not step.words:
        raise TextNeeded


def hold(supervision_id: UUID) -> Supervision:
    """Return a document with its row locked.

    Raises:
        NotFound: there is no such document.
    """
    paper = Supervision.objects.select_for_update().filter(pk=supervision_id).first()
    if paper is None:
        raise NotFound
    return paper


def held(actor: Actor, *, step: Step, move: Move) -> Supervision:
    """Return the document of a step with its row locked, where the actor may make the move.

    Raises:
        NotTheIssuer, NotAddressed, AnotherChecks, Forbidden, NotFound: she may not.
        ChangedMeanwhile: it is no longer the version that the step was taken on.
    """
    paper = hold(step.paper_id)
    check_may(actor, paper, move)
    if step.version is not None and step.version != paper.version:
        raise ChangedMeanwhile
    return paper


def change(
    actor: Actor,
    paper: Supervision,
    *,
    news: type[SupervisionNews],
    changes: Changes,
    stamp: Stamp,
    details: Mapping[str, object] | None = None,
    payload: Mapping[str, object] | None = None,
    files: Sequence[Kept] = (),
) -> Supervision:
    """Store the changes of a document that is held or new, with its entry and its files."""
    whole: Changes = {**changes, "version": paper.version + 1, "changed_at": stamp.at}
    is_new = paper.version == 0
    for name, value in whole.items():
        setattr(paper, name, value)
    details = {**(details or {}), **enclosures.told(files, taken_in=paper.version)}
    payload = {**(payload or {}), "files": [one.name for one in files]} if files else payload
    told = news(supervision_id=paper.pk, changes=whole, details=details)
    line = journal.Line(
        actor=actor, stream=queries.stream_of(paper.pk), news=told, stamp=stamp, payload=payload
    )
    entry = journal.record([line], begins=is_new)[0]
    if entry.verb in queries.WORDED:
        paper.words_id = entry.pk
    paper.save(update_fields=None if is_new else [*whole, "words"], force_insert=is_new)
    enclosures.keep(paper.pk, files, taken_in=entry.number)
    return paper


def _tell_subject(actor: Actor, paper: Supervision, stamp: Stamp, *, is_issue: bool) -> None:
    queries.kind_of(paper.subject_kind).follow(
        actor,
        Followed(
            supervision_id=paper.pk,
            subject_id=paper.subject_id,
            number=paper.number,
            due_at=paper.due_at,
            is_issue=is_issue,
            is_open=is_issue or queries.is_supervised(paper),
        ),
        stamp=stamp,
    )
