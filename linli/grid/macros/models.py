"""Macros that desks keep."""

from typing import ClassVar

from django.db import models


class Macro(models.Model):
    """A named list of steps that are taken together on a case, or none of them (组合操作).

    Belongs to an organisation and is used like a phrase: by itself, and by the desks below
    ``unit_id``. ``steps``: one to six, as ``rules.MacroStep.plain`` writes them. What was done
    by a macro stands in the record as the steps it took; changing it later changes nothing.

    Personal data: none; no persons are named in macros.
    """

    id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField(db_index=True)
    unit_id = models.UUIDField(null=True, db_index=True)
    title = models.CharField(max_length=60)
    steps = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation_id", "title"], name="macro_title_once")
        ]

    def __str__(self) -> str:
        return self.title
