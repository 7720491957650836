"""What a compound is like is entered; rows are added, never changed."""

from uuid import UUID

from django.db import transaction

from linli.kernel.common.text import clean
from linli.kernel.compounds import queries, rules
from linli.kernel.compounds.models import Attributes
from linli.kernel.compounds.news import CompoundDescribed
from linli.kernel.compounds.rules import Values
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.people.rules import Actor
from linli.kernel.territory.models import Unit


def stream_of(compound_id: UUID) -> str:
    """Return the name of the stream that holds what was entered for a compound."""
    return f"kernel.compound:{compound_id}"


@transaction.atomic
def describe(
    actor: Actor, *, attributes_id: UUID, compound_id: UUID, values: Values, stamp: Stamp
) -> Attributes:
    """Enter what a compound is like on a day, in place of what was known.

    Raises:
        Forbidden, NotFound: the actor does not keep the registers of this compound.
        SourceNeeded, ValueOutOfRange, SpareRoomContradicts, OlderThanKnown.
    """
    queries.keepable(actor, compound_id)
    Unit.objects.select_for_update().get(pk=compound_id)
    known = queries.attributes(compound_id)
    rules.check_values(values, newest=known.as_of if known else None)
    fields = values.fields() | {"source": clean(values.source, most=rules.MOST_SOURCE)}
    row = Attributes.objects.create(
        id=attributes_id, compound_id=compound_id, entered_at=stamp.at, **fields
    )
    source = fields.pop("source")
    told = CompoundDescribed(compound_id=compound_id, attributes_id=row.pk, changes=fields)
    journal.record([Line(actor, stream_of(compound_id), told, stamp, {"source": source})])
    return row
