"""Files that wait to be taken in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from linli.kernel.deliveries.models import Delivery
from linli.kernel.deliveries.rules import DeliveryGone
from linli.kernel.people.rules import Actor
from linli.kernel.store import queries as store

MOST_LISTED = 20


def delivery_of(actor: Actor, delivery_id: UUID) -> Delivery:
    """Return a file that the actor's post brought.

    Raises:
        DeliveryGone: there is none, or another post brought it.
    """
    found = Delivery.objects.filter(pk=delivery_id).first()
    if found is None or found.post_id != actor.post_id:
        raise DeliveryGone
    return found


def waiting(actor: Actor) -> list[Delivery]:
    """Return the files of the actor's post that wait, newest first; at most 20."""
    if actor.post_id is None:
        return []
    return list(Delivery.objects.filter(post_id=actor.post_id).order_by("-at")[:MOST_LISTED])


@contextmanager
def unfolded(delivery: Delivery) -> Iterator[Path]:
    """Yield a path at which the file lies for as long as it is read.

    Raises:
        NotFound: the store lost it.
    """
    with TemporaryDirectory(prefix="linli-delivery-") as folder:
        path = Path(folder) / "file"
        with store.opened(delivery.file) as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path
