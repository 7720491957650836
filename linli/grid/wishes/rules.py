"""What a plan of grids is asked for: the band of households, the weights, why one cannot be met."""

from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_HOUSEHOLDS = 100_000


class BandRefused(InputRefused):
    """The band of households cannot be meant."""

    code = "grid.band_refused"
    message = gettext_noop("From %(least)s to %(most)s households is no band.")
    hint = gettext_noop("Give two whole numbers, 1 to 100,000, the smaller first.")


@dataclass(frozen=True, slots=True)
class Band:
    """How many households a group is to have: ``least`` to ``most``, best ``target``.

    Raises:
        BandRefused: the bounds are in no order.
    """

    least: int = 300
    most: int = 500
    target: int = 400

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.target <= self.most <= MOST_HOUSEHOLDS:
            raise BandRefused(least=self.least, most=self.most)

    def holds(self, households: int) -> bool:
        """Return whether a group of this size is in the band."""
        return self.least <= households <= self.most

    def counts(self, total: int) -> list[int]:
        """Return into how many groups ``total`` may be divided, the nearest to the target first.

        Where no number of groups fits, the two between which it lies, the less wrong first.
        """
        fewest, mostest = -(-total // self.most), total // self.least
        if fewest <= mostest and mostest > 0:
            numbers = range(max(1, fewest), mostest + 1)
            return sorted(numbers, key=lambda count: (abs(total / count - self.target), count))
        near = sorted({max(1, mostest), max(1, fewest)})
        return sorted(near, key=lambda count: (self._off(total / count), count))

    def _off(self, size: float) -> float:
        return max(self.least - size, size - self.most, 0.0)

    def fits(self, total: int) -> bool:
        """Return whether some number of equal groups of ``total`` is in the band."""
        return 0 < -(-total // self.most) <= total // self.least


@dataclass(frozen=True, slots=True)
class Weights:
    """POLICY. What counts how much in the sum that a plan makes as small as it can.

    For each group: ``balance`` times its distance from the target as a share of it;
    ``compact`` times 1/√(Polsby–Popper) - 1; ``whole`` for each further grid a compound
    falls into; ``roads`` for each further block of main roads; ``keep`` times the households
    that come from another grid than most of the group, as a share of the target.
    """

    balance: float = 2.0
    compact: float = 1.0
    whole: float = 1.0
    roads: float = 1.0
    keep: float = 1.0


class Reason(StrEnum):
    """Why a community has groups outside the band."""

    TOO_FEW = "too_few"
    BETWEEN = "between"
    TOO_LARGE_A_PIECE = "too_large_a_piece"
    NOT_FOUND = "not_found"


REASON_WORDS: dict[Reason, str] = {
    Reason.TOO_FEW: gettext_noop(
        "It has %(households)s households, fewer than the smallest grid may have."
    ),
    Reason.BETWEEN: gettext_noop(
        "%(households)s households cannot be divided into grids of %(least)s to %(most)s."
    ),
    Reason.TOO_LARGE_A_PIECE: gettext_noop(
        "One building or compound that cannot be divided has more than %(most)s households."
    ),
    Reason.NOT_FOUND: gettext_noop(
        "No division was found with every grid inside %(least)s to %(most)s."
    ),
}


class Way(StrEnum):
    """How the groups of a community were found."""

    GROUPS = "groups"
    CUT = "cut"
    KEPT = "kept"
    HAND = "hand"


def reason(band: Band, *, total: int, largest: int) -> Reason:
    """Return why a community has a group outside the band.

    Args:
        band: what was asked for.
        total: households of the community.
        largest: households of its largest piece.
    """
    if total < band.least:
        return Reason.TOO_FEW
    if largest > band.most:
        return Reason.TOO_LARGE_A_PIECE
    return Reason.NOT_FOUND if band.fits(total) else Reason.BETWEEN
