"""The Party organisation."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.party.branches.rules import BASE_NAMES, KIND_NAMES, STAGE_NAMES, Base, Kind, Stage


class PartyOrganisation(models.Model):
    """A Party organisation at the grass roots; equal at all times to the fold of its entries.

    States (``stage``): active, merged (into ``into``), dissolved. ``seats`` maps the code of a
    seat to the number that hold it and the post by which they do: no names. ``members`` is a
    number. ``situation``, ``edition`` and ``missing`` are its last judgement by the standard of
    composition: vacancies, never persons. ``term_ends_on`` is the end of the term by rule,
    ``extended_to`` the day it was extended to.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    version = models.PositiveIntegerField()
    stage = models.CharField(
        max_length=12, choices=[(each.value, STAGE_NAMES[each]) for each in Stage]
    )
    kind = models.CharField(
        max_length=16, choices=[(each.value, KIND_NAMES[each]) for each in Kind]
    )
    base = models.CharField(
        max_length=20, choices=[(each.value, BASE_NAMES[each]) for each in Base]
    )
    name = models.CharField(max_length=120, verbose_name="名称")
    host = models.CharField(max_length=120, blank=True, verbose_name="所在单位")
    superior = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    unit = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    district_id = models.UUIDField()
    street_id = models.UUIDField(null=True)
    community_id = models.UUIDField(null=True)
    grid_id = models.UUIDField(null=True)
    compound_id = models.UUIDField(null=True)

    founded_on = models.DateField()
    document = models.CharField(max_length=80, blank=True, verbose_name="批准文号")
    members = models.PositiveIntegerField(null=True, verbose_name="党员人数")
    seats = models.JSONField(default=dict)
    term_began_on = models.DateField(null=True)
    term_ends_on = models.DateField(null=True)
    extended_to = models.DateField(null=True)

    situation = models.CharField(max_length=16, blank=True)
    edition = models.PositiveIntegerField(default=0)
    missing = ArrayField(models.CharField(max_length=40), default=list)

    ended_on = models.DateField(null=True)
    end_document = models.CharField(max_length=80, blank=True)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "party"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(stage="active"), name="party_organisation_name_once"
            ),
            models.CheckConstraint(
                condition=Q(stage="active", ended_on=None, into=None)
                | Q(stage="merged", ended_on__isnull=False, into__isnull=False)
                | Q(stage="dissolved", ended_on__isnull=False, into=None),
                name="party_organisation_end",
            ),
            models.CheckConstraint(
                condition=~Q(kind="group") | Q(superior__isnull=False),
                name="party_organisation_group_has_branch",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street_id", "stage"], name="party_organisation_street"),
            models.Index(fields=["compound_id"], name="party_organisation_compound"),
        ]

    def __str__(self) -> str:
        return self.name
