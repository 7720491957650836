"""How a case reads: sentences of its record, steps of its way, state of its deadline."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from linli.grid.moves.rules import Move, Stage
from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import HOURS, Unit, WorkCalendar
from linli.kernel.common.errors import gettext_noop

SENTENCES: dict[str, str] = {
    "grid.case_reported": gettext_noop("Reported."),
    "grid.case_settled_on_site": gettext_noop("Found and settled on the spot."),
    "grid.case_registered": gettext_noop("Taken in as “%(category)s”."),
    "grid.case_declined": gettext_noop("Not taken in: %(ground)s"),
    "grid.case_taken_up": gettext_noop("Taken up again: the superior sent it back."),
    "grid.case_dispatched": gettext_noop("Given to %(lead)s, due %(due)s."),
    "grid.case_accepted": gettext_noop("Taken in hand."),
    "grid.case_given_back": gettext_noop("Given back as not the unit's duty."),
    "grid.case_done": gettext_noop("Handled; waits for the check."),
    "grid.case_verified": gettext_noop("Checked: done."),
    "grid.case_sent_back": gettext_noop("Checked: not done, back in hand."),
    "grid.case_closed": gettext_noop("Closed."),
    "grid.case_rated": gettext_noop("Verdict of the reporter: %(verdict)s."),
    "grid.case_reopened": gettext_noop("Reopened: not settled. Due %(due)s."),
    "grid.case_followed_up": gettext_noop("Follow-up: %(heard)s."),
    "grid.case_message_sent": gettext_noop("The message that asks for a verdict was sent."),
    "grid.case_message_undelivered": gettext_noop(
        "The message that asks for a verdict could not be delivered."
    ),
    "grid.case_noted": gettext_noop("Internal note of %(unit)s%(mention)s."),
    "grid.case_note_published": gettext_noop("Note of %(unit)s%(mention)s."),
    "grid.case_words_added": gettext_noop("The reporter added something."),
    "grid.case_words_heard": gettext_noop("What the reporter added was read."),
    "grid.case_judged": gettext_noop("Judged by another post: %(finding)s."),
    "grid.case_asked": gettext_noop("Asked for: %(asked)s."),
    "grid.case_granted": gettext_noop("Granted: %(asked)s."),
    "grid.case_refused": gettext_noop("Refused: %(asked)s."),
    "grid.case_resumed": gettext_noop("The clock runs again, due %(due)s."),
    "grid.case_supervised": gettext_noop("Put under supervision: %(document)s."),
    "grid.case_supervision_ended": gettext_noop("Supervision ended: %(document)s."),
    "grid.case_merged": gettext_noop("Goes on as part of another matter."),
    "grid.case_split": gettext_noop("A part goes on as a matter of its own."),
    "grid.case_joined": gettext_noop("A neighbour has this too."),
    "grid.case_warned": gettext_noop("Reminder: most of the time has run."),
    "grid.case_escalated": gettext_noop("Overdue: brought to the next level."),
    "grid.task_given": gettext_noop("A part was given to %(unit)s, due %(until)s."),
    "grid.task_accepted": gettext_noop("%(unit)s took its part in hand."),
    "grid.task_done": gettext_noop("%(unit)s did its part."),
    "grid.last_task_done": gettext_noop("%(unit)s did its part; all parts are done."),
    "grid.task_asked": gettext_noop("%(unit)s asked back about its part."),
    "grid.task_answered": gettext_noop("The question of %(unit)s about its part was answered."),
    "grid.task_question_dropped": gettext_noop("%(unit)s goes on with its part without an answer."),
    "grid.task_given_back": gettext_noop("%(unit)s gave its part back as not its duty."),
    "grid.task_withdrawn": gettext_noop("The part of %(unit)s was withdrawn."),
    "grid.task_due_set": gettext_noop("The part of %(unit)s is now due %(until)s."),
    "grid.task_warned": gettext_noop("Reminder to %(unit)s: most of the time has run."),
    "grid.task_escalated": gettext_noop(
        "The part of %(unit)s is overdue: brought to its next level."
    ),
    "grid.dispute_begun": gettext_noop(
        "It is in dispute whose duty this is; decided by %(until)s."
    ),
    "grid.dispute_stated": gettext_noop("%(unit)s stated its view."),
    "grid.dispute_decided": gettext_noop("Decided: this is the duty of %(unit)s."),
    "grid.dispute_withdrawn": gettext_noop("The units settled between them whose duty it is."),
    "grid.dispute_warned": gettext_noop("Reminder: whose duty it is waits for a decision."),
    "grid.dispute_escalated": gettext_noop(
        "Not decided in time: brought to the next level, due %(until)s."
    ),
    "grid.case_ground_moved": gettext_noop("The territory changed: it lies in other units now."),
    "grid.case_undone": gettext_noop("The last step was taken back."),
    "grid.case_link_renewed": gettext_noop("The reporter got a new link."),
    "grid.case_reporter_forgotten": gettext_noop("The reporter's words and pictures were erased."),
    "grid.superior_passed_down": gettext_noop("Passed down by a superior, with its own deadline."),
    "grid.superior_told_again": gettext_noop("The superior sent it again with changes."),
    "grid.superior_moved": gettext_noop("The superior sent it again: %(moments)s."),
    "grid.superior_registered": gettext_noop("Receipt confirmed to the superior."),
    "grid.superior_refused": gettext_noop("Refused to the superior, with the ground."),
    "grid.superior_asked": gettext_noop("The superior was asked for more time."),
    "grid.superior_granted": gettext_noop("The superior granted more time: %(moments)s."),
    "grid.superior_denied": gettext_noop("The superior refused more time."),
    "grid.superior_replied": gettext_noop("Replied to the superior."),
    "grid.superior_exported": gettext_noop("The reply was written into a sheet for the superior."),
    "grid.superior_followed_up": gettext_noop(
        "The superior followed up with the caller: %(outside_verdict)s."
    ),
    "grid.superior_sent_back": gettext_noop("The superior sent it back: %(moments)s."),
    "grid.superior_warned": gettext_noop("Reminder: most of the superior's time has run."),
    "grid.superior_late": gettext_noop(
        "No reply by the superior's deadline: brought to the next level."
    ),
    "grid.superior_receipt_warned": gettext_noop(
        "Reminder: receipt has to be confirmed to the superior soon."
    ),
    "grid.superior_receipt_late": gettext_noop(
        "Receipt was not confirmed to the superior in time: brought to the next level."
    ),
    "grid.case_file_attached": gettext_noop("Files were attached."),
    "grid.case_photo_redacted": gettext_noop("Parts of a photo were covered: %(why)s."),
    "grid.case_original_erased": gettext_noop(
        "The original of a covered photo was erased; its time was over."
    ),
    "grid.case_photo_hidden": gettext_noop("A photo was hidden: %(why)s."),
    "grid.case_photo_shown": gettext_noop("A hidden photo is shown again."),
}
"""Verb of an entry → its sentence; the facts it names are filled in by the query."""

HIDDEN_FROM_REPORTER = frozenset(
    {
        "grid.case_noted",
        "grid.case_warned",
        "grid.case_link_renewed",
        "grid.task_asked",
        "grid.task_answered",
        "grid.task_question_dropped",
        "grid.task_due_set",
        "grid.dispute_begun",
        "grid.dispute_stated",
        "grid.dispute_withdrawn",
        "grid.dispute_warned",
        "grid.dispute_escalated",
        "grid.task_warned",
        "grid.task_escalated",
        "grid.superior_passed_down",
        "grid.superior_told_again",
        "grid.superior_moved",
        "grid.superior_registered",
        "grid.superior_refused",
        "grid.superior_asked",
        "grid.superior_granted",
        "grid.superior_denied",
        "grid.superior_replied",
        "grid.superior_exported",
        "grid.superior_followed_up",
        "grid.superior_sent_back",
        "grid.superior_warned",
        "grid.superior_late",
        "grid.superior_receipt_warned",
        "grid.superior_receipt_late",
    }
)
"""Entries that are the house's own business; a reporter's page leaves them out."""

WORDS_FOR_ALL = frozenset({"grid.case_note_published"})
"""Entries whose words also those read who joined the matter."""

WORDS_OF_REPORTER = frozenset(
    {"grid.case_rated", "grid.case_followed_up", "grid.superior_followed_up"}
)
"""Entries with words of the reporter: read by herself and by those who may know of her."""


class Told(Protocol):
    """An entry: its number, what it tells, and its facts."""

    number: Any
    verb: Any
    facts: Any


Entry = TypeVar("Entry", bound=Told)


def set_aside(entries: Sequence[Entry], *, reopens: int) -> list[Entry]:
    """Return the verdicts of before a case was last reopened, in the order of the entries.

    Reopening clears the verdict of the row, so that she can give another; the earlier ones,
    her own and those that a post heard, stay in the record and in the rates.

    Args:
        entries: of one case, oldest first.
        reopens: how often it has been reopened; what was taken back does not count.
    """
    begins = next((one.number for one in entries if _reopens(one) == reopens), 0)
    return [one for one in entries if one.number < begins and _is_verdict(one)]


def _reopens(entry: Told) -> object:
    return entry.facts["set"].get("reopens") or -1


def _is_verdict(entry: Told) -> bool:
    heard = entry.facts.get("follow_up")
    is_heard = isinstance(heard, dict) and heard["set"].get("outcome") == "reached"
    return entry.verb == "grid.case_rated" or is_heard


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who reads a record: somebody of the house or not, and whether she may know who reported."""

    are_staff: bool
    know_reporter: bool

    def see(self, verb: str) -> bool:
        """Return whether an entry is shown at all."""
        return self.are_staff or verb not in HIDDEN_FROM_REPORTER

    def read_words(self, verb: str) -> bool:
        """Return whether the words of an entry are shown with it."""
        return self.know_reporter or verb not in WORDS_OF_REPORTER


