"""The proposal to draw units anew."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.grid.redrawings.rules import STAGE_NAMES, Stage
from linli.kernel.drawing.rules import SORT_NAMES


class Redrawing(models.Model):
    """A proposal to draw units of one kind within one community anew.

    States (``stage``): drafted, submitted, approved (in force), refused, withdrawn. ``pieces``
    are the units that change by it (key, name, unit
    it was cut from, outline in hexadecimal WKB), ``merged`` pairs of a unit that ends and the
    one it joins. ``shape_ids`` are the outlines it was drawn on, ``ground`` is the version of
    the territory it was last checked on, ``flows`` what moved by that check. ``words`` points
    at the payload with the reason.

    Personal data: keys of the persons who proposed and decided; reasons lie in payloads.
    """

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    stage = models.CharField(
        max_length=12, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    sort = models.CharField(max_length=16, choices=[(s.value, n) for s, n in SORT_NAMES.items()])
    kind = models.CharField(max_length=16)

    district_id = models.UUIDField()
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField()
    grid_id = models.UUIDField(null=True)

    unit_ids = ArrayField(models.UUIDField(), default=list)
    shape_ids = ArrayField(models.UUIDField(), default=list)
    pieces = models.JSONField(default=list)
    merged = models.JSONField(default=list)
    flows = models.JSONField(default=list)
    astride = models.PositiveIntegerField(default=0)
    ground = models.BigIntegerField()
    in_force = models.BigIntegerField(null=True)

    proposer_id = models.UUIDField()
    proposer_post_id = models.UUIDField(null=True)
    decider_id = models.UUIDField(null=True)
    decider_post_id = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    words = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decider_id=None) | ~Q(decider_id=models.F("proposer_id")),
                name="redrawing_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(stage="approved", in_force__isnull=False)
                | (~Q(stage="approved") & Q(in_force=None)),
                name="redrawing_approved_is_in_force",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["stage", "-changed_at"], name="redrawing_register"),
        ]

    def __str__(self) -> str:
        return self.number
