"""Policy documents in the register."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from linli.party.policies.rules import STAGE_NAMES, Stage
from linli.party.records.models import Recorded


class Policy(Recorded):
    """A policy document (政策文件) as the register keeps it; equal to the fold of its entries.

    States (``stage``): in_force, repealed. ``office_id`` entered it, ``unit_id`` is what that
    office serves: the document binds there. ``running``: how many tasks were split from it.
    ``words``: title, issuing office, what it asks.

    Personal data: none; the words of the offices lie in payloads.
    """

    stage = models.CharField(
        max_length=16, choices=[(s.value, STAGE_NAMES[s]) for s in Stage if s.value]
    )
    number = models.CharField(max_length=30, blank=True, verbose_name="文号")
    issued_on = models.DateField(verbose_name="成文日期")
    office_id = models.UUIDField()
    unit_id = models.UUIDField()
    district_id = models.UUIDField(null=True)
    street_id = models.UUIDField(null=True)
    entered_by_id = models.UUIDField(null=True)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    running = models.PositiveIntegerField(default=0)

    community_id: UUID | None = None
    grid_id: UUID | None = None

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="policy_number_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-issued_on", "id"], name="policy_register")
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)
