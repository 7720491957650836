"""What is told of plans of grids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class PlanNews(News):
    """Something happened to a plan; ``changes`` say what is so from now on."""

    run_id: UUID
    changes: Mapping[str, object]
    verb: ClassVar[str] = ""

    @property
    def facts(self) -> Mapping[str, object]:
        """Return key and changes in words and whole numbers."""
        return {"run": self.run_id, "set": self.changes}


class PlanAsked(PlanNews):
    """A desk asked for a plan of grids."""

    verb = "grid.plan_asked"


class PlanStopAsked(PlanNews):
    """A desk asked a plan to stop with the best so far."""

    verb = "grid.plan_stop_asked"


class PlanStartedAgain(PlanNews):
    """A plan that had lost its worker was started again."""

    verb = "grid.plan_started_again"


class PlanEnded(PlanNews):
    """A plan is there, for every place or for those that were reached."""

    verb = "grid.plan_ended"


class PlanChanged(PlanNews):
    """A person moved pieces of a plan to a neighbouring grid, or took that back."""

    verb = "grid.plan_changed"


class PlanAdopted(PlanNews):
    """A person adopted the plan of one place: present grids ended, new ones began."""

    verb = "grid.plan_adopted"
