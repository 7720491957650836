"""When the figures are clear enough to suggest a datum."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.kernel.common import points

CANDIDATES: tuple[str, ...] = (points.CGCS2000, points.GCJ02, points.BD09)
"""What is tried; WGS 84 lies where EPSG:4490 does, to decimetres, and shares its figure."""

MOST_LOOKED_AT = 2000
"""POLICY. So many features, evenly out of the file, are looked at; ours (decision 0039)."""

LEAST_SHARE = 0.9
"""POLICY. A datum is suggested if at least so much lies where it should …"""

LEAST_AHEAD = 0.02
"""POLICY. … and so much more than under any other; both ours (decision 0039)."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much lies where it should if the file lies on a datum: 0 to 1."""

    datum: str
    share: float

    @property
    def percent(self) -> str:
        """Return the share in percent with one decimal."""
        return f"{self.share * 100:.1f}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The shares under each datum, how many features they come from, and what they suggest.

    ``suggested`` is ``None`` where the figures do not tell the datums apart, or where nothing
    in the file names a unit that has an outline here.
    """

    shares: Sequence[Share]
    count: int

    @property
    def suggested(self) -> str | None:
        """Return the datum that the figures speak for, if they are clear."""
        if not self.count:
            return None
        best, second = sorted(self.shares, key=lambda each: -each.share)[:2]
        is_clear = best.share >= LEAST_SHARE and best.share - second.share >= LEAST_AHEAD
        return best.datum if is_clear else None
