"""The code of an office, and how far its numbers have run in a year."""

from typing import ClassVar

from django.db import models


class DocumentCode(models.Model):
    """The code by which an office numbers its documents (机关代字), for example 样督.

    Personal data: none.
    """

    organisation = models.OneToOneField(
        "kernel.Organisation", models.PROTECT, primary_key=True, related_name="+"
    )
    code = models.CharField(max_length=12, unique=True, verbose_name="机关代字")

    class Meta:
        app_label = "party"

    def __str__(self) -> str:
        return self.code


class Series(models.Model):
    """The last number an office gave in a year; its row is locked while a number is taken.

    Personal data: none.
    """

    organisation_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation_id", "year"], name="series_once_a_year")
        ]
