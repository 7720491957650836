"""Tasks that were split from policy documents."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.party.policy_moves.rules import STAGE_NAMES, WAITING, Stage
from linli.party.records.models import Recorded

WAITING_WORDS = sorted(stage.value for stage in WAITING)


class PolicyTask(Recorded):
    """A task (任务) that a policy document gives one unit; equal to the fold of its entries.

    States (``stage``): given, accepted, in_progress, reported, sent_back, confirmed, withdrawn.
    ``giver_id`` gave it, ``to_id`` is the responsible unit; it lies where that unit serves.
    ``duty_edition_id`` and ``duty_key``: the duty of the responsibility matrix it follows from.
    ``files``: how many came as evidence since it was given or sent back. ``words``: title,
    requirement, and what proves it.

    Personal data: none; the words of the offices lie in payloads.
    """

    stage = models.CharField(
        max_length=16, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    policy = models.ForeignKey("party.Policy", models.PROTECT, related_name="+")
    running = models.PositiveIntegerField()
    label = models.CharField(max_length=40)
    giver_id = models.UUIDField()
    to_id = models.UUIDField(verbose_name="责任单位")
    district_id = models.UUIDField(null=True)
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    grid_id = models.UUIDField(null=True)

    given_by_id = models.UUIDField(null=True)
    reported_by_id = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    duty_edition_id = models.UUIDField(null=True)
    duty_key = models.CharField(max_length=4, blank=True, default="", db_default="")
    needs_files = models.BooleanField(default=False)
    files = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    watch_at = models.DateTimeField(null=True)
    is_warned = models.BooleanField(default=False)
    is_supervised = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    chases = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    was_late = models.BooleanField(default=False)

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "running"], name="policy_task_once"),
            models.CheckConstraint(
                condition=Q(stage__in=WAITING_WORDS) | Q(watch_at__isnull=True),
                name="policy_task_clock_ends",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["to_id", "stage", "due_at"], name="policy_task_mine"),
            models.Index(fields=["stage", "due_at", "id"], name="policy_task_register"),
            models.Index(
                fields=["watch_at"], condition=Q(watch_at__isnull=False), name="policy_task_watch"
            ),
        ]

    def __str__(self) -> str:
        return self.label
