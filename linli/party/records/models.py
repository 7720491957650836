"""What every row has that is the sum of its entries."""

from django.db import models


class Recorded(models.Model):
    """A row that is equal at all times to the fold of the entries of its own stream.

    ``version``: how many entries it has. ``words`` points at the payload of the entry that holds
    what an office wrote; where a noun has no such words it stays empty.

    Personal data: none; the words of the offices lie in payloads.
    """

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    words = models.ForeignKey(
        "kernel.Payload", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
