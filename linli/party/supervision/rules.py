"""What each move sets on a supervision document."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.party.deadlines.rules import STILL, Changes, Clocked, clock
from linli.party.moves.rules import Move, Paper, Stage, check_move
from linli.party.orders.rules import check_ahead


class AlreadyAnswered(RuleBroken):
    """The office has given its feedback."""

    code = "party.already_answered"
    message = gettext_noop("Your office has given its feedback already.")
    hint = gettext_noop("It can give another one when the document is sent back.")


class Standing(Paper, Clocked, Protocol):
    """What the rules must know of a document."""

    @property
    def answered_ids(self) -> Sequence[UUID]:
        """Return the addressed offices that have answered since it was issued or sent back."""

    @property
    def read_ids(self) -> Sequence[UUID]:
        """Return the offices that have marked it as read."""

    @property
    def returns(self) -> int:
        """Return how often it was sent back."""


def issued(paper: Standing, *, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what issuing sets, but for the number.

    Raises:
        MoveNotAllowed, DeadlinePassed.
    """
    stage = check_move(Stage(paper.stage), Move.ISSUE)
    check_ahead(paper.due_at, at)
    return {"stage": stage.value, "issued_at": at, **clock(paper.due_at, at, calendar)}


def answered(paper: Standing, *, office: UUID, person_id: UUID | None, at: datetime) -> Changes:
    """Return what the feedback of one addressed office sets; the last one leads to the check.

    Raises:
        MoveNotAllowed, AlreadyAnswered.
    """
    stage = check_move(Stage(paper.stage), Move.ANSWER)
    if office in paper.answered_ids:
        raise AlreadyAnswered
    given = [*paper.answered_ids, office]
    changes: Changes = {
        "answered_ids": given,
        "answered_by_id": person_id,
        "answered_at": at,
        "was_late": paper.was_late or at > paper.due_at,
    }
    if set(given) != set(paper.to_ids):
        return changes
    return {**changes, "stage": stage.value, **STILL}


def sent_back(
    paper: Standing, *, due_at: datetime, at: datetime, calendar: WorkCalendar
) -> Changes:
    """Return what sending back sets: every addressed office answers anew, with a new deadline.

    Raises:
        MoveNotAllowed, DeadlinePassed.
    """
    stage = check_move(Stage(paper.stage), Move.SEND_BACK)
    check_ahead(due_at, at)
    return {
        "stage": stage.value,
        "answered_ids": [],
        "returns": paper.returns + 1,
        **clock(due_at, at, calendar),
    }


def ended(paper: Standing, move: Move, *, at: datetime) -> Changes:
    """Return what cancelling off or withdrawing sets.

    Raises:
        MoveNotAllowed.
    """
    stage = check_move(Stage(paper.stage), move)
    return {"stage": stage.value, "ended_at": at, **STILL}


def fold(facts: Iterable[Mapping[str, object]]) -> Changes:
    """Return the fields of a document from the facts of its entries, oldest first."""
    fields: Changes = {}
    for one in facts:
        changes = one.get("set")
        if isinstance(changes, Mapping):
            fields.update(changes)
    return fields


def names_one(said: object, names: Collection[str]) -> bool:
    """Return whether words, or lists of words in a payload, name a person by one of these.

    A telephone is found with gaps in it as well.
    """
    if isinstance(said, str):
        tight = re.sub(r"[\s-]", "", said)
        return any(name in said or name in tight for name in names if len(name) > 1)
    if isinstance(said, Mapping):
        return any(names_one(each, names) for each in said.values())
    return isinstance(said, list) and any(names_one(each, names) for each in said)
