"""The superior's side of a case."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.grid.external.rules import RUNNING, STATE_NAMES, Extension, State

RUNNING_WORDS = sorted(state.value for state in RUNNING)


class External(models.Model):
    """What a case is on the superior's platform; equal to the fold of its entries' ``external``.

    ``due_at`` is the superior's moment: nothing of ours moves it. States (``state``): received,
    registered, refused, replied, followed_up; ``extension`` says how the last wish for more
    time stands. ``receipt_level`` and ``level`` say how often a missed moment rose. ``reply`` points at the words last sent; ``digest`` tells a row that was sent
    again from one that was changed and is emptied when the reporter is forgotten, as is
    ``earlier``, the marks of rows that were changed since. ``told_due_at``, ``told_at`` and
    ``sent_at``: the deadline in the last row, the superior's own moment of it, and when its
    file reached us. ``turn`` is the platform's count when it last changed; ``answer_key`` is
    the superior's own key of the last answer it sent.

    Personal data: digest, earlier; erased by external.services.forget.
    """

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField("grid.Case", models.PROTECT, related_name="external")
    platform = models.ForeignKey("grid.Platform", models.PROTECT, related_name="+")
    number = models.CharField(max_length=50)
    state = models.CharField(
        max_length=12, choices=[(state.value, STATE_NAMES[state]) for state in State]
    )
    received_at = models.DateTimeField()
    register_by = models.DateTimeField(null=True)
    receipt_warned = models.BooleanField(default=False, db_default=False)
    receipt_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    category = models.CharField(max_length=60, blank=True)

    extension = models.CharField(
        max_length=8, blank=True, choices=[(each.value, each.value) for each in Extension]
    )
    asked_until = models.DateTimeField(null=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    sent_back = models.PositiveSmallIntegerField(default=0)

    registered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=20, blank=True)
    replied_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, blank=True)
    exported_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)
    settled = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=12, blank=True)

    is_warned = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    was_late = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    watch_at = models.DateTimeField(null=True)
    turn = models.PositiveBigIntegerField()
    answer_key = models.CharField(max_length=80, blank=True)

    reply = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=64, blank=True)
    told_due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    earlier = ArrayField(models.CharField(max_length=64), default=list, db_default=[])

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["platform", "number"], name="external_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="external_state_known",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["watch_at"], condition=Q(watch_at__isnull=False), name="external_watch"
            ),
            models.Index(fields=["platform", "turn"], name="external_turn"),
            models.Index(
                fields=["number"], opclasses=["varchar_pattern_ops"], name="external_number"
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=RUNNING_WORDS),
                name="external_queue",
            ),
        ]

    def __str__(self) -> str:
        return self.number
