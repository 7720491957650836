"""Files of the papers of this pillar."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q

OWNERS = ("supervision", "policy", "policy_task", "assessment")
"""What a file may lie beside: exactly one of these."""


def _only(owner: str) -> Q:
    return Q(**{f"{each}__isnull": each != owner for each in OWNERS})


def _one() -> Q:
    """Return the condition that a file lies beside exactly one paper."""
    return reduce(or_, [_only(owner) for owner in OWNERS])


class Enclosure(models.Model):
    """A file that came with an entry of a supervision document, a policy document, a task or an
    assessment; equal to what the entry says.

    ``form``: pdf, docx, xlsx, txt, jpg, by content. ``taken_in`` is the number of the entry it
    came with. States: kept, erased (``name`` and ``file`` empty).

    Personal data: name and content may name persons; erased by party.enclosures.services.erase.
    """

    id = models.UUIDField(primary_key=True)
    supervision = models.ForeignKey(
        "party.Supervision", models.PROTECT, null=True, related_name="+"
    )
    policy = models.ForeignKey("party.Policy", models.PROTECT, null=True, related_name="+")
    policy_task = models.ForeignKey("party.PolicyTask", models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey("party.Assessment", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    form = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=200, blank=True)
    taken_in = models.PositiveIntegerField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=_one(), name="enclosure_of_one_paper")
        ]
