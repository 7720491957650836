"""What is stored of the past: which unit became which."""

from typing import ClassVar

from django.db import models


class UnitSuccession(models.Model):
    """That a unit became another one, wholly or in part, on a day.

    Written where units are merged or split. One that lives on in a part of its former self has
    a row that leads to itself, so that nobody takes the whole for the part. ``order`` is the
    version of the territory that the change made; ``area_m2`` is what went over, None where
    one of both has no outline.

    Personal data: none.
    """

    on = models.DateField()
    order = models.BigIntegerField()
    former = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    later = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    change_id = models.UUIDField()
    area_m2 = models.PositiveBigIntegerField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["order", "former", "later"], name="kernel_unitsuccession_once"
            )
        ]
