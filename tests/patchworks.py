"""Small patchworks for tests: squares of 100 m in rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from linli.grid.patchworks.solver import Patchwork, sewn
from linli.grid.planning.solver import Ground

SIDE = 100.0


def squares(count: int, width: int) -> Any:
    """Return ``count`` squares in rows of ``width``, the lowest row first."""
    return np.array(
        [
            shapely.box(
                n % width * SIDE, n // width * SIDE, (n % width + 1) * SIDE, (n // width + 1) * SIDE
            )
            for n in range(count)
        ],
        dtype=object,
    )


def rows(households: Sequence[int], width: int, **more: Sequence[int]) -> Patchwork:
    """Return a patchwork of squares with these households; ``more`` as ``sewn`` takes it."""
    given = {name: np.array(each, dtype=np.int64) for name, each in more.items()}
    counted = np.array(households, dtype=np.int64)
    return sewn(squares(len(households), width), households=counted, **given)


def ground(households: Sequence[int], width: int, **more: Any) -> Ground:
    """Return the ground of such squares."""
    outlines = squares(len(households), width)
    none = [-1] * len(households)
    return Ground(
        outline=shapely.to_wkb(shapely.union_all(outlines)),
        pieces=shapely.to_wkb(outlines).tolist(),
        households=households,
        **({"compounds": none, "presents": none} | more),
    )
