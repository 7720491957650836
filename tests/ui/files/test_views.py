"""Row X3: maps and ledgers at the desk, over HTTP: sent, looked at, taken in; templates and exports."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from linli.kernel.deliveries import services as deliveries
from linli.kernel.deliveries.models import Delivery
from linli.kernel.map_readings.rules import Form
from linli.kernel.people.rules import Role
from linli.kernel.store.queries import names_in
from linli.kernel.territory.models import Unit, UnitShape
from tests.district import District, small_district
from tests.grid.desk.doors import browser_of
from tests.kernel.ledgers.sheets import workbook
from tests.kernel.map_readings.files import write

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db

BASE = "/territory/files/"
EDITORS = {Role.DISTRICT_DESK, Role.OPERATOR}
COMPOUNDS = ("小区名称", "所属社区", "户数")


@pytest.fixture
def district(settings: Any, tmp_path: Path) -> District:
    settings.MEDIA_ROOT = tmp_path
    return small_district()


@pytest.fixture
def desk(district: District) -> Client:
    return browser_of(district.actor(Role.DISTRICT_DESK))


def _send(browser: Client, what: str, name: str, content: bytes) -> str:
    """Return the address of the page of a file that was sent."""
    answer = browser.post(BASE, {"what": what, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def _map(*names: str, west: float = 113.1005) -> bytes:
    outline = shapely.geometry.mapping(shapely.box(west, 29.3505, west + 0.001, 29.3515))
    features = [
        {"properties": {"name": name, "parent": "甲社区"}, "geometry": outline} for name in names
    ]
    return json.dumps({"features": features}).encode()


def _ledger(tmp_path: Path, *rows: tuple[object, ...]) -> bytes:
    return workbook(tmp_path, COMPOUNDS, *rows).read_bytes()


def test_a_map_is_sent_declared_looked_at_and_taken_in(desk: Client) -> None:
    page = _send(desk, "map", "小区.geojson", _map("新苑"))
    first = desk.get(page)
    evidence = desk.get(page, {"kind": "compound"}).content.decode()
    asked = {"kind": "compound", "datum": "GCJ-02"}
    looked = desk.get(page, asked).content.decode()
    assert not Unit.objects.filter(name="新苑").exists()

    taken = desk.post(f"{page}take-in/", asked, follow=True)

    assert first.status_code == 200
    assert "EPSG:4490 / WGS 84" in evidence
    assert "checked" not in evidence, "nobody is led to a datum"
    assert "新苑" in looked
    assert UnitShape.objects.get(unit__name="新苑").datum == "GCJ-02"
    assert "1" in taken.content.decode()
    assert not Delivery.objects.exists()


def test_a_ledger_says_of_every_row_what_it_would_do(desk: Client, tmp_path: Path) -> None:
    page = _send(
        desk,
        "compounds",
        "台账.xlsx",
        _ledger(tmp_path, ("新苑", "甲社区", 7), ("甲东苑", "甲社区", ""), ("", "甲社区", "")),
    )

    answer = desk.get(page)
    found = answer.context["found"]
    refused = desk.post(f"{page}take-in/")

    assert answer.status_code == 422
    assert [(each.outcome, each.number) for each in found.page.object_list] == [
        ("refused", 4),
        ("new", 2),
        ("unchanged", 3),
    ]
    assert "小区名称" in answer.content.decode()
    assert "take-in" not in answer.content.decode()
    assert refused.status_code == 422
    assert not Unit.objects.filter(name="新苑").exists()


def test_a_ledger_is_taken_in_once(desk: Client, tmp_path: Path) -> None:
    content = _ledger(tmp_path, ("新苑", "甲社区", 7))
    page = _send(desk, "compounds", "台账.xlsx", content)

    taken = desk.post(f"{page}take-in/")
    again = desk.post(f"{page}take-in/")
    second = desk.get(_send(desk, "compounds", "台账.xlsx", content))

    assert (taken.status_code, again.status_code) == (302, 404)
    assert Unit.objects.get(name="新苑").households == 7
    assert second.context["found"].to_take == 0
    assert names_in(Delivery.objects.get().file.rpartition("/")[0]) != []


@pytest.mark.parametrize("word", ["compounds", "buildings", "posts"])
def test_templates_and_ledgers_can_be_saved(desk: Client, word: str) -> None:
    template = desk.get(f"{BASE}templates/{word}.xlsx")
    filled = desk.get(f"{BASE}ledgers/{word}.xlsx")
    as_csv = desk.get(f"{BASE}ledgers/{word}.csv")

    assert "filename*=utf-8''" in template.headers["Content-Disposition"]
    assert load_workbook(BytesIO(template.content)).active.max_row == 1
    assert load_workbook(BytesIO(filled.content)).active.max_row > 1
    assert as_csv.content.startswith(b"\xef\xbb\xbf")
    assert filled.headers["Cache-Control"] == "private, no-store"


def test_outlines_can_be_saved_as_a_map(desk: Client) -> None:
    asked = {"kind": ["grid", "compound"], "form": "geojson", "datum": "GCJ-02"}

    answer = desk.get(f"{BASE}map/", asked)

    kinds = {each["properties"]["kind"] for each in json.loads(answer.content)["features"]}
    assert kinds == {"grid", "compound"}
    assert "GCJ-02.geojson" in answer.headers["Content-Disposition"]


def test_a_map_of_nothing_is_asked_again(desk: Client) -> None:
    assert desk.get(f"{BASE}map/", {"form": "geojson", "datum": "GCJ-02"}).status_code == 422


@pytest.mark.parametrize("address", ["ledgers/posts.pdf", "ledgers/cats.csv", "templates/x.xlsx"])
def test_what_is_no_ledger_is_not_found(desk: Client, address: str) -> None:
    assert desk.get(f"{BASE}{address}").status_code == 404


BROKEN = {
    "map": (b"hello", "map_readings.form_unknown"),
    "posts": (b"PK\x03\x04", "sheets.not_a_sheet"),
    "compounds": ("小区名称,户数\n甲,3\n".encode(), "ledgers.headings_missing"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_cannot_be_read_says_why_on_its_page(desk: Client, what: str) -> None:
    content, code = BROKEN[what]

    answer = desk.get(_send(desk, what, "x", content))

    assert answer.status_code == 422
    assert answer.context["found"].refused.code == code


def test_a_map_that_names_another_datum_can_be_overruled(desk: Client) -> None:
    file = json.loads(_map("新苑"))
    file["crs"] = {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    page = _send(desk, "map", "x.geojson", json.dumps(file).encode())
    asked = {"kind": "compound", "datum": "BD-09"}

    refused = desk.get(page, asked)
    looked = desk.get(page, asked | {"overrules": "on"})

    assert refused.status_code == 422
    assert refused.context["found"].refused.code == "common.datum_contradicted"
    assert 'name="overrules"' in refused.content.decode()
    assert looked.context["found"].to_take == 1


def test_of_several_layers_one_is_chosen_on_the_page(desk: Client, tmp_path: Path) -> None:
    box = shapely.box(113.1005, 29.3505, 113.1015, 29.3515)
    for layer in ("网格", "小区"):
        file = write(
            tmp_path,
            Form.GEOPACKAGE,
            box,
            layer=layer,
            append=layer == "小区",
            name=[f"新{layer}"],
            parent=["甲社区"],
        )
    page = _send(desk, "map", "全区.gpkg", file.read_bytes())

    unclear = desk.get(page)
    asked = {"kind": "compound", "layer": "小区", "datum": "EPSG:4490"}
    looked = desk.get(page, asked)
    desk.post(f"{page}take-in/", asked)

    assert unclear.context["found"].refused.code == "map_readings.layer_unclear"
    assert '<option value="小区">' in unclear.content.decode()
    assert [each.name for each in looked.context["found"].page.object_list] == ["新小区"]
    assert Unit.objects.filter(name="新小区").exists()


def test_a_file_is_put_away_and_swept_after_a_day(desk: Client) -> None:
    page = _send(desk, "map", "x.geojson", _map("a"))
    _send(desk, "map", "y.geojson", _map("a"))

    desk.post(f"{page}put-away/")
    kept = deliveries.sweep(at=timezone.now() + timedelta(hours=23))
    swept = deliveries.sweep(at=timezone.now() + timedelta(hours=25))

    assert (kept, swept) == (0, 1)
    assert not Delivery.objects.exists()


def test_nobody_else_sees_the_file_of_a_post(district: District, desk: Client) -> None:
    page = _send(desk, "map", "x.geojson", _map("a"))
    operator = browser_of(district.actor(Role.OPERATOR))

    assert operator.get(page).status_code == 404
    assert operator.post(f"{page}take-in/").status_code == 404
    assert operator.post(f"{page}put-away/").status_code == 404
    assert Delivery.objects.exists()


@pytest.mark.parametrize(
    "role",
    [
        Role.DISTRICT_DESK,
        Role.OPERATOR,
        Role.SUPERVISOR,
        Role.AUDITOR,
        Role.STREET_DESK,
        Role.COMMUNITY_DESK,
        Role.GRID_OFFICER,
        Role.DEPARTMENT_OFFICER,
    ],
)
def test_only_district_desk_and_operator_come_in(district: District, role: Role) -> None:
    browser = browser_of(district.actor(role))
    asked = urlencode({"kind": "grid", "form": "geojson", "datum": "WGS84"})
    addresses = [BASE, f"{BASE}templates/posts.xlsx", f"{BASE}ledgers/posts.csv"]

    found = {browser.get(each).status_code for each in [*addresses, f"{BASE}map/?{asked}"]}
    sent = browser.post(BASE, {"what": "map", "file": SimpleUploadedFile("x", _map("a"))})

    assert found == ({200} if role in EDITORS else {403})
    assert sent.status_code == (302 if role in EDITORS else 403)


def test_who_is_not_signed_in_is_asked_to(district: District, client: Client) -> None:
    assert client.get(BASE).status_code == 302
