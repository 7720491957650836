"""What is told of a place that was divided anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class PlaceRedivided(News):
    """Parts of a place ended on a day, others began; posts and offices went to the heirs.

    ``begun``: key, name, code or ''. ``heirs``: ended unit → its heir. ``followed``: post or
    organisation, its key, the former and the later unit.
    """

    place_id: UUID
    on: date
    ended: Sequence[UUID]
    begun: Sequence[tuple[UUID, str, str]]
    heirs: Mapping[UUID, UUID]
    followed: Sequence[tuple[str, UUID, UUID, UUID]]
    verb: ClassVar[str] = "kernel.place_redivided"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return keys, names and codes; outlines are rows of the territory."""
        return {
            "place": self.place_id,
            "on": self.on,
            "ended": list(self.ended),
            "begun": [list(each) for each in self.begun],
            "heirs": {str(key): heir for key, heir in self.heirs.items()},
            "followed": [list(each) for each in self.followed],
        }
