"""What is told of a case; one class a fact, all of them the same shape.

``changes`` are the new values of the case's own fields, so that folding a case's entries
gives its row again; ``details`` are what readers need beside them. Read by notices
(messages), grid.cases.handlers (rules that register and dispatch), board (figures).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News

Changes = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class CaseNews(News):
    """Something happened to a case."""

    case_id: UUID
    changes: Changes
    details: Mapping[str, object] = field(default_factory=dict)
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key, changes and details in words and whole numbers."""
        return {"case": self.case_id, "set": self.changes, **self.details}


class CaseReported(CaseNews):
    """A matter was raised."""

    verb = "grid.case_reported"


class CaseSettledOnSite(CaseNews):
    """The officer who found it settled it at once."""

    verb = "grid.case_settled_on_site"


class CaseRegistered(CaseNews):
    """A desk, or a rule, took the matter in."""

    verb = "grid.case_registered"


class CaseDeclined(CaseNews):
    """A desk refused the matter on a lawful ground."""

    verb = "grid.case_declined"


class CaseTakenUp(CaseNews):
    """A superior sent back what was declined: the matter waits to be taken in again."""

    verb = "grid.case_taken_up"


class CaseDispatched(CaseNews):
    """The matter was given to a unit; the handling clock runs."""

    verb = "grid.case_dispatched"


class CaseAccepted(CaseNews):
    """A post of the unit took it in hand."""

    verb = "grid.case_accepted"


class CaseGivenBack(CaseNews):
    """The unit returned it as not its duty."""

    verb = "grid.case_given_back"


class CaseDone(CaseNews):
    """The handler says it is done, with evidence."""

    verb = "grid.case_done"


class CaseVerified(CaseNews):
    """Another post found it done."""

    verb = "grid.case_verified"


class CaseSentBack(CaseNews):
    """Another post found it not done; it is in hand again."""

    verb = "grid.case_sent_back"


class CaseClosed(CaseNews):
    """The matter is closed and waits for the verdict of the one who raised it."""

    verb = "grid.case_closed"


class CaseRated(CaseNews):
    """The reporter said whether it is settled and whether she is satisfied."""

    verb = "grid.case_rated"


class CaseReopened(CaseNews):
    """It was not settled: the same unit has it again, with a new clock."""

    verb = "grid.case_reopened"


class CaseAsked(CaseNews):
    """Somebody asked for a suspension, an extension, or a judgement."""

    verb = "grid.case_asked"


class CaseGranted(CaseNews):
    """What was asked for was granted."""

    verb = "grid.case_granted"


class CaseRefused(CaseNews):
    """What was asked for was refused."""

    verb = "grid.case_refused"


class CaseResumed(CaseNews):
    """The clock runs again."""

    verb = "grid.case_resumed"


class CaseSupervised(CaseNews):
    """A supervisor put the case under supervision."""

    verb = "grid.case_supervised"


class CaseMerged(CaseNews):
    """The case goes on as part of another."""

    verb = "grid.case_merged"


class CaseSplit(CaseNews):
    """A second matter was found in it and goes on as a case of its own."""

    verb = "grid.case_split"


class CaseJoined(CaseNews):
    """A neighbour has this too."""

    verb = "grid.case_joined"


class CaseWarned(CaseNews):
    """Most of the allowed time has run."""

    verb = "grid.case_warned"


class CaseEscalated(CaseNews):
    """The deadline passed: the next level of the unit's own line is told."""

    verb = "grid.case_escalated"


class CaseUndone(CaseNews):
    """The last move was taken back within a minute, before anybody acted on it."""

    verb = "grid.case_undone"


class CaseLinkRenewed(CaseNews):
    """A lost link was replaced after number and telephone agreed."""

    verb = "grid.case_link_renewed"


class CaseReporterForgotten(CaseNews):
    """The words, pictures and telephone of the reporter were erased."""

    verb = "grid.case_reporter_forgotten"
