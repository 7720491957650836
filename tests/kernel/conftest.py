"""A small district in boxes of a hundredth of a degree, about a kilometre."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.district import District
    from tests.kernel.town import Town


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> "Town":
    """Return a district with both branches: two grids, two micro-grids, three compounds.

    Longitude 113.00 to 113.02, latitude 29.00 to 29.01; the grids meet at 113.01.
    ``园`` lies in the first grid, ``苑`` crosses both, ``村`` has no outline.
    """
    from linli.kernel.territory.rules import Kind
    from tests.kernel.town import Town

    settings.VAR = tmp_path
    town = Town()
    town.plan("区", Kind.DISTRICT, "", (112.9, 28.9, 113.1, 29.1))
    town.plan("东茅岭", Kind.STREET, "区")
    town.plan("花板桥", Kind.COMMUNITY, "东茅岭")
    town.plan("湖滨", Kind.COMMUNITY, "东茅岭", style="village")
    town.plan("一格", Kind.GRID, "花板桥", (113.00, 29.00, 113.01, 29.01))
    town.plan("二格", Kind.GRID, "湖滨", (113.01, 29.00, 113.02, 29.01))
    town.plan("一微", Kind.MICRO_GRID, "一格", (113.00, 29.00, 113.005, 29.01))
    town.plan("园", Kind.COMPOUND, "花板桥", (113.001, 29.001, 113.004, 29.004), households=320)
    town.plan("苑", Kind.COMPOUND, "湖滨", (113.009, 29.001, 113.012, 29.004))
    town.plan("村", Kind.COMPOUND, "湖滨")
    town.plan("1栋", Kind.BUILDING, "园", (113.001, 29.001, 113.002, 29.002))
    town.plan("2栋", Kind.BUILDING, "园")
    town.plan("10栋", Kind.BUILDING, "园")
    town.plan("3栋", Kind.BUILDING, "苑", (113.0105, 29.002, 113.0115, 29.003))
    town.plan("一单元", Kind.ENTRANCE, "1栋")
    town.add()
    return town


@pytest.fixture
def district(db: None) -> "District":
    """Return the small district with its posts, for what hangs on roles."""
    from tests.district import small_district

    return small_district()
