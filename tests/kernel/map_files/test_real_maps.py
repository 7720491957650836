"""Maps and ledgers on real files: Hangzhou's outlines, Harbin's and Yueyang's lists."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from linli.kernel.deliveries.rules import Outcome, Report
from linli.kernel.journal.rules import Stamp
from linli.kernel.ledgers.rules import Ledger
from linli.kernel.map_files import services as map_files
from linli.kernel.map_files.rules import Wanted
from linli.kernel.map_readings.rules import Form
from linli.kernel.map_writings import queries as map_writings
from linli.kernel.map_writings.rules import Export
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from linli.kernel.unit_ledgers import services as unit_ledgers
from tests.kernel.ledgers.sheets import workbook
from tests.kernel.town import AT, OPERATOR, Town, key

REAL_DATA = os.environ.get("LINLI_REAL_DATA", "")
pytestmark = pytest.mark.skipif(not REAL_DATA, reason="LINLI_REAL_DATA does not name a folder")
FOLDER = Path(REAL_DATA)
HANGZHOU = FOLDER / "residential" / "hangzhou_residential_osm_dev.geojson"
HEAD = ("小区名称", "所属社区", "户数")


@pytest.fixture
def one(db: None) -> None:
    """Store a district with one community, of which everything is part."""
    town = Town()
    town.plan("区", Kind.DISTRICT, "")
    town.plan("某街道", Kind.STREET, "区")
    town.plan("某社区", Kind.COMMUNITY, "某街道")
    town.add()


def _look(path: Path, datum: str) -> Report:
    wanted = Wanted(Kind.COMPOUND, datum)
    return map_files.look(OPERATOR, file=path, wanted=wanted, at=AT, keys=key)


def _take_in(path: Path) -> Report:
    return map_files.take_in(
        OPERATOR,
        file=path,
        wanted=Wanted(Kind.COMPOUND, "WGS84"),
        source=path.name,
        delivery_id=key(),
        stamp=Stamp(at=AT, recorded_at=AT, salt=bytes(16)),
        keys=key,
    )


def test_the_nameless_and_the_doubled_of_972_compounds_are_named_by_row(one: None) -> None:
    report = _look(HANGZHOU, "WGS84")

    codes = Counter(error.code for _, error in report.faults)
    assert codes == {"territory.name_missing": 144, "territory.row_twice": 21}
    assert report.counts[Outcome.NEW] == 807


def test_807_real_compounds_come_back_unchanged_from_every_form(one: None, tmp_path: Path) -> None:
    file = json.loads(HANGZHOU.read_text())
    faulty = {number for number, _ in _look(HANGZHOU, "WGS84").faults}
    numbered = enumerate(file["features"], start=1)
    file["features"] = [each for number, each in numbered if number not in faulty]
    path = tmp_path / "map"
    path.write_text(json.dumps(file))
    assert _take_in(path).counts[Outcome.NEW] == 807

    came_back = {}
    for form, datum in zip(Form, ("GCJ-02", "BD-09", "EPSG:4490", "GCJ-02"), strict=True):
        wanted = Export([Kind.COMPOUND], form, datum)
        path.write_bytes(map_writings.exported(OPERATOR, wanted))
        came_back[form] = _look(path, datum).counts[Outcome.UNCHANGED]

    assert came_back == dict.fromkeys(Form, 807)


def test_689_compounds_of_a_real_list_are_a_ledger(one: None, tmp_path: Path) -> None:
    with (FOLDER / "residential" / "harbin_xiaoqu_689.csv").open(encoding="utf-8") as file:
        rows = [(row["name"], "某社区", row["households"]) for row in csv.DictReader(file)]

    path = workbook(tmp_path, HEAD, *rows)
    report = unit_ledgers.look(OPERATOR, file=path, ledger=Ledger.COMPOUNDS, at=AT, keys=key)

    assert [report.counts[each] for each in (Outcome.NEW, Outcome.REFUSED)] == [689, 0]


def test_a_compound_finds_each_community_of_the_real_district(db: None, tmp_path: Path) -> None:
    with (FOLDER / "admin" / "yueyanglou_nbs2023.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    town, names = Town(), {row["code"]: row["name"] for row in rows}
    town.plan("岳阳楼区", Kind.DISTRICT, "")
    places = []
    for row in rows:
        if row["level"] == "town":
            town.plan(row["name"], Kind.STREET, "岳阳楼区")
        if row["level"] == "village":
            town.plan(row["name"], Kind.COMMUNITY, names[row["parent_code"]])
            places.append((row["name"], names[row["parent_code"]]))
    town.add()
    named_twice = {name for name, count in Counter(name for name, _ in places).items() if count > 1}

    with_streets = [(f"小区{n}", name, street) for n, (name, street) in enumerate(places)]
    without = [(name, community, "") for name, community, _ in with_streets]
    reports = [
        unit_ledgers.look(
            OPERATOR,
            file=workbook(tmp_path, ("小区名称", "所属社区", "所属街道"), *ledger),
            ledger=Ledger.COMPOUNDS,
            at=AT,
            keys=key,
        )
        for ledger in (with_streets, without)
    ]

    refused = [place for place, _ in places if place in named_twice]
    assert Unit.objects.filter(kind="community").count() == len(places) == 181
    assert reports[0].counts[Outcome.NEW] == 181
    assert [error.code for _, error in reports[1].faults] == ["ledgers.named_several"] * len(
        refused
    )
