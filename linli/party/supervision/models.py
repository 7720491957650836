"""The supervision document."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.party.moves.rules import SOURCE_NAMES, STAGE_NAMES, WAITING, Source, Stage

WAITING_WORDS = sorted(stage.value for stage in WAITING)


class Supervision(models.Model):
    """A supervision document (督办单); equal at all times to the fold of its entries.

    States (``stage``): drafted (no number yet), issued, answered (by every addressed office),
    sent_back, cancelled_off, withdrawn. It is about a subject that somebody above registered:
    ``subject_kind`` and ``subject_id``, with a ``label`` that may be shown to all who read it,
    and the units it lay in when the document was drafted. ``words`` points at the payload of
    the entry that holds title, requirement and names of enclosed papers.

    Personal data: none; the words of the offices lie in payloads.
    """

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField()
    stage = models.CharField(
        max_length=16, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    source = models.CharField(max_length=16, choices=[(s.value, SOURCE_NAMES[s]) for s in Source])

    number = models.CharField(max_length=40, blank=True, verbose_name="发文字号")
    year = models.PositiveSmallIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    label = models.CharField(max_length=60)
    district_id = models.UUIDField()
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    grid_id = models.UUIDField(null=True)

    issuer_id = models.UUIDField()
    drafted_by_id = models.UUIDField(null=True)
    issued_by_id = models.UUIDField(null=True)
    to_ids = ArrayField(models.UUIDField(), default=list, verbose_name="主送")
    copy_ids = ArrayField(models.UUIDField(), default=list, verbose_name="抄送")
    circulated_ids = ArrayField(models.UUIDField(), default=list, verbose_name="通报")
    read_ids = ArrayField(models.UUIDField(), default=list)
    answered_ids = ArrayField(models.UUIDField(), default=list)
    answered_by_id = models.UUIDField(null=True)

    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    due_at = models.DateTimeField()
    watch_at = models.DateTimeField(null=True)
    is_warned = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(default=0)
    chases = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    was_late = models.BooleanField(default=False)

    words = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="supervision_number_once"
            ),
            models.UniqueConstraint(
                fields=["issuer_id", "year", "running"],
                condition=~Q(number=""),
                name="supervision_running_once",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["drafted", "withdrawn"]) | ~Q(number=""),
                name="supervision_issued_has_number",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=WAITING_WORDS) | Q(watch_at__isnull=True),
                name="supervision_clock_ends",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_id"], name="supervision_subject"),
            models.Index(fields=["stage", "due_at", "id"], name="supervision_register"),
            models.Index(
                fields=["watch_at"], condition=Q(watch_at__isnull=False), name="supervision_watch"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)
