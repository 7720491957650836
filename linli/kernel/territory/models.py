"""What is stored about the territory: units, their codes, their shapes, one version number."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.common.points import DATUMS
from linli.kernel.territory.rules import Kind, Style


class Unit(models.Model):
    """One piece of the territory, from the district down to an entrance.

    A unit is in force from ``valid_from`` up to, not including, ``valid_to``; without a
    ``valid_to`` it is present. It is never deleted, only ended. ``pinyin`` holds the
    full reading and the initials of the name. ``door_code`` is on the plate of a
    building. Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=16)
    style = models.CharField(_("style"), max_length=16, blank=True, default="")
    name = models.CharField(_("name"), max_length=120)
    pinyin = models.CharField(_("reading"), max_length=800, blank=True, default="")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("part of")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)
    households = models.PositiveIntegerField(_("households"), null=True)
    door_code = models.CharField(_("door code"), max_length=12, null=True, unique=True)

    class Meta:
        app_label = "kernel"
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "name"], name="kernel_unit_kind_name"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="kernel_unit_kind_known", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="kernel_unit_style_known",
                condition=Q(style__in=["", *(style.value for style in Style)]),
            ),
            models.CheckConstraint(
                name="kernel_unit_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="kernel_unit_district_is_root",
                condition=Q(kind="district", parent=None)
                | (~Q(kind="district") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="kernel_unit_door_code_of_building",
                condition=Q(door_code=None) | Q(kind="building"),
            ),
            models.UniqueConstraint(
                name="kernel_unit_one_district",
                fields=["kind"],
                condition=Q(kind="district", valid_to=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitPast(models.Model):
    """What a unit was called, and what it was part of, for a time that is over.

    Its row says how it is now; this says how it was from ``valid_from`` up to, not including,
    ``valid_to``. Units that were never renamed or moved have none. Personal data: none.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="past")
    name = models.CharField(_("name"), max_length=120)
    style = models.CharField(_("style"), max_length=16, blank=True, default="")
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("part of")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))

    class Meta:
        app_label = "kernel"
        verbose_name = _("former state of a unit")
        verbose_name_plural = _("former states of units")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="kernel_unitpast_once", fields=["unit", "valid_from"]),
            models.CheckConstraint(
                name="kernel_unitpast_days_in_order", condition=Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitCode(models.Model):
    """A number somebody else gave to a unit, in that somebody's system and for a time.

    Systems contradict each other (the lists of the statistics bureau and of civil
    affairs), so a code never is a key. Personal data: none.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="codes")
    system = models.CharField(_("system"), max_length=16)
    code = models.CharField(_("code"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)

    class Meta:
        app_label = "kernel"
        verbose_name = _("unit code")
        verbose_name_plural = _("unit codes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="kernel_unitcode_once", fields=["system", "code", "valid_from"]
            ),
            models.CheckConstraint(
                name="kernel_unitcode_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}:{self.code}"


class UnitShape(models.Model):
    """One version of a unit's outline: two-dimensional WKB, (lon, lat) in degrees, EPSG:4490.

    ``datum`` is what the source declared; the bytes are already converted. The present
    shape has no ``valid_to``. Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shapes")
    number = models.PositiveIntegerField(_("version"))
    wkb = models.BinaryField(_("outline"))
    datum = models.CharField(_("declared datum"), max_length=16)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)
    area_m2 = models.PositiveBigIntegerField(_("area in square metres"))

    class Meta:
        app_label = "kernel"
        verbose_name = _("unit shape")
        verbose_name_plural = _("unit shapes")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="kernel_unitshape_number", fields=["unit", "number"]),
            models.UniqueConstraint(
                name="kernel_unitshape_one_present", fields=["unit"], condition=Q(valid_to=None)
            ),
            models.CheckConstraint(
                name="kernel_unitshape_datum_known", condition=Q(datum__in=sorted(DATUMS))
            ),
            models.CheckConstraint(
                name="kernel_unitshape_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number}"


class TerritoryVersion(models.Model):
    """One change of the territory; the highest ``id`` is the present version.

    The number comes from the database's sequence, so that a change taken back never
    lends its number to another one: what a process keeps in memory under a number
    stays right. Personal data: none (keys only).
    """

    id = models.BigAutoField(primary_key=True)
    changed_at = models.DateTimeField(_("changed at"))
    person_id = models.UUIDField(_("person"), null=True)
    post_id = models.UUIDField(_("post"), null=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        app_label = "kernel"
        verbose_name = _("version of the territory")
        verbose_name_plural = _("versions of the territory")

    def __str__(self) -> str:
        return str(self.pk)
