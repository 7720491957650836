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

    ``begun``: key, name, code or ''. ``became``: ended unit, new one, square metres in common.
    ``followed``: post or organisation, its key, the former and the later unit. Readers of changes
    of the territory find the same facts here; nothing goes to another parent.
    """

    place_id: UUID
    on: date
    ended: Sequence[UUID]
    begun: Sequence[tuple[UUID, str, str]]
    became: Sequence[tuple[UUID, UUID, int | None]]
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
            "became": [list(each) for each in self.became],
            "moved": [],
            "followed": [list(each) for each in self.followed],
        }
