"""What a post heard when it asked after closing."""

from typing import ClassVar

from django.db import models

from linli.grid.cases.models import Case


class FollowUp(models.Model):
    """One attempt to ask the reporter, after closing, whether it is settled and she satisfied.

    ``round`` is how often the case had been reopened then, ``number`` the attempt in that
    round. States (``outcome``): reached (both answers are there), no_answer, wrong_number,
    declined, asked (by message; she answers on the page of her matter or not at all),
    undelivered (asked by message, and no channel took it).
    ``is_last``: nothing more is tried in this round. Words lie in the payload of ``entry``,
    an entry of the case's own stream, whose details hold every field of this row.

    Personal data: none; the words are erased with those of the case.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=8)
    outcome = models.CharField(max_length=12)
    settled = models.CharField(max_length=8, blank=True)
    satisfied = models.CharField(max_length=12, blank=True)
    is_last = models.BooleanField()
    post_id = models.UUIDField()
    at = models.DateTimeField()
    entry = models.PositiveIntegerField()

    class Meta:
        app_label = "grid"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "round", "number"], name="follow_up_once")
        ]
