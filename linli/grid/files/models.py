"""Files that staff attached to cases."""

from django.db import models


class Attachment(models.Model):
    """A file that came with an entry of a case; equal to what the entry says, but for its words.

    ``form``: pdf, docx, xlsx, txt, jpg, by content. ``taken_in`` is the number of the entry it
    came with; ``is_shared``: the reporter may read it too. States: kept, erased (``name`` and
    ``file`` empty).

    Personal data: name and content may name persons; erased by grid.files.services.erase.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("grid.Case", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    form = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=200, blank=True)
    taken_in = models.PositiveIntegerField()
    is_shared = models.BooleanField()

    class Meta:
        app_label = "grid"
