"""The seals of bodies."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.seals.rules import SEAL_NAMES, SealKind


class Seal(models.Model):
    """A seal in the keeping of a body.

    States: held, still to be handed over (its body ended), invalid (``invalid_on``).

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    holder = models.ForeignKey("kernel.Body", models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=12, choices=[(one.value, SEAL_NAMES[one]) for one in SealKind]
    )
    issued_on = models.DateField()
    held_since = models.DateField()
    invalid_on = models.DateField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="seal_days_in_order",
                condition=Q(held_since__gte=F("issued_on"))
                & (Q(invalid_on=None) | Q(invalid_on__gte=F("issued_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} {self.kind}"
