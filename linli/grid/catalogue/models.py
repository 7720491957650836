"""The dated catalogue of matters, and the list of duties: who may lead what."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.grid.catalogue.rules import EMERGENCY_NUMBERS, Level
from linli.kernel.calendar.rules import Unit


class Catalogue(models.Model):
    """One edition of the catalogue; a case keeps the edition it was registered under.

    The number comes from the database's sequence, so that an edition taken back never lends
    its number to another one. States: to come, in force, superseded (``valid_to``, the first
    day it is no longer in force, is set). Nothing but ``valid_to`` is ever changed.

    Personal data: none.
    """

    number = models.BigAutoField(primary_key=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)
    source = models.CharField(_("source"), max_length=400)
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        app_label = "grid"
        verbose_name = _("edition of the catalogue")
        verbose_name_plural = _("editions of the catalogue")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["valid_to"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="catalogue_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="catalogue_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Category(models.Model):
    """One kind of matter in one edition.

    ``code`` is the national one (GB/T 47678.5-2026, five digits) or an own one (``L`` and
    three digits). ``department`` is the word of the duty, not an organisation. Limits are
    minutes for the hour units and whole days else.

    Personal data: none.
    """

    edition = models.ForeignKey(Catalogue, models.CASCADE, related_name="categories")
    code = models.CharField(_("code"), max_length=12)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    group = models.CharField(_("group"), max_length=20)
    level = models.CharField(_("level"), max_length=12)
    department = models.CharField(_("department"), max_length=30, blank=True)
    handle_value = models.PositiveIntegerField(_("limit for handling"))
    handle_unit = models.CharField(_("unit of the limit for handling"), max_length=16)
    verify_value = models.PositiveIntegerField(_("limit for the check"))
    verify_unit = models.CharField(_("unit of the limit for the check"), max_length=16)
    emergency = models.CharField(_("emergency number"), max_length=3, blank=True)
    is_public = models.BooleanField(_("is shown publicly"))
    photo_wanted = models.BooleanField(_("a photo is wanted"), default=True)
    keywords = models.JSONField(_("keywords"), default=list)
    source = models.CharField(_("source"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(_("position in lists"))

    class Meta:
        app_label = "grid"
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering: ClassVar[list[str]] = ["edition", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "code"], name="category_code_once"),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]),
                name="category_level_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    handle_unit__in=[unit.value for unit in Unit],
                    verify_unit__in=[unit.value for unit in Unit],
                ),
                name="category_units_known",
            ),
            models.CheckConstraint(
                condition=Q(emergency__in=["", *EMERGENCY_NUMBERS]),
                name="category_emergency_known",
            ),
            models.CheckConstraint(
                condition=Q(emergency="") | Q(is_public=False),
                name="category_emergency_never_public",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Duty(models.Model):
    """One organisation may lead, or assist in, the matters of a category or of a whole group.

    ``covers`` is a code of a category or the word of a group. The organisation's own unit says
    where; without a unit it is the whole district. A community leads nothing that is not on
    this list. States: to come, in force, ended (``valid_to`` is the first day without it).

    Personal data: none.
    """

    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT, related_name="+")
    covers = models.CharField(_("category or group"), max_length=20)
    may_lead = models.BooleanField(_("may lead"))
    may_assist = models.BooleanField(_("may assist"), default=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)
    source = models.CharField(_("source"), max_length=400, blank=True)

    class Meta:
        app_label = "grid"
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["covers", "organisation"], name="duty_covers"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "covers"],
                condition=Q(valid_to__isnull=True),
                name="duty_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="duty_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(may_lead=True) | Q(may_assist=True), name="duty_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.covers}"
