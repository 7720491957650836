"""A file that was looked at is taken in, and put away."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel.deliveries import queries as deliveries
from linli.kernel.deliveries import services as keeping
from linli.kernel.deliveries.rules import Report
from linli.kernel.journal.rules import Stamp
from linli.kernel.ledgers.rules import Ledger
from linli.kernel.map_files import services as map_files
from linli.kernel.map_files.rules import Wanted
from linli.kernel.people.rules import Actor, check_may_edit_territory
from linli.kernel.post_ledgers import services as posts
from linli.kernel.unit_ledgers import services as units
from linli.ui.files.forms import MAP


@transaction.atomic
def take_in(
    actor: Actor,
    *,
    delivery_id: UUID,
    wanted: Wanted | None,
    stamp: Stamp,
    keys: Callable[[], UUID],
) -> Report:
    """Take a file in, all of it or nothing, and put it away.

    Raises:
        Forbidden: the actor is neither operator nor district desk.
        DeliveryGone: it was taken in already, or another post brought it.
        LinliError: whatever the service of the file refuses; the file then stays.
    """
    check_may_edit_territory(actor)
    delivery = keeping.hold(actor, delivery_id=delivery_id)
    how: dict[str, Any] = {"delivery_id": delivery_id, "stamp": stamp, "keys": keys}
    with deliveries.unfolded(delivery) as path:
        if delivery.what == MAP and wanted:
            report = map_files.take_in(actor, file=path, wanted=wanted, source=delivery.name, **how)
        elif delivery.what == Ledger.POSTS:
            report = posts.take_in(actor, file=path, **how)
        else:
            ledger = Ledger(delivery.what)
            report = units.take_in(actor, file=path, ledger=ledger, source=delivery.name, **how)
    keeping.put_away(actor, delivery_id=delivery_id)
    return report
