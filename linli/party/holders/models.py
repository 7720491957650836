"""Who holds a seat, where an instance may know it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from linli.party.holders.rules import PURPOSE_NAMES, Purpose


class Holder(models.Model):
    """A person who holds a seat and agreed that her name is kept; the name is in the payload.

    States: named, erased (``erased_at`` is set, the payload is gone). ``named_by_id`` is the post
    that took the consent of ``consented_on`` for ``purpose``. Never on an instance that faces
    the internet.

    Personal data: name; erased by party.holders.services.erase, and by the house when the seat
    becomes vacant or the organisation ends.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey("party.PartyOrganisation", models.PROTECT, related_name="+")
    seat = models.CharField(max_length=40)
    purpose = models.CharField(
        max_length=12, choices=[(each.value, PURPOSE_NAMES[each]) for each in Purpose]
    )
    consented_on = models.DateField()
    named_at = models.DateTimeField()
    named_by_id = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)
    words = models.ForeignKey("kernel.Payload", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        app_label = "party"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "seat"],
                condition=Q(erased_at=None),
                name="holder_of_seat",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
