"""What is told of a task of a policy document; one class a fact, all of the same shape."""

from linli.party.records.news import RowNews


class PolicyTaskNews(RowNews):
    """Something happened to a task."""

    noun = "policy_task"


class PolicyTaskGiven(PolicyTaskNews):
    """A unit was given a task of a policy document."""

    verb = "party.policy_task_given"


class PolicyTaskAccepted(PolicyTaskNews):
    """The responsible unit took the task on."""

    verb = "party.policy_task_accepted"


class PolicyTaskProgressed(PolicyTaskNews):
    """The responsible unit reported how far it is."""

    verb = "party.policy_task_progressed"


class PolicyTaskReported(PolicyTaskNews):
    """The responsible unit reported that the task is complete."""

    verb = "party.policy_task_reported"


class PolicyTaskConfirmed(PolicyTaskNews):
    """The office that gave the task found it complete."""

    verb = "party.policy_task_confirmed"


class PolicyTaskSentBack(PolicyTaskNews):
    """The report was not enough: the unit does the rest, with a new deadline."""

    verb = "party.policy_task_sent_back"


class PolicyTaskExtended(PolicyTaskNews):
    """The office that gave the task gave more time."""

    verb = "party.policy_task_extended"


class PolicyTaskChased(PolicyTaskNews):
    """The office that gave the task asked how it stands (催办)."""

    verb = "party.policy_task_chased"


class PolicyTaskWithdrawn(PolicyTaskNews):
    """The office that gave the task took it back."""

    verb = "party.policy_task_withdrawn"


class PolicyTaskWarned(PolicyTaskNews):
    """Most of the time for the task has run."""

    verb = "party.policy_task_warned"


class PolicyTaskRisen(PolicyTaskNews):
    """The deadline has passed: chased by rule, and told one level further up."""

    verb = "party.policy_task_risen"


class PolicyTaskSupervised(PolicyTaskNews):
    """A supervision document about the task was issued."""

    verb = "party.policy_task_supervised"


class PolicyTaskSupervisionEnded(PolicyTaskNews):
    """A supervision document about the task was cancelled off or withdrawn."""

    verb = "party.policy_task_supervision_ended"
