"""The codes of units in the systems that stand side by side."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.territory.models import UnitCode
from linli.kernel.territory.queries import in_force
from linli.kernel.unit_codes.rules import CIVIL_AFFAIRS, STATISTICS


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a unit on a day: system → code, and whether the two lists from above agree.

    They agree where the shorter one begins the longer one, or where one of both is missing.
    """

    codes: dict[str, str]

    @property
    def differ(self) -> bool:
        """Return whether statistics and civil affairs give the unit different numbers."""
        pair = sorted((self.codes.get(STATISTICS, ""), self.codes.get(CIVIL_AFFAIRS, "")), key=len)
        return not pair[1].startswith(pair[0])


def codes_on(unit_ids: Collection[UUID], *, on: date | None = None) -> dict[UUID, Codes]:
    """Return the codes of units on a day, else the present ones; one statement."""
    rows = UnitCode.objects.filter(in_force(on), unit__in=unit_ids)
    found: dict[UUID, Codes] = {key: Codes({}) for key in unit_ids}
    for unit, system, code in rows.order_by("valid_from").values_list("unit_id", "system", "code"):
        found[unit].codes[system] = code
    return found


def history(unit_id: UUID) -> list[UnitCode]:
    """Return all codes a unit has or had, by system, oldest first; one statement."""
    return list(UnitCode.objects.filter(unit_id=unit_id).order_by("system", "valid_from", "pk"))
