"""The versions of the deadline policy."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Policy(models.Model):
    """One version of the numbers that decide deadlines and caps.

    ``values`` holds only what differs from the defaults in ``rules.PolicyValues``.
    States: in force, superseded (``valid_to`` is set). A case keeps the version it began
    under; adopting a new one rewrites no running case.

    Personal data: none.
    """

    version = models.PositiveIntegerField(primary_key=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    values = models.JSONField(default=dict)
    source = models.CharField(max_length=200)

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["valid_to"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="policy_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="policy_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)
