"""A superior's sheet between its arrival and its taking in."""

from typing import ClassVar

from django.db import models


class Sheet(models.Model):
    """The rows of one file, as words, until they are taken in or a day is over.

    ``lines``: for each row its number in the file, whether it is hidden, its cells, and the
    cells whose formula has no result. ``columns``: field → title, once chosen. States: sent, ``is_mapped``, gone (after a day).

    Personal data: lines; erased by sheets.services.sweep after a day, or when it was taken in.
    """

    id = models.UUIDField(primary_key=True)
    platform = models.ForeignKey("grid.Platform", models.PROTECT, related_name="+")
    post_id = models.UUIDField()
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    lines = models.JSONField()
    header = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    is_mapped = models.BooleanField(default=False)

    class Meta:
        app_label = "grid"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="sheet_at")]

    def __str__(self) -> str:
        return self.name
