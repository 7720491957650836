"""Persons, organisations, posts, and the counting of attempts."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from linli.kernel.people.rules import POST_ROLES, ROLE_NAMES


class People(BaseUserManager["Person"]):
    """Finds a person by the name she signs in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person who signs in as ``username``."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """One who holds posts, or once did; an account when ``username`` is set.

    States: with a usable password (may sign in), without one (posted, cannot sign in),
    inactive (left).

    Personal data: name, phone, email; erased by people.services.forget.
    """

    id = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=150, unique=True, null=True)
    name = models.CharField(max_length=80, verbose_name="姓名")
    phone = models.CharField(max_length=20, blank=True, verbose_name="电话")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)

    objects = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.name

    def has_perm(self, *_: Any) -> bool:
        """Return False: rights come from posts, never from permission tables."""
        return False


class Organisation(models.Model):
    """An office, department, community or company that has posts and can be given a case.

    Personal data: none.
    """

    class Kind(models.TextChoices):
        DISTRICT_OFFICE = "district_office", "区级机关"
        DEPARTMENT = "department", "职能部门"
        STREET_OFFICE = "street_office", "街道（乡镇）"
        COMMUNITY = "community", "社区（村）"
        PROPERTY_COMPANY = "property_company", "物业服务企业"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120, verbose_name="名称")
    code = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="organisation_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One person, in one organisation, with one role over one unit, for a time.

    States: to come, held, ended (``ends_on`` is the first day it is no longer held).

    Personal data: none of its own; the person's name is shown to staff only.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey("kernel.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("kernel.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=20, choices=[(role.value, ROLE_NAMES[role]) for role in POST_ROLES]
    )
    unit = models.ForeignKey("kernel.Unit", models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        app_label = "kernel"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], name="post_person"),
            models.Index(fields=["organisation", "role"], name="post_hands"),
            models.Index(fields=["unit", "role"], name="post_unit"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="post_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"


class Attempt(models.Model):
    """How often one source has tried one thing within one window.

    ``source`` is a keyed digest of an address or a device, never the address itself;
    ``window`` is the Unix minute in which the window began.

    Personal data: none; rows older than a day are removed by people.services.sweep_attempts.
    """

    source = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "window"], name="attempt_once_a_window")
        ]
