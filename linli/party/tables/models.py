"""Editions of tables that offices edit."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from linli.party.records.models import Recorded
from linli.party.tables.rules import STAGE_NAMES, Stage, Table


class Edition(Recorded):
    """One edition of a standard, of the responsibility matrix, or of the rules of focus.

    ``table`` says of what; ``series_id`` is the same for all editions of one table. ``number``
    counts them, 0 while one is drafted. What it says is its ``words``. States (``stage``):
    drafted, in_force, superseded, dropped. An edition in force never changes.

    Personal data: none; the words of the offices lie in payloads.
    """

    table = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Table])
    series_id = models.UUIDField()
    number = models.PositiveIntegerField(default=0)
    stage = models.CharField(
        max_length=16, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    office_id = models.UUIDField()
    unit_id = models.UUIDField()
    district_id = models.UUIDField(null=True)
    street_id = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    community_id: UUID | None = None
    grid_id: UUID | None = None

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["series_id"],
                condition=Q(stage=Stage.DRAFTED.value),
                name="edition_one_draft",
            ),
            models.UniqueConstraint(
                fields=["series_id"],
                condition=Q(stage=Stage.IN_FORCE.value),
                name="edition_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["series_id", "number"], condition=Q(number__gt=0), name="edition_number"
            ),
            models.CheckConstraint(
                condition=Q(number=0, stage__in=[Stage.DRAFTED.value, Stage.DROPPED.value])
                | Q(number__gt=0, valid_from__isnull=False),
                name="edition_in_force_has_number",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "stage"], name="edition_table")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}"
