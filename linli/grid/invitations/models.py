"""The links that messages bring."""

from django.db import models

from linli.grid.cases.models import Case


class Invitation(models.Model):
    """The link of one message that asks for a verdict; its key is that of the follow-up.

    ``token`` is the SHA-256 of the link, which is never stored; ``round`` is how often the case
    had been reopened when she was asked. States: open, rated, over; worked out from the case
    and ``ends_at``.

    Personal data: token; erased by grid.reporters.services.forget.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "grid"
