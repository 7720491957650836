"""Two lists of codes from above stand side by side, and contradict each other."""

import csv
import os
from pathlib import Path

import pytest

from linli.kernel.common.errors import LinliError
from linli.kernel.territory.rules import Kind
from linli.kernel.unit_codes.queries import Codes
from linli.kernel.unit_codes.rules import check_code


@pytest.mark.parametrize(
    ("system", "kind", "code", "fits"),
    [
        ("nbs", Kind.STREET, "430602013000", True),
        ("nbs", Kind.COMMUNITY, "430602013001", True),
        ("nbs", Kind.STREET, "430602013", False),
        ("mca", Kind.DISTRICT, "430602", True),
        ("mca", Kind.STREET, "430602017", True),
        ("mca", Kind.STREET, "43060201７", False),
        ("mca", Kind.STREET, "430602017000", False),
        ("mca", Kind.COMMUNITY, "430602017001", True),
        ("district", Kind.GRID, "WLP-01", True),
        ("district", Kind.GRID, "W" * 41, False),
    ],
)
def test_a_code_has_the_form_of_its_system(system: str, kind: Kind, code: str, fits: bool) -> None:
    if fits:
        check_code(system, code, kind)
    else:
        with pytest.raises(LinliError) as refused:
            check_code(system, code, kind)
        assert refused.value.code == "unit_codes.code_unfit"


@pytest.mark.parametrize(
    ("codes", "differ"),
    [
        ({}, False),
        ({"nbs": "430602001000"}, False),
        ({"nbs": "430602001000", "mca": "430602001"}, False),
        ({"nbs": "430602013000", "mca": "430602017"}, True),
    ],
)
def test_it_is_said_where_two_lists_contradict_each_other(
    codes: dict[str, str], differ: bool
) -> None:
    assert Codes(codes).differ is differ


@pytest.mark.skipif("LINLI_REAL_DATA" not in os.environ, reason="LINLI_REAL_DATA names no folder")
def test_the_streets_of_the_real_lists_are_told_apart() -> None:
    path = Path(os.environ["LINLI_REAL_DATA"]) / "admin" / "yueyanglou_township_crosswalk.csv"
    with path.open(encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))

    for row in rows:
        codes = {
            "nbs": row["nbs2023_code"] and row["nbs2023_code"] + "000",
            "mca": row["mca2025_code"],
        }
        for system, code in codes.items():
            if code:
                check_code(system, code, Kind.STREET)
        assert Codes(codes).differ is row["note"].startswith("同名不同码")
