"""What each move sets on a supervision document, and how its clock runs."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from uuid import UUID

from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.party.moves.rules import Move, Paper, Source, Stage, check_move, recipients

Changes = dict[str, object]

WARN_PERCENT = 80
"""POLICY. Share of the allowed working time after which the addressed offices are warned; the
same as for cases (decision 0007)."""

MOST_LEVELS = 3
"""POLICY. How often a late document is chased by rule: the addressed offices, then also the
issuer, then also the supervisors and the district desk (decision 0018)."""

RISE_STEP = Limit(1, Unit.WORKING_DAY)
"""POLICY. Time between two chases by rule (decision 0018)."""

USUAL_LIMIT = Limit(5, Unit.WORKING_DAY)
"""POLICY. The deadline a new draft proposes; whoever drafts sets another (decision 0018)."""

MOST_TITLE, MOST_TEXT = 120, 4000
"""POLICY. Characters of a title and of a requirement."""


class NobodyAddressed(InputRefused):
    """A document needs an office that answers."""

    code = "party.nobody_addressed"
    message = gettext_noop("No office is addressed.")
    hint = gettext_noop("Choose at least one office that has to answer.")


class CannotAddress(RuleBroken):
    """The issuing office has no say over an office it wants to address."""

    code = "party.cannot_address"
    message = gettext_noop("Your office cannot address every one of these offices.")
    hint = gettext_noop(
        "A district office addresses the offices of the district, a street those of its street; "
        "nobody addresses itself."
    )


class TextNeeded(InputRefused):
    """The step needs words: a requirement, a feedback, a reason."""

    code = "party.text_needed"
    message = gettext_noop("This step needs words.")
    hint = gettext_noop("Say in a few sentences what is required, what was done, or why.")


class DeadlinePassed(InputRefused):
    """A deadline must lie ahead."""

    code = "party.deadline_passed"
    message = gettext_noop("The deadline has passed already.")
    hint = gettext_noop("Choose a day that leaves time for the work.")


class AlreadyAnswered(RuleBroken):
    """The office has given its feedback."""

    code = "party.already_answered"
    message = gettext_noop("Your office has given its feedback already.")
    hint = gettext_noop("It can give another one when the document is sent back.")


class NothingNew(RuleBroken):
    """Everybody named has the document already."""

    code = "party.nothing_new"
    message = gettext_noop("Every office named has this document already.")
    hint = gettext_noop("Choose an office that it has not gone to yet.")


class AlreadyRead(RuleBroken):
    """The office has marked the document as read."""

    code = "party.already_read"
    message = gettext_noop("Your office has marked this document as read already.")
    hint = gettext_noop("Nothing more has to be done.")


class Standing(Paper, Protocol):
    """What the rules must know of a document."""

    @property
    def answered_ids(self) -> Sequence[UUID]:
        """Return the addressed offices that have answered since it was issued or sent back."""

    @property
    def read_ids(self) -> Sequence[UUID]:
        """Return the offices that have marked it as read."""

    @property
    def due_at(self) -> datetime:
        """Return the deadline of the feedback."""

    @property
    def watch_at(self) -> datetime | None:
        """Return when the clock has next something to do, or None."""

    @property
    def is_warned(self) -> bool:
        """Return whether the addressed offices were warned."""

    @property
    def level(self) -> int:
        """Return how often it was chased by rule."""

    @property
    def chases(self) -> int:
        """Return how often it was chased, by hand or by rule."""

    @property
    def returns(self) -> int:
        """Return how often it was sent back."""

    @property
    def was_late(self) -> bool:
        """Return whether the deadline passed without all feedback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a document asks of whom by when.

    ``text``: the requirement, one paragraph a line. ``attachments``: names of enclosed papers.
    """

    source: Source
    title: str
    text: str
    to_ids: tuple[UUID, ...]
    copy_ids: tuple[UUID, ...] = ()
    due_at: datetime
    attachments: tuple[str, ...] = ()

    def changes(self) -> Changes:
        """Return what the row keeps of it."""
        return {
            "source": self.source.value,
            "to_ids": list(self.to_ids),
            "copy_ids": [one for one in self.copy_ids if one not in self.to_ids],
            "due_at": self.due_at,
        }

    def payload(self) -> dict[str, object]:
        """Return the words, as the erasable payload keeps them."""
        return {"title": self.title, "text": self.text, "attachments": list(self.attachments)}


def check_order(
    order: Order, *, issuer_id: UUID, addressable: frozenset[UUID], at: datetime
) -> None:
    """Refuse an order that asks nobody, nothing, too late, or those it may not ask.

    Raises:
        NobodyAddressed, CannotAddress, TextNeeded, DeadlinePassed.
    """
    if not order.to_ids:
        raise NobodyAddressed
    if issuer_id in order.to_ids or not addressable.issuperset(order.to_ids):
        raise CannotAddress
    if not order.text or not order.title:
        raise TextNeeded
    check_ahead(order.due_at, at)


def check_ahead(due_at: datetime, at: datetime) -> None:
    """Refuse a deadline that does not lie ahead.

    Raises:
        DeadlinePassed: it does not.
    """
    if due_at <= at:
        raise DeadlinePassed


def close_of(day: date, calendar: WorkCalendar) -> datetime:
    """Return the close of business of a day, or of the next working day where it is none."""
    morning = datetime.combine(day, time(), tzinfo=calendar.zone)
    return calendar_rules.due(calendar, morning, Limit(0, Unit.WORKING_DAY))


def usual_day(at: datetime, calendar: WorkCalendar) -> date:
    """Return the day a new draft proposes as its deadline."""
    return calendar_rules.due(calendar, at, USUAL_LIMIT).astimezone(calendar.zone).date()


def _clock(due_at: datetime, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return the fields that let the clock run from ``at`` to ``due_at``.

    Counted in working hours, so that a night before the deadline warns nobody.
    """
    allowed = calendar_rules.working_time(calendar, at, due_at)
    left = allowed * (100 - WARN_PERCENT) / 100
    warn_at = calendar_rules.moment_before(calendar, due_at, left, Unit.WORKING_HOUR)
    return {
        "due_at": due_at,
        "watch_at": max(warn_at, at).astimezone(UTC),
        "is_warned": False,
        "level": 0,
    }


