"""The plan, its waves, and its targets."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class RollOutPlan(models.Model):
    """A plan by which compounds get Party organisations.

    States: in force, superseded (``ended_at`` is set); one at most is in force.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    adopted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="roll_out_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RollOutWave(models.Model):
    """One wave of a plan: kinds of compounds, and days. Personal data: none."""

    plan = models.ForeignKey(RollOutPlan, models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    relations = ArrayField(models.CharField(max_length=16))
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="roll_out_wave_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="roll_out_wave_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"


class RollOutTarget(models.Model):
    """How many organisations a street is to found in a month. Personal data: none."""

    plan = models.ForeignKey(RollOutPlan, models.PROTECT, related_name="targets")
    street = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    month = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["plan", "street", "month"], name="roll_out_target_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="roll_out_target_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.month}"
