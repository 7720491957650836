"""The bodies that owners elect."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.bodies.rules import (
    ENDED_NAMES,
    KIND_NAMES,
    Ended,
    Kind,
)


class Body(models.Model):
    """One term of an owners' committee, a supervisory committee or a council of a compound;
    equal at all times to the fold of its entries.

    States: in office, in office after the last day of its term (``until`` has passed), ended
    (``ended_on`` is the first day it no longer was). ``party_members`` is a number and nothing
    else: who they are is stored nowhere here.

    Personal data: none; names stand on its seats.
    """

    id = models.UUIDField(primary_key=True)
    compound = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=[(one.value, KIND_NAMES[one]) for one in Kind])
    name = models.CharField(max_length=120)
    number = models.PositiveSmallIntegerField(verbose_name="届次")
    seats = models.PositiveSmallIntegerField()
    elected_on = models.DateField()
    starts_on = models.DateField()
    until = models.DateField()
    ended_on = models.DateField(null=True)
    reason = models.CharField(
        max_length=12, blank=True, choices=[(one.value, ENDED_NAMES[one]) for one in Ended]
    )
    filed_on = models.DateField(null=True)
    filing_number = models.CharField(max_length=60, blank=True, verbose_name="备案号")
    filed_with = models.ForeignKey(
        "kernel.Organisation", models.PROTECT, null=True, related_name="+"
    )
    party_members = models.PositiveSmallIntegerField(null=True)
    counted_on = models.DateField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="body_kind_known", condition=Q(kind__in=[one.value for one in Kind])
            ),
            models.CheckConstraint(
                name="body_days_in_order",
                condition=Q(elected_on__lte=F("starts_on"))
                & Q(until__gt=F("starts_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))),
            ),
            models.UniqueConstraint(
                name="body_one_in_office",
                fields=["compound", "kind"],
                condition=Q(ended_on=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["compound", "kind", "starts_on"], name="body_of_compound"),
            models.Index(fields=["until"], condition=Q(ended_on=None), name="body_re_election"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
