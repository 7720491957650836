"""The district's own table of days."""

from django.db import models


class CalendarDay(models.Model):
    """One day on which the district does or does not work, as far as it differs or is known.

    Beyond the last day of the table Monday to Friday are working days, provisionally.

    Personal data: none.
    """

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=120)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.day} {self.is_working}"
