"""The superiors' platforms that this district answers to."""

from django.db import models

from linli.grid.platforms.rules import KIND_NAMES, PlatformKind


class Platform(models.Model):
    """One platform of a superior; ``code`` names it in addresses, keys and request keys.

    ``layout`` is a ``platforms.rules.Layout`` as JSON. ``turn`` counts the changes of its
    external cases, so that a superior can ask for what changed since. States: in use, or not
    any more (``is_active`` is False): nothing new is taken in then.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60, verbose_name="名称")
    kind = models.CharField(
        max_length=12, choices=[(kind.value, KIND_NAMES[kind]) for kind in PlatformKind]
    )
    layout = models.JSONField(default=dict)
    turn = models.PositiveBigIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        app_label = "grid"

    def __str__(self) -> str:
        return self.name
