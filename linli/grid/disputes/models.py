"""Whose duty a case, or a part of it, is: the units, the desk that decides, the decision."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.grid.cases.models import Case
from linli.grid.disputes.rules import DISPUTE_GROUNDS, DISPUTE_STAGE_NAMES, DisputeStage
from linli.grid.tasks.models import Task

STAGES = [(stage.value, DISPUTE_STAGE_NAMES[stage]) for stage in DisputeStage if stage.value]
GROUNDS = [(ground.value, name) for ground, name in DISPUTE_GROUNDS.items()]


class Dispute(models.Model):
    """A dispute between units about whose duty a case is, or the part ``task`` of it.

    States (``stage``): open, decided, withdrawn. ``opened_at`` is when the present decider got
    it, ``begun_at`` when it began. Equal at all times to the fold of the case's entries under
    ``dispute``; what the units say lies in the payloads of these entries.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    parties = ArrayField(models.UUIDField(), default=list)
    ground = models.CharField(max_length=10, choices=GROUNDS)
    stage = models.CharField(max_length=10, choices=STAGES)
    decider = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    watch_at = models.DateTimeField(null=True)
    is_warned = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    was_late = models.BooleanField(default=False)
    decided_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="dispute_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stage="open", ended_at__isnull=True)
                | Q(stage__in=["decided", "withdrawn"], ended_at__isnull=False, watch_at=None),
                name="dispute_ends_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["watch_at"], condition=Q(watch_at__isnull=False), name="dispute_watch"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
