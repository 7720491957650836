"""The catalogue of categories in its editions, and the list of duties."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Catalogue(models.Model):
    """One edition of the catalogue; an edition never changes once it is adopted.

    States: in force (``valid_to`` is empty), superseded. A case keeps the edition it was
    registered under.

    Personal data: none.
    """

    number = models.PositiveIntegerField(primary_key=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    adopted_at = models.DateTimeField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["valid_to"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="catalogue_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="catalogue_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Category(models.Model):
    """One kind of matter: whose it is, how long it may take, who may see it.

    Values of hour units are minutes, others whole days; ``source`` says where the limits come
    from. ``keywords`` is a list of texts as residents write them: of words separated by a space
    all are needed, of those separated by a slash one. States: none of its own, see its edition.

    Personal data: none.
    """

    class Level(models.TextChoices):
        GRID = "grid", "网格"
        COMMUNITY = "community", "社区（村）"
        STREET = "street", "街道（乡镇）"
        DISTRICT = "district", "区"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "公开"
        PRIVATE = "private", "不公开"

    edition = models.ForeignKey(Catalogue, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=12, verbose_name="代码")
    name_zh = models.CharField(max_length=60, verbose_name="名称")
    name_en = models.CharField(max_length=80)
    group_zh = models.CharField(max_length=40, verbose_name="大类")
    group_en = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    department = models.CharField(max_length=40)
    handle_value = models.PositiveIntegerField(null=True)
    handle_unit = models.CharField(max_length=16)
    verify_value = models.PositiveIntegerField()
    verify_unit = models.CharField(max_length=16)
    emergency = models.CharField(max_length=3, blank=True)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    keywords = models.JSONField(default=list)
    source = models.CharField(max_length=200)
    sort = models.PositiveIntegerField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "code"], name="category_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Duty(models.Model):
    """One line of the list of duties: in which matters an organisation may lead or assist.

    Names either one category by its code or all categories of a department by its word.
    States: to come, in force, ended (``valid_to`` is the first moment it no longer holds).

    Personal data: none.
    """

    organisation = models.ForeignKey(
        "kernel.Organisation", models.PROTECT, related_name="+", verbose_name="单位"
    )
    category = models.CharField(max_length=12, blank=True)
    department = models.CharField(max_length=40, blank=True)
    may_lead = models.BooleanField(verbose_name="主办")
    may_assist = models.BooleanField(verbose_name="协办")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        app_label = "grid"
        verbose_name = "职责"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(category="", department__gt="") | Q(category__gt="", department=""),
                name="duty_names_one",
            ),
            models.CheckConstraint(
                condition=Q(may_lead=True) | Q(may_assist=True), name="duty_says_something"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="duty_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["organisation", "category", "department"],
                condition=Q(valid_to__isnull=True),
                name="duty_once_in_force",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["category", "department"], name="duty_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.category or self.department}"
