"""The editions of the standard, and whether a property company serves a compound."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Standard(models.Model):
    """One edition of the standard of composition, terms and sizes; never changed, only followed.

    Edition 0 is the file the house is shipped with; rows begin at 1. ``office_id`` confirmed it.

    Personal data: none.
    """

    number = models.PositiveIntegerField(primary_key=True)
    valid_from = models.DateField()
    source = models.CharField(max_length=200, verbose_name="依据")
    content = models.JSONField()
    office_id = models.UUIDField(null=True)
    adopted_at = models.DateTimeField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["valid_from"], name="standard_once_a_day")
        ]

    def __str__(self) -> str:
        return str(self.number)


class PropertyService(models.Model):
    """Whether a property company serves a compound, from a day up to, not including, another.

    States: present (no ``valid_to``), past. ``company`` is the company's name, or ''.

    Personal data: none.
    """

    compound = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    has_company = models.BooleanField()
    company = models.CharField(max_length=120, blank=True, verbose_name="物业服务企业")
    source = models.CharField(max_length=200, blank=True, verbose_name="依据")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["compound"], condition=Q(valid_to=None), name="property_service_one_present"
            ),
            models.UniqueConstraint(
                fields=["compound", "valid_from"], name="property_service_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="property_service_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.valid_from}"
