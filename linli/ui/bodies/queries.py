"""What the page of a body shows, and who may do what there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.bodies import queries as bodies
from linli.kernel.bodies.queries import BodyPage
from linli.kernel.compounds import queries as compounds
from linli.kernel.compounds.rules import KEEPERS
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory

AUTHORITIES = ["street_office", "department", "district_office"]
"""Kinds of organisations that take filings."""


@dataclass(frozen=True, slots=True)
class Register:
    """A body with everything entered for it; ``offices`` are those that take filings."""

    found: BodyPage
    may_keep: bool
    offices: Sequence[Organisation]

    @property
    def is_open(self) -> bool:
        """Return whether entries can be made for it."""
        return self.may_keep and self.found.line.body.ended_on is None


def register(actor: Actor, body_id: UUID) -> Register:
    """Return the page of a body.

    Raises:
        Forbidden, NotFound: there is no such body, or it is not the actor's to read.
    """
    may_keep = actor.role in KEEPERS
    offices = people.organisations(AUTHORITIES) if may_keep else []
    return Register(bodies.page(actor, body_id), may_keep, offices)


def compound_name(actor: Actor, compound_id: UUID) -> str:
    """Return the name of a compound that the actor keeps.

    Raises:
        Forbidden, NotFound: there is none, or it is not the actor's to keep.
    """
    compounds.keepable(actor, compound_id)
    return territory.names([compound_id])[compound_id]
