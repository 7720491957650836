"""Notes beside a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.grid.cases.models import Case


class Note(models.Model):
    """Words that somebody left beside a case.

    ``kind``: internal, public, reporter. States of the reporter's own words: new, heard
    (``heard_at`` is set: a post has read them and says so, or has answered). ``post_id`` and
    ``organisation_id`` are null for the reporter; ``mentioned_id`` is a unit whose hands are
    told. The words lie in the payload of ``entry``, an entry of the case's own stream, whose
    details hold every field of this row.

    Personal data: none; the words are erased with those of the case.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8)
    post_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    mentioned_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    entry = models.PositiveIntegerField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "grid"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["case"],
                condition=Q(kind="reporter", heard_at__isnull=True),
                name="note_unheard",
            )
        ]
