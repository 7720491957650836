"""What leaves the house for a reporter."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.notices.letters.rules import UNDER_WAY

UNDER_WAY_WORDS = sorted(state.value for state in UNDER_WAY)


class Letter(models.Model):
    """One message to the reporter of a case, asked for by one entry: her follow-up by message.

    States: waiting, sending (a worker has it), sent (a channel took it), given_up (none did),
    not_needed (she answered meanwhile, or nothing is asked any more). ``was_cut``: a worker
    was interrupted while sending, so that it may have gone out twice.

    Personal data: none; address, number and link are read and made when it is sent.
    """

    entry_id = models.BigIntegerField(unique=True)
    follow_up_id = models.UUIDField(unique=True)
    case_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    reason = models.CharField(max_length=12, blank=True)
    way = models.CharField(max_length=8, blank=True)
    was_cut = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "notices"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state__in=UNDER_WAY_WORDS),
                name="letter_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
