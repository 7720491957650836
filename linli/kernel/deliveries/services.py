"""Files are kept for a day, put away once they were taken in, and swept."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from linli.kernel.common import text
from linli.kernel.common.errors import Forbidden
from linli.kernel.deliveries import queries
from linli.kernel.deliveries.models import Delivery
from linli.kernel.deliveries.rules import KEPT
from linli.kernel.journal.rules import Stamp
from linli.kernel.map_readings.solver import check_size
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.store import services as store

MOST_NAME = 120


class Sent(Protocol):
    """A file as a door has it: on disk, not yet in memory."""

    name: str | None
    size: int | None

    def read(self) -> bytes:
        """Return all of it."""


@transaction.atomic
def keep(actor: Actor, *, delivery_id: UUID, what: str, sent: Sent, stamp: Stamp) -> Delivery:
    """Keep a file for a day, so that it can be looked at before it is taken in.

    Raises:
        Forbidden: the actor is neither operator nor district desk, or has no post.
        FileTooLarge: before anything of it is read.
    """
    check_may_edit_territory(actor)
    if actor.post_id is None:
        raise Forbidden
    check_size(sent.size or 0)
    file = store.put(sent.read(), kind="deliveries", key=delivery_id, ending=".bin")
    return Delivery.objects.create(
        id=delivery_id,
        post_id=actor.post_id,
        what=what,
        name=text.clean(sent.name or "", most=1000)[-MOST_NAME:],
        size=sent.size or 0,
        at=stamp.at,
        file=file,
    )


def hold(actor: Actor, *, delivery_id: UUID) -> Delivery:
    """Return a file of the actor's post and let nobody else take it in meanwhile.

    Raises:
        DeliveryGone: there is none, or another post brought it.
    """
    Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    return queries.delivery_of(actor, delivery_id)


@transaction.atomic
def put_away(actor: Actor, *, delivery_id: UUID) -> None:
    """Remove a file that was taken in, or that nobody wants any more.

    Raises:
        DeliveryGone: there is none, or another post brought it.
    """
    delivery = hold(actor, delivery_id=delivery_id)
    store.remove_later([delivery.file])
    delivery.delete()


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Remove files that were kept for a day and return how many there were."""
    old = list(Delivery.objects.filter(at__lt=at - KEPT))
    store.remove_later(delivery.file for delivery in old)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in old]).delete()
    return len(old)
