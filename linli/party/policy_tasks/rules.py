"""What a task asks of whom by when, and what each move sets on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.party.deadlines.rules import MOST_LEVELS, STILL, Changes, Clocked, Tick, clock, ticked
from linli.party.moves.rules import Source
from linli.party.orders.rules import NobodyAddressed, TextNeeded, check_ahead
from linli.party.policy_moves.rules import Move, Stage, Task, check_move

MOST_AT_ONCE = 200
"""POLICY. Units that a task is given to at once; a district of 120 communities fits (decision
0035)."""


class TooManyTasks(InputRefused):
    """More units at once than a form takes."""

    code = "party.too_many_tasks"
    message = gettext_noop("%(count)s units were chosen; %(most)s are possible at once.")
    hint = gettext_noop("Give the task in two turns.")


class NotYourUnit(RuleBroken):
    """The giving office has no say over a unit it wants to give the task to."""

    code = "party.not_your_unit"
    message = gettext_noop("Your office cannot give tasks to every one of these units.")
    hint = gettext_noop(
        "A district office gives tasks to offices of the district, departments, streets and "
        "communities, a street to the communities of its street; nobody to itself."
    )


class EvidenceNeeded(RuleBroken):
    """The task asks for files as evidence, and none came."""

    code = "party.evidence_needed"
    message = gettext_noop("This task asks for evidence as a file, and none was enclosed yet.")
    hint = gettext_noop("Enclose the evidence that the task names, then report again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a task asks: ``evidence`` says in words what proves it, ``needs_files`` that files do.

    ``duty``: the edition of the responsibility matrix and the key of the duty in it from which the
    task follows, or None.
    """

    title: str
    text: str = ""
    evidence: str = ""
    needs_files: bool = False
    duty: tuple[UUID, str] | None = None
    due_at: datetime

    def payload(self) -> dict[str, object]:
        """Return the words, as the erasable payload keeps them."""
        return {"title": self.title, "text": self.text, "evidence": self.evidence}


class Standing(Task, Clocked, Protocol):
    """What the rules must know of a task."""

    @property
    def returns(self) -> int:
        """Return how often it was sent back."""

    @property
    def needs_files(self) -> bool:
        """Return whether its completion is reported with a file at least."""

    @property
    def files(self) -> int:
        """Return how many files came as evidence since it was given or sent back."""


def label_of(number: str, issued_on: date, running: int) -> str:
    """Return what a task is called everywhere: its document and its running number.

    For example 样办发〔2026〕5号第3项; a document without number is called by its day.
    """
    name = number or f"{issued_on.year}年{issued_on.month}月{issued_on.day}日文件"
    return f"{name}第{running}项"


def check_asked(
    asked: Asked, to_ids: Collection[UUID], *, may_be_given: Collection[UUID], at: datetime
) -> None:
    """Refuse a task that asks nobody, nothing, too late, or units that are not the giver's.

    Raises:
        NobodyAddressed, TooManyTasks, NotYourUnit, TextNeeded, DeadlinePassed.
    """
    if not to_ids:
        raise NobodyAddressed
    if len(to_ids) > MOST_AT_ONCE:
        raise TooManyTasks(count=len(to_ids), most=MOST_AT_ONCE)
    if not set(may_be_given).issuperset(to_ids):
        raise NotYourUnit
    if not asked.title:
        raise TextNeeded
    check_ahead(asked.due_at, at)


def given(asked: Asked, *, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what giving sets: the task waits to be accepted, and its clock runs."""
    stage = check_move(Stage.NONE, Move.GIVE)
    return {
        "stage": stage.value,
        "needs_files": asked.needs_files,
        "duty_edition_id": asked.duty[0] if asked.duty else None,
        "duty_key": asked.duty[1] if asked.duty else "",
        "given_at": at,
        **clock(asked.due_at, at, calendar),
    }


def accepted(task: Standing, *, at: datetime) -> Changes:
    """Return what accepting sets.

    Raises:
        PolicyTaskMoveNotAllowed.
    """
    return {"stage": check_move(Stage(task.stage), Move.ACCEPT).value, "accepted_at": at}


def progressed(task: Standing, *, files: int) -> Changes:
    """Return what a report of progress sets; ``files`` came with it.

    Raises:
        PolicyTaskMoveNotAllowed.
    """
    stage = check_move(Stage(task.stage), Move.PROGRESS)
    return {"stage": stage.value, "files": task.files + files}


def reported(task: Standing, *, person_id: UUID | None, files: int, at: datetime) -> Changes:
    """Return what the report of completion sets; the clock stands.

    Raises:
        PolicyTaskMoveNotAllowed.
        EvidenceNeeded: a file is asked for, and none came since it was given or sent back.
    """
    stage = check_move(Stage(task.stage), Move.REPORT)
    if task.needs_files and not task.files + files:
        raise EvidenceNeeded
    return {
        "stage": stage.value,
        "files": task.files + files,
        "reported_at": at,
        "reported_by_id": person_id,
        "was_late": task.was_late or at > task.due_at,
        **STILL,
    }


def sent_back(task: Standing, *, due_at: datetime, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what sending back sets: the unit does the rest, with a new deadline.

    Raises:
        PolicyTaskMoveNotAllowed, DeadlinePassed.
    """
    stage = check_move(Stage(task.stage), Move.SEND_BACK)
    check_ahead(due_at, at)
    return {
        "stage": stage.value,
        "files": 0,
        "returns": task.returns + 1,
        **clock(due_at, at, calendar),
    }


def extended(task: Standing, *, due_at: datetime, at: datetime, calendar: WorkCalendar) -> Changes:
    """Return what a later deadline sets; that the old one had passed stays known.

    Raises:
        PolicyTaskMoveNotAllowed.
        DeadlinePassed: the new deadline is not later than the present one and the moment.
    """
    check_move(Stage(task.stage), Move.EXTEND)
    check_ahead(due_at, max(at, task.due_at))
    return {**clock(due_at, at, calendar), "was_late": task.was_late or at > task.due_at}


def chased(task: Standing) -> Changes:
    """Return what a chase by hand sets.

    Raises:
        PolicyTaskMoveNotAllowed.
    """
    check_move(Stage(task.stage), Move.CHASE)
    return {"chases": task.chases + 1}


def ended(task: Standing, move: Move, *, at: datetime) -> Changes:
    """Return what confirming or withdrawing sets.

    Raises:
        PolicyTaskMoveNotAllowed.
    """
    stage = check_move(Stage(task.stage), move)
    return {"stage": stage.value, "ended_at": at, **STILL}


def watched(task: Standing, *, at: datetime, calendar: WorkCalendar) -> tuple[Tick, Changes] | None:
    """Return what the clock itself does at ``at``: warn, chase and rise by one level, or nothing."""
    return ticked(task, at=at, calendar=calendar)


def suggested(*, level: int) -> Source | None:
    """Return the source of the supervision document that a task seems to ask for, or None.

    A task that rose to the highest level is overdue for days; the same as for cases.
    """
    return Source.BREACH if level >= MOST_LEVELS else None