WAY: tuple[tuple[Stage, str], ...] = (
    (Stage.REPORTED, gettext_noop("Reported")),
    (Stage.REGISTERED, gettext_noop("Taken in")),
    (Stage.DISPATCHED, gettext_noop("Given to a unit")),
    (Stage.IN_HAND, gettext_noop("Being handled")),
    (Stage.DONE, gettext_noop("Handled, being checked")),
    (Stage.CLOSED, gettext_noop("Closed")),
)
"""The way of a case in plain words; a verified case is being closed."""

ROLES_ON_CASE: dict[str, str] = {
    "coordinator_id": gettext_noop("Coordinates"),
    "first_receiver_id": gettext_noop("Received it first"),
}
"""Field of a case → the role an organisation has on it, beside the lead and those who assist.

Source: article, pillar two, “社区牵头、网格负责、部门协同” (row G1).
"""

ENDED_OTHERWISE: dict[Stage, str] = {
    Stage.DECLINED: gettext_noop("Not taken in"),
    Stage.MERGED: gettext_noop("Goes on with another matter"),
}


def place_on_way(stage: Stage) -> int:
    """Return the index of a stage in ``WAY``; a verified case stands at the check."""
    order = [step for step, _ in WAY]
    return order.index(Stage.DONE if stage is Stage.VERIFIED else stage)


