"""What is told of a policy document in the register."""

from linli.party.records.news import RowNews


class PolicyNews(RowNews):
    """Something happened to a policy document in the register."""

    noun = "policy"


class PolicyEntered(PolicyNews):
    """A policy document was entered in the register."""

    verb = "party.policy_entered"


class PolicyCorrected(PolicyNews):
    """What the register says of a policy document was corrected."""

    verb = "party.policy_corrected"


class PolicySplit(PolicyNews):
    """Tasks were split from a policy document."""

    verb = "party.policy_split"


class PolicyRepealed(PolicyNews):
    """A policy document was repealed: no more tasks are split from it."""

    verb = "party.policy_repealed"
