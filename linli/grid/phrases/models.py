"""Phrases that desks keep."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Phrase(models.Model):
    """A text that a desk puts into the words of a step or of a note (常用语).

    Belongs to an organisation. ``unit_id``: the unit of the desk that keeps it; where it is
    set, the desks below that unit use it too, else only the organisation itself (a department).
    ``moves`` and ``categories``: where it is offered; empty: everywhere. Its text may hold the
    placeholders of ``rules.PLACEHOLDERS``. A phrase that is put in is copied: changing it later
    changes nothing that was said.

    Personal data: none; no persons are named in phrases.
    """

    id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField(db_index=True)
    unit_id = models.UUIDField(null=True, db_index=True)
    title = models.CharField(max_length=60)
    text = models.CharField(max_length=1000)
    moves = ArrayField(models.CharField(max_length=20), default=list)
    categories = ArrayField(models.CharField(max_length=12), default=list)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation_id", "title"], name="phrase_title_once")
        ]

    def __str__(self) -> str:
        return self.title
