"""What the catalogue says of one kind of matter."""

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.calendar.rules import Limit
from linli.kernel.common.errors import InputRefused, gettext_noop


class UnknownCategory(InputRefused):
    """The catalogue has no such category."""

    code = "grid.unknown_category"
    message = gettext_noop("The catalogue has no category “%(category)s”.")
    hint = gettext_noop("Choose a category from the list.")


class Level(StrEnum):
    """Who settles a kind of matter; a matter of the grid is led by its community."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


class Visibility(StrEnum):
    """Whether neighbours may see that such a matter exists."""

    PUBLIC = "public"
    PRIVATE = "private"


EMERGENCY_LINES = ("110", "119", "120")


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of matter, as one edition of the catalogue has it.

    ``department`` is the word under which the list of duties finds who is in charge.
    ``emergency`` is the number to call first, or ''. ``keywords`` are texts as residents write
    them; of words separated by a space all are needed, of those by a ``/`` one. ``source`` says where
    the two limits come from; ``sort`` is the place in the list, from 1. Without ``handle``
    there is no deadline for such a matter.
    """

    code: str
    name_zh: str
    name_en: str
    group_zh: str
    group_en: str
    level: Level
    department: str
    handle: Limit | None
    verify: Limit
    emergency: str
    visibility: Visibility
    keywords: tuple[str, ...]
    source: str
    sort: int

    @property
    def is_public(self) -> bool:
        """Return whether such a matter may be shown to neighbours; an emergency never is."""
        return self.visibility is Visibility.PUBLIC and not self.emergency
