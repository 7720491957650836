"""Pictures that belong to cases."""

from django.db import models


class Photo(models.Model):
    """A picture of a case, re-encoded by the house and freed of everything but pixels.

    ``kind``: report, before, after, evidence. ``taken_in`` is the number of the entry it
    came with. States: kept, erased (``file`` and ``thumbnail`` empty).

    Personal data: may show persons; erased by grid.photos.services.erase.
    """

    id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=8)
    file = models.CharField(max_length=120, blank=True)
    thumbnail = models.CharField(max_length=120, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    taken_in = models.PositiveIntegerField()

    class Meta:
        app_label = "grid"
