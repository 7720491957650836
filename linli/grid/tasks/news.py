"""What is told of a task; each an entry of its case, with the task under ``task``."""

from linli.grid.cases.news import CaseNews


class TaskGiven(CaseNews):
    """A unit got a part of the case, with a deadline inside the resident's."""

    verb = "grid.task_given"


class TaskAccepted(CaseNews):
    """A post of the unit took its part in hand."""

    verb = "grid.task_accepted"


class TaskDone(CaseNews):
    """A unit did its part; others are still at work."""

    verb = "grid.task_done"


class LastTaskDone(CaseNews):
    """A unit did its part, and no other part is open."""

    verb = "grid.last_task_done"


class TaskAsked(CaseNews):
    """The unit asked back about its part and waits for an answer."""

    verb = "grid.task_asked"


class TaskAnswered(CaseNews):
    """The unit that leads, or a desk, answered the question about a part."""

    verb = "grid.task_answered"


class TaskQuestionDropped(CaseNews):
    """The unit goes on with its part without an answer."""

    verb = "grid.task_question_dropped"


class TaskGivenBack(CaseNews):
    """The unit returned its part as not its duty."""

    verb = "grid.task_given_back"


class TaskWithdrawn(CaseNews):
    """The part is not wanted of the unit any more."""

    verb = "grid.task_withdrawn"


class TaskDueSet(CaseNews):
    """The part got another deadline."""

    verb = "grid.task_due_set"


class TaskWarned(CaseNews):
    """Most of the time for a part has run."""

    verb = "grid.task_warned"


class TaskEscalated(CaseNews):
    """The deadline of a part passed: the next level of the unit's own line is told."""

    verb = "grid.task_escalated"
