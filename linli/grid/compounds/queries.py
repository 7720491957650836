"""The matters of compounds: how many wait where, which come first, how many were on time."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext

from linli.grid.cases import queries as cases
from linli.grid.moves.rules import OPEN, STAGE_NAMES, Stage
from linli.grid.showing import queries as showing
from linli.grid.showing.queries import CaseLine
from linli.kernel.people.rules import Actor

ON_TIME_DAYS = 90
OPEN_STAGES = [stage for stage in Stage if stage in OPEN]
LATE = Q(due_at__isnull=False, stands_since__isnull=True)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many open matters are at a stage, and how many of them are overdue."""

    stage: str
    name: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Matters:
    """What a compound has of matters, as far as a post may read them.

    ``on_time`` of ``with_deadline``: done by the handling deadline, of all that were done
    within the last 90 days and had one.
    """

    stages: list[StageCount]
    on_time: int
    with_deadline: int
    lines: list[CaseLine] = field(default_factory=list)

    @property
    def open(self) -> int:
        """Return how many wait for somebody."""
        return sum(each.count for each in self.stages)

    @property
    def late(self) -> int:
        """Return how many of them are overdue."""
        return sum(each.late for each in self.stages)


def matters(actor: Actor, compound_id: UUID, *, at: datetime, most: int = 8) -> Matters:
    """Return the matters of a compound that a post may read, the most overdue first.

    Lines are without the words of reporters. Four statements: counts, lines, their units and
    offices; two where nothing is open.
    """
    own = cases.visible(actor).filter(compound_id=compound_id)
    counts = own.aggregate(**_counted(at))
    waiting = own.filter(stage__in=[stage.value for stage in OPEN_STAGES])
    first = list(waiting.order_by(F("due_at").asc(nulls_last=True), "reported_at", "pk")[:most])
    return Matters(
        stages=[
            StageCount(
                stage.value,
                gettext(STAGE_NAMES[stage]),
                counts[stage.value],
                counts[f"late_{stage}"],
            )
            for stage in OPEN_STAGES
        ],
        on_time=counts["on_time"],
        with_deadline=counts["with_deadline"],
        lines=showing.lines(first, at=at, with_words=False) if first else [],
    )


def _counted(at: datetime) -> dict[str, Count]:
    lately = Q(done_at__gt=at - timedelta(days=ON_TIME_DAYS), done_at__lte=at)
    ended = lately & Q(handle_due_at__isnull=False) & ~Q(stage=Stage.MERGED.value)
    parts = {"with_deadline": ended, "on_time": ended & Q(done_at__lte=F("handle_due_at"))}
    for stage in OPEN_STAGES:
        parts[stage.value] = Q(stage=stage.value)
        parts[f"late_{stage}"] = Q(stage=stage.value, due_at__lt=at) & LATE
    return {name: Count("pk", filter=part) for name, part in parts.items()}


def waiting_in(
    actor: Actor, compound_ids: Collection[UUID], *, at: datetime
) -> dict[UUID, tuple[int, int]]:
    """Return compound → how many matters are open and how many of them overdue; one statement.

    Those without any are left out.
    """
    own = cases.visible(actor).filter(
        compound_id__in=compound_ids, stage__in=[stage.value for stage in OPEN_STAGES]
    )
    late = Count("pk", filter=LATE & Q(due_at__lt=at))
    counted = own.order_by().values("compound_id").annotate(count=Count("pk"), overdue=late)
    rows = counted.values_list("compound_id", "count", "overdue")
    return {key: (count, overdue) for key, count, overdue in rows if key}
