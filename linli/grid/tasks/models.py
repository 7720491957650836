"""The part of one unit in a case of several."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.grid.cases.models import Case
from linli.grid.tasks.rules import OPEN_TASK, TASK_STAGE_NAMES, TaskStage

OPEN_TASK_WORDS = sorted(stage.value for stage in OPEN_TASK)
STAGES = [(stage.value, TASK_STAGE_NAMES[stage]) for stage in TaskStage if stage.value]


class Task(models.Model):
    """What one unit has to do in a case that another leads, with a deadline of its own.

    States (``stage``): given, accepted, asked (its unit waits for an answer since ``asked_at``),
    done, given_back, withdrawn; the last three end it (``ended_at`` is set). ``is_paused``: its
    own clock stands until the answer comes. Equal at all times to the fold of the case's entries under ``task``.
    What it has to do, what was done, the last question and the reply to it lie in the payloads
    of these entries.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()
    stage = models.CharField(max_length=12, choices=STAGES)
    is_decided = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False, db_default=False)
    handler_post_id = models.UUIDField(null=True)
    handler_person_id = models.UUIDField(null=True)

    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    due_at = models.DateTimeField()
    limit_value = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=16)
    stands_since = models.DateTimeField(null=True)
    watch_at = models.DateTimeField(null=True)
    is_warned = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    was_late = models.BooleanField(default=False)

    words = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answer = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    question = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )
    reply = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(stage__in=OPEN_TASK_WORDS, ended_at__isnull=True)
                | (~Q(stage__in=OPEN_TASK_WORDS) & Q(ended_at__isnull=False)),
                name="task_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[word for word, _ in STAGES]), name="task_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=OPEN_TASK_WORDS) | Q(watch_at__isnull=True),
                name="task_clock_ends",
            ),
            models.CheckConstraint(
                condition=Q(stage=TaskStage.ASKED.value, asked_at__isnull=False)
                | (~Q(stage=TaskStage.ASKED.value) & Q(asked_at__isnull=True, is_paused=False)),
                name="task_asks_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id", "stage", "due_at"], name="task_unit"),
            models.Index(
                fields=["case"], condition=Q(stage=TaskStage.ASKED.value), name="task_asked"
            ),
            models.Index(
                fields=["watch_at"], condition=Q(watch_at__isnull=False), name="task_watch"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
