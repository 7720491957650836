"""How progress is summed up, and how stages look on a map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.party.preparations.rules import Stage
from linli.party.relations.rules import Relation

STATES: dict[Stage, str] = {
    Stage.NOT_STARTED: "running",
    Stage.PREPARING: "soon",
    Stage.APPLIED: "soon",
    Stage.APPROVED: "soon",
    Stage.FOUNDED: "met",
}
"""Stage → colour on the map: grey waits, amber is on its way, green is founded."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A compound as the figures need it; ``founded_on`` only where one is founded."""

    compound_id: UUID
    street_id: UUID | None
    street: str
    community_id: UUID | None
    community: str
    relation: Relation
    stage: Stage
    founded_on: date | None = None

    @property
    def is_founded(self) -> bool:
        """Return whether it has its organisation."""
        return self.stage is Stage.FOUNDED

    @property
    def is_started(self) -> bool:
        """Return whether it is on its way, and not there yet."""
        return self.stage not in (Stage.NOT_STARTED, Stage.FOUNDED)

    @property
    def is_coinciding(self) -> bool:
        """Return whether it has one and is equal to a grid or a micro-grid."""
        return self.is_founded and self.relation is Relation.EQUAL


@dataclass(frozen=True, slots=True)
class Figures:
    """The three figures of the article (row P3), with the street that has the most.

    ``most`` is 0 and ``most_street`` empty before there is an organisation.
    """

    compounds: int
    founded: int
    coinciding: int
    most: int
    most_street: str


def figures(found: Iterable[Covered]) -> Figures:
    """Return the figures of compounds; of streets with as many the first by name is named."""
    listed = list(found)
    by_street: dict[tuple[UUID | None, str], int] = {}
    for each in listed:
        if each.is_founded:
            key = (each.street_id, each.street)
            by_street[key] = by_street.get(key, 0) + 1
    most = min(by_street, key=lambda key: (-by_street[key], key[1]), default=None)
    return Figures(
        compounds=len(listed),
        founded=sum(each.is_founded for each in listed),
        coinciding=sum(each.is_coinciding for each in listed),
        most=by_street[most] if most else 0,
        most_street=most[1] if most else "",
    )
