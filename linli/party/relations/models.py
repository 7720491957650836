"""The tolerance by which compounds are compared, and what persons found where it is close."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.party.relations.rules import DECIDED


class SizeTolerance(models.Model):
    """One version of the tolerance; the newest that has begun is in force.

    Nothing is stored of what was computed with it: kinds follow from territory, tolerance and
    verdicts, so that an older version can be tried again at any time.

    Personal data: none.
    """

    version = models.PositiveIntegerField(primary_key=True)
    valid_from = models.DateTimeField()
    percent = models.PositiveSmallIntegerField()
    band = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(percent__gte=F("band")), name="size_tolerance_over_band"
            )
        ]

    def __str__(self) -> str:
        return str(self.version)


class SizeVerdict(models.Model):
    """What a person found the kind of a compound to be; equal to its last entry.

    States: it stands while ``fingerprint`` is that of the outlines it was given for (the
    compound's and those of the cells it shares ground with); after a change of one of them it
    has lapsed, and a person is asked anew. ``computed``: what the map said then. ``words``
    points at the payload of the entry that holds the reason.

    Personal data: none; the reason lies in a payload.
    """

    compound = models.OneToOneField(
        "kernel.Unit", models.PROTECT, primary_key=True, related_name="+"
    )
    relation = models.CharField(max_length=16)
    computed = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    words = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(relation__in=[each.value for each in DECIDED]),
                name="size_verdict_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.relation}"
