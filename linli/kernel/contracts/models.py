"""The property contract."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from linli.kernel.contracts.rules import FORM_NAMES, GROUND_NAMES, Form, Ground


class PropertyContract(models.Model):
    """A contract for property services of a compound (物业服务合同), or the decision of its
    owners to manage themselves; equal at all times to the fold of its entries.

    States: to come, in force, going on without an end (``until`` has passed and ``last_on`` is
    empty), over. ``until`` is the last day as agreed, ``last_on`` the last one that came true or
    is foreseen; both are days in force. ``fee_fen`` is for 1 m² and month.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    compound = models.ForeignKey("kernel.Unit", models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "kernel.Organisation", models.PROTECT, null=True, related_name="+"
    )
    form = models.CharField(max_length=16, choices=[(one.value, FORM_NAMES[one]) for one in Form])
    number = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    last_on = models.DateField(null=True)
    ground = models.CharField(
        max_length=16, blank=True, choices=[(one.value, GROUND_NAMES[one]) for one in Ground]
    )
    fee_fen = models.PositiveIntegerField(null=True)
    dismissal_days = models.PositiveSmallIntegerField()
    refusal_days = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contract_form_known", condition=Q(form__in=[one.value for one in Form])
            ),
            models.CheckConstraint(
                name="contract_has_two_sides",
                condition=Q(form=Form.SELF_MANAGED.value) ^ Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_days_in_order",
                condition=(Q(until=None) | Q(until__gte=F("starts_on")))
                & (Q(last_on=None) | Q(last_on__gte=F("starts_on"))),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["compound", "starts_on"], name="contract_of_compound"),
            models.Index(fields=["organisation"], name="contract_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.starts_on}"
