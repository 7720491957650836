"""Keys of tools that speak to the house without a person before the screen."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Key(models.Model):
    """What a tool shows to be let in; its secret is never stored, only the SHA-256 of it.

    A key of a post acts as that post while it is held; a key of an organisation acts for a
    partner without any right of staff. States: open, run out (``expires_at``), withdrawn
    (``revoked_at``). ``last_used_on`` is written at most once a day.

    Personal data: name, as far as somebody writes a person's into it; erased by hand of the
    operator, like the name of an office.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=80, verbose_name="名称")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=6)
    scopes = ArrayField(models.CharField(max_length=20))
    post = models.ForeignKey("kernel.Post", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "kernel.Organisation", models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        app_label = "kernel"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(post__isnull=True) ^ Q(organisation__isnull=True),
                name="key_has_one_holder",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hint}… {self.name}"
