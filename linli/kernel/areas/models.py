"""Areas, and which units belong to them for how long."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.areas.rules import KINDS


class Area(models.Model):
    """Several units of one kind treated as one (片区), for example an old estate of five compounds.

    States: to come, in force, ended (``valid_to`` is the first day it is no longer there).

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(valid_to=None), name="kernel_area_name_once"
            ),
            models.CheckConstraint(
                name="kernel_area_kind_known",
                condition=Q(kind__in=[kind.value for kind in KINDS]),
            ),
            models.CheckConstraint(
                name="kernel_area_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaMember(models.Model):
    """That a unit belongs to an area, from one day up to, not including, another.

    Personal data: none.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="members")
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area", "unit"], condition=Q(valid_to=None), name="kernel_areamember_once"
            ),
            models.CheckConstraint(
                name="kernel_areamember_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
