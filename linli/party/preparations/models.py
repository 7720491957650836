"""How a compound stands on its way to a Party organisation."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.party.preparations.rules import Stage


class Preparation(models.Model):
    """A compound on its way; equal at all times to the fold of its entries.

    States (``stage``): not_started, preparing, applied, approved; a compound without a row has
    not started and has no office. That it has its organisation stands in the register of Party
    organisations, not here. ``stage_on``: the day the stage was reached.
    ``organisation_id``: the office that does it, or None.

    Personal data: none; the reason of a correction lies in a payload.
    """

    compound = models.OneToOneField(
        "kernel.Unit", models.PROTECT, primary_key=True, related_name="+"
    )
    version = models.PositiveIntegerField()
    stage = models.CharField(max_length=16, default=Stage.NOT_STARTED.value)
    stage_on = models.DateField(null=True)
    organisation_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(stage__in=[each.value for each in Stage]),
                name="preparation_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(stage="not_started") | Q(stage_on__isnull=False),
                name="preparation_stage_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.stage}"
