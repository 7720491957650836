"""What is known of a compound beside its place in the territory."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.compounds.rules import ESTATE_NAMES, Estate


class Attributes(models.Model):
    """What a compound was found to be like on a day, and who says so; the newest row counts.

    A row is never changed: whoever knows better enters a new one. None and '' are “not known”.
    Areas in whole square metres. Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    compound = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    estate = models.CharField(
        max_length=16, blank=True, choices=[(one.value, ESTATE_NAMES[one]) for one in Estate]
    )
    households = models.PositiveIntegerField(null=True)
    buildings = models.PositiveIntegerField(null=True)
    built_in = models.PositiveSmallIntegerField(null=True)
    lifts = models.PositiveIntegerField(null=True)
    has_spare_room = models.BooleanField(null=True)
    spare_m2 = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="attributes_estate_known",
                condition=Q(estate__in=["", *(one.value for one in Estate)]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                F("compound"), F("as_of").desc(), F("entered_at").desc(), name="attributes_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.as_of}"