class Timed(Protocol):
    """Something with a deadline: a case, or the part of one unit in it."""

    @property
    def due_at(self) -> datetime | None:
        """Return the deadline, or None where there is none or it was met."""

    @property
    def limit_unit(self) -> str:
        """Return the unit in which its time counts."""

    @property
    def stands_since(self) -> datetime | None:
        """Return since when its clock stands still."""

    @property
    def is_warned(self) -> bool:
        """Return whether most of the time has run."""

    @property
    def was_late(self) -> bool:
        """Return whether it was late."""


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """How a deadline stands: ``state`` as ``ui.pieces.Deadline`` names it, whole ``unit`` left."""

    state: str
    left: int
    unit: str


class Judgeable(Protocol):
    """A closed case whose reporter may still say something of it."""

    @property
    def rated_at(self) -> datetime | None:
        """Return when she gave her verdict, or None."""

    @property
    def is_on_site(self) -> bool:
        """Return whether an officer found and settled it herself."""

    @property
    def pending(self) -> str:
        """Return what waits for an answer, or ''."""

    @property
    def judged(self) -> str:
        """Return what another post found, or ''."""


def is_in_time(closed_at: datetime | None, *, days: int, at: datetime) -> bool:
    """Return whether a case was closed not longer ago than so many days."""
    return closed_at is not None and at <= closed_at + timedelta(days=days)


def may_rate(case: Judgeable, moves: Collection[Move]) -> bool:
    """Return whether a verdict is still to come, of the moves that are open."""
    return Move.RATE in moves and case.rated_at is None and not case.is_on_site


def may_reopen(case: Judgeable, moves: Collection[Move]) -> bool:
    """Return whether a case may be reopened, of the moves that are open."""
    return Move.REOPEN in moves and not (case.pending or case.judged)


IN_DAYS = {Unit.WORKING_HOUR: Unit.WORKING_DAY, Unit.URGENT_HOUR: Unit.CALENDAR_DAY}
LATE_IN_DAYS = 3
"""From so many days on, what was due in hours is told as late by days: nobody reads 149 hours
(ours, decision 0006)."""

Moment = TypeVar("Moment", datetime, str)


def deadline_word(
    due_at: Moment | None,
    stands_since: Moment | None,
    *,
    is_warned: bool,
    was_late: bool,
    at: Moment,
) -> str:
    """Return how a deadline stands in one word: met, met_late, still, late, soon or running.

    Moments are moments, or all of them texts that sort by time.
    """
    if due_at is None:
        return "met_late" if was_late else "met"
    if stands_since is not None:
        return "still"
    if at > due_at:
        return "late"
    return "soon" if is_warned else "running"


def deadline_state(case: Timed, *, at: datetime, calendar: WorkCalendar) -> DeadlineState:
    """Return how the deadline of a case stands at ``at``."""
    word = deadline_word(
        case.due_at, case.stands_since, is_warned=case.is_warned, was_late=case.was_late, at=at
    )
    if case.due_at is None:
        return DeadlineState(word, 0, Unit.WORKING_DAY)
    unit = Unit(case.limit_unit)
    if word == "still":
        return DeadlineState(word, 0, unit)
    if word == "late" and (days := IN_DAYS.get(unit)):
        late = abs(calendar_rules.remaining(calendar, at, case.due_at, days))
        if late >= LATE_IN_DAYS:
            return DeadlineState(word, late, days)
    left = calendar_rules.remaining(calendar, at, case.due_at, unit)
    return DeadlineState(word, abs(left) // 60 if unit in HOURS else abs(left), unit)
