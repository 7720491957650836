"""What the page of a compound's attributes shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.compounds import queries as compounds
from linli.kernel.compounds.models import Attributes
from linli.kernel.compounds.rules import KEEPERS
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory


@dataclass(frozen=True, slots=True)
class AttributesPage:
    """What is known of a compound, the newest values first."""

    compound_id: UUID
    name: str
    may_keep: bool
    history: Sequence[Attributes]

    @property
    def newest(self) -> Attributes | None:
        """Return the values that count, or None."""
        return self.history[0] if self.history else None


def attributes(actor: Actor, compound_id: UUID) -> AttributesPage:
    """Return what is known of a compound, and was before.

    Raises:
        Forbidden, NotFound: there is no such compound, or it is not the actor's to read.
    """
    compounds.readable(actor, compound_id)
    return AttributesPage(
        compound_id=compound_id,
        name=territory.names([compound_id])[compound_id],
        may_keep=actor.role in KEEPERS,
        history=compounds.history(compound_id),
    )
