"""How policy documents and their tasks read: sentences of the record, words of steps."""

from linli.kernel.common.errors import gettext_noop
from linli.party.papers.rules import Wording
from linli.party.policy_moves.rules import Move, Stage

SENTENCES: dict[str, str] = {
    "party.policy_entered": gettext_noop("Entered in the register."),
    "party.policy_corrected": gettext_noop("The entry was corrected."),
    "party.policy_split": gettext_noop("Tasks were split from it, now %(running)s in all."),
    "party.policy_repealed": gettext_noop("Repealed."),
    "party.policy_task_given": gettext_noop("Given to %(to)s, due %(due)s."),
    "party.policy_task_accepted": gettext_noop("Accepted."),
    "party.policy_task_progressed": gettext_noop("Progress was reported."),
    "party.policy_task_reported": gettext_noop("Completion was reported."),
    "party.policy_task_confirmed": gettext_noop("Completion was confirmed."),
    "party.policy_task_sent_back": gettext_noop("Sent back, due %(due)s."),
    "party.policy_task_extended": gettext_noop("More time was given, due %(due)s."),
    "party.policy_task_chased": gettext_noop("Chased."),
    "party.policy_task_withdrawn": gettext_noop("Withdrawn."),
    "party.policy_task_warned": gettext_noop("Reminder: most of the time has run."),
    "party.policy_task_risen": gettext_noop("Overdue: chased by rule, time %(level)s."),
    "party.policy_task_supervised": gettext_noop("Put under supervision by %(document)s."),
    "party.policy_task_supervision_ended": gettext_noop("Supervision by %(document)s ended."),
}
"""Verb of an entry → its sentence; the facts it names are filled in by the query."""

WAY: tuple[tuple[frozenset[Stage], str], ...] = (
    (frozenset({Stage.GIVEN}), gettext_noop("Task given")),
    (
        frozenset({Stage.ACCEPTED, Stage.IN_PROGRESS, Stage.SENT_BACK}),
        gettext_noop("Task worked on"),
    ),
    (frozenset({Stage.REPORTED}), gettext_noop("Completion reported")),
    (frozenset({Stage.CONFIRMED}), gettext_noop("Completion confirmed")),
)
"""The way of a task in plain words: at which stages each step is being taken."""


def place_on_way(stage: Stage) -> int:
    """Return the index in ``WAY`` of the step that is now being taken; past the end when done."""
    if stage in (Stage.CONFIRMED, Stage.WITHDRAWN):
        return len(WAY)
    return next(place for place, (stages, _) in enumerate(WAY) if stage in stages)


WORDINGS: dict[Move, Wording] = {
    Move.ACCEPT: Wording(
        gettext_noop("Accept the task"),
        gettext_noop("Accept the task"),
        gettext_noop("The task is accepted."),
    ),
    Move.REPORT: Wording(
        gettext_noop("Report completion"),
        gettext_noop("Report completion"),
        gettext_noop("The completion was reported."),
    ),
    Move.CONFIRM: Wording(
        gettext_noop("Confirm completion"),
        gettext_noop("Confirm completion"),
        gettext_noop("The completion is confirmed."),
    ),
    Move.SEND_BACK: Wording(
        gettext_noop("Send the task back"),
        gettext_noop("Send back"),
        gettext_noop("The task was sent back."),
    ),
    Move.PROGRESS: Wording(
        gettext_noop("Report progress"),
        gettext_noop("Report progress"),
        gettext_noop("The progress was reported."),
    ),
    Move.CHASE: Wording(
        gettext_noop("Chase"), gettext_noop("Chase"), gettext_noop("The unit was chased.")
    ),
    Move.EXTEND: Wording(
        gettext_noop("Give more time"),
        gettext_noop("Give more time"),
        gettext_noop("The deadline was moved."),
    ),
    Move.WITHDRAW: Wording(
        gettext_noop("Withdraw the task"),
        gettext_noop("Withdraw the task"),
        gettext_noop("The task was withdrawn."),
        is_grave=True,
    ),
}
"""Every step a person takes on a task, the most usual first."""

FIRST = frozenset({Move.ACCEPT, Move.CONFIRM, Move.REPORT})
"""Steps whose form stands open; the others are folded under their name."""
