"""Who sits in a body."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.seats.rules import LEFT_NAMES, OFFICE_NAMES, Left, Office


class Seat(models.Model):
    """Who sits, or sat, in a body; the desks of the place read the name, others a masked one.

    States: held, left (``ended_on`` is the first day it no longer was), forgotten (no name).

    Personal data: name; erased by bodies.services.forget.
    """

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey("kernel.Body", models.PROTECT, related_name="+")
    office = models.CharField(
        max_length=12, choices=[(one.value, OFFICE_NAMES[one]) for one in Office]
    )
    name = models.CharField(max_length=80, blank=True, verbose_name="姓名")
    starts_on = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.CharField(
        max_length=16, blank=True, choices=[(one.value, LEFT_NAMES[one]) for one in Left]
    )

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="seat_days_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="seat_one_chair",
                fields=["body"],
                condition=Q(office=Office.CHAIR.value, ended_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.office}"
