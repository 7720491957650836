"""How much of what is drawn lies where it should, under one datum after the other."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.kernel.datum_evidence.rules import CANDIDATES, Share
from linli.kernel.datums.solver import outlines_from_datum


def shares(drawn: NDArray[Any], meant: NDArray[Any], is_own: NDArray[np.bool_]) -> list[Share]:
    """Return the mean share that lies where it should, for each datum.

    Of a point: whether it lies in the unit. Of an area: how much of it lies in the unit it is
    part of; where the unit itself is there already, what both share of what either covers.

    Args:
        drawn: points and areas as the file has them.
        meant: for each the outline of the unit it means, or of what that is part of.
        is_own: for each whether it is the former.
    """
    return [
        Share(datum, float(_inside(outlines_from_datum(datum, drawn), meant, is_own).mean()))
        for datum in CANDIDATES
    ]


def _inside(drawn: NDArray[Any], meant: NDArray[Any], is_own: NDArray[np.bool_]) -> NDArray[Any]:
    areas, common = shapely.area(drawn), shapely.area(shapely.intersection(drawn, meant))
    whole = np.where(is_own, areas + shapely.area(meant) - common, areas)
    has_area = areas > 0
    found = np.asarray(shapely.intersects(drawn, meant), dtype=np.float64)
    found[has_area] = common[has_area] / whole[has_area]
    return found
