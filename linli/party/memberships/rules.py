"""Which sums of members may leave the page of an organisation: none from which few are known.

Membership is sensitive (PIPL 28, decision on Party organisations). The two numbers are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

LEAST_MEMBERS = 20
"""POLICY. A sum of fewer members is not shown."""

LEAST_ORGANISATIONS = 3
"""POLICY. Nor one over fewer organisations: whoever knows her own would know the other."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Sum:
    """Members of some organisations together, and how many organisations gave a number."""

    members: int = 0
    organisations: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.members + other.members, self.organisations + other.organisations)

    @property
    def is_large(self) -> bool:
        """Return whether the sum may be shown."""
        return self.members >= LEAST_MEMBERS and self.organisations >= LEAST_ORGANISATIONS


def shown(sums: Mapping[Key, Sum]) -> dict[Key, int]:
    """Return the sums that may stand beside their total; what is left out stays unknown.

    Small sums are left out. What the total minus the shown ones gives must be no small sum
    either, so the next smallest are left out with them until it is none.
    """
    rising = sorted(sums, key=lambda key: (sums[key].members, str(key)))
    hidden = [key for key in rising if not sums[key].is_large]
    left = [key for key in rising if sums[key].is_large]
    while left and any(sums[key].members for key in hidden) and not _together(sums, hidden):
        hidden.append(left.pop(0))
    return {key: sums[key].members for key in left}


def _together(sums: Mapping[Key, Sum], hidden: list[Key]) -> bool:
    """Return whether some sums are large together, and none of them is alone in it."""
    filled = [sums[key] for key in hidden if sums[key].members]
    return len(filled) > 1 and sum(filled, Sum()).is_large


def total(sums: Mapping[Key, Sum]) -> int | None:
    """Return the sum of all, or None where it may not be shown."""
    whole = sum(sums.values(), Sum())
    return whole.members if whole.is_large else None
