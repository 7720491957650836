"""Files of supervision documents."""

from django.db import models


class Enclosure(models.Model):
    """A file that came with an entry of a supervision document; equal to what the entry says.

    ``form``: pdf, docx, xlsx, txt, jpg, by content. ``taken_in`` is the number of the entry it
    came with. States: kept, erased (``name`` and ``file`` empty).

    Personal data: name and content may name persons; erased by party.enclosures.services.erase.
    """

    id = models.UUIDField(primary_key=True)
    supervision = models.ForeignKey("party.Supervision", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    form = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=200, blank=True)
    taken_in = models.PositiveIntegerField()

    class Meta:
        app_label = "party"
