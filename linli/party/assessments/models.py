"""Assessments of compounds and organisations against standards."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.party.assessments.rules import STAGE_NAMES, Stage
from linli.party.records.models import Recorded


class Assessment(Recorded):
    """How a unit of the territory, or an organisation, stands against an edition of a standard.

    ``results``: key of an item → met, not_met, does_not_apply. ``points`` of ``of_points`` follow
    from them and the weights of the edition. States (``stage``): begun, finished, withdrawn.

    Personal data: none; the words of the offices lie in payloads.
    """

    edition = models.ForeignKey("party.Edition", models.PROTECT, related_name="+")
    unit_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    district_id = models.UUIDField(null=True)
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    grid_id = models.UUIDField(null=True)
    stage = models.CharField(max_length=16, choices=[(s.value, STAGE_NAMES[s]) for s in Stage])
    office_id = models.UUIDField()
    results = models.JSONField(default=dict)
    points = models.PositiveIntegerField(default=0)
    of_points = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(unit_id__isnull=True, organisation_id__isnull=False)
                | Q(unit_id__isnull=False, organisation_id__isnull=True),
                name="assessment_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(points__lte=models.F("of_points")), name="assessment_points_in_order"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit_id", "-begun_at"], name="assessment_unit"),
            models.Index(fields=["edition", "-begun_at"], name="assessment_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.points}/{self.of_points}"
