"""A file between its arrival and its taking in."""

from typing import ClassVar

from django.db import models


class Delivery(models.Model):
    """A file that somebody brought; it lies in the store until it is taken in or a day is over.

    ``what``: ``map`` or the ledger it is. States: kept, gone (taken in, put away, or after a
    day). Its SHA-256 stays in the record once it was taken in.

    Personal data: name and file may name persons; erased by kernel.deliveries.services.put_away
    when it was taken in, and by kernel.deliveries.services.sweep after a day.
    """

    id = models.UUIDField(primary_key=True)
    post_id = models.UUIDField()
    what = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    file = models.CharField(max_length=200)

    class Meta:
        app_label = "kernel"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post_id", "at"], name="delivery_of_post")
        ]

    def __str__(self) -> str:
        return self.name