STILL: Changes = {"watch_at": None}
"""Nobody waits for the addressed offices: the clock has nothing to do."""


def issued(paper: Standing, *, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what issuing sets, but for the number.

    Raises:
        MoveNotAllowed, DeadlinePassed.
    """
    stage = check_move(Stage(paper.stage), Move.ISSUE)
    check_ahead(paper.due_at, at)
    return {"stage": stage.value, "issued_at": at, **_clock(paper.due_at, at, calendar)}


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
        **_clock(due_at, at, calendar),
    }


def extended(paper: Standing, *, due_at: datetime, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what a later deadline sets; that the old one had passed stays known.

    Raises:
        MoveNotAllowed.
        DeadlinePassed: the new deadline is not later than the present one and the moment.
    """
    check_move(Stage(paper.stage), Move.EXTEND)
    check_ahead(due_at, max(at, paper.due_at))
    return {**_clock(due_at, at, calendar), "was_late": paper.was_late or at > paper.due_at}


def chased(paper: Standing) -> Changes:
    """Return what a chase by hand sets.

    Raises:
        MoveNotAllowed.
    """
    check_move(Stage(paper.stage), Move.CHASE)
    return {"chases": paper.chases + 1}


def circulated(paper: Standing, offices: Iterable[UUID]) -> Changes:
    """Return what circulating to offices sets; those that have it already are left out.

    Raises:
        MoveNotAllowed.
        NothingNew: all of them have it.
    """
    check_move(Stage(paper.stage), Move.CIRCULATE)
    new = [one for one in dict.fromkeys(offices) if one not in recipients(paper)]
    if not new:
        raise NothingNew
    return {"circulated_ids": [*paper.circulated_ids, *new]}


def read(paper: Standing, office: UUID) -> Changes:
    """Return what the mark of an office that it has read the document sets.

    Raises:
        MoveNotAllowed, AlreadyRead.
    """
    check_move(Stage(paper.stage), Move.READ)
    if office in paper.read_ids:
        raise AlreadyRead
    return {"read_ids": [*paper.read_ids, office]}


def ended(paper: Standing, move: Move, *, at: datetime) -> Changes:
    """Return what cancelling off or withdrawing sets.

    Raises:
        MoveNotAllowed.
    """
    stage = check_move(Stage(paper.stage), move)
    return {"stage": stage.value, "ended_at": at, **STILL}


def watched(
    paper: Standing, *, at: datetime, calendar: WorkCalendar
) -> tuple[Move, Changes] | None:
    """Return what the clock itself does at ``at``: warn, chase and rise by one level, or nothing."""
    if paper.watch_at is None or at < paper.watch_at:
        return None
    if at > paper.due_at:
        level = paper.level + 1
        return Move.RISE, {
            "level": level,
            "chases": paper.chases + 1,
            "was_late": True,
            "is_warned": True,
            "watch_at": _next_rise(paper.due_at, level, calendar),
        }
    if paper.is_warned:
        return None
    return Move.WARN, {"is_warned": True, "watch_at": paper.due_at}


def _next_rise(due_at: datetime, level: int, calendar: WorkCalendar) -> datetime | None:
    if level >= MOST_LEVELS:
        return None
    at = due_at
    for _ in range(level):
        at = calendar_rules.due(calendar, at, RISE_STEP)
    return at


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """How a deadline stands: ``state`` as ``ui.pieces.Deadline`` names it, working days left."""

    state: str
    left: int


def deadline_state(paper: Standing, *, at: datetime, calendar: WorkCalendar) -> DeadlineState:
    """Return how the deadline of a document that was issued stands at ``at``."""
    if paper.stage not in (Stage.ISSUED, Stage.SENT_BACK):
        return DeadlineState("met_late" if paper.was_late else "met", 0)
    left = abs(calendar_rules.remaining(calendar, at, paper.due_at, Unit.WORKING_DAY))
    if at > paper.due_at:
        return DeadlineState("late", left)
    return DeadlineState("soon" if paper.is_warned else "running", left)


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
