"""Changes of the territory as they are decided, with the document they rest on."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from linli.kernel.territory_changes.rules import SORT_NAMES, Stage


class TerritoryChange(models.Model):
    """One change of the territory: what, from which day on, by which document, who decided.

    States: planned (its day has not come; ``refusal`` is the code of what stood against it when
    it came), in force (``version`` is the territory it made), withdrawn. ``terms`` is the change
    in words, as ``rules.words_of`` wrote it; ``units`` are those it alters or makes.

    Personal data: none; who decided is kept as keys of person and post.
    """

    id = models.UUIDField(primary_key=True)
    sort = models.CharField(
        max_length=16, choices=[(sort.value, name) for sort, name in SORT_NAMES.items()]
    )
    on = models.DateField()
    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=120)
    terms = models.JSONField()
    units = ArrayField(models.UUIDField())
    stage = models.CharField(max_length=12)
    decided_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_from = models.UUIDField(null=True)
    in_force_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "kernel"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-on", "-decided_at"], name="territorychange_by_day"),
            GinIndex(fields=["units"], name="territorychange_units"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="territorychange_stage_known",
                condition=Q(stage__in=[stage.value for stage in Stage]),
            ),
            models.CheckConstraint(
                name="territorychange_has_version_in_force",
                condition=Q(stage="in_force", version__isnull=False)
                | (~Q(stage="in_force") & Q(version=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.on} {self.number}"
