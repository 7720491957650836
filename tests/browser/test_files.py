"""The district desk brings in a ledger and a map, and takes the outlines out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.kernel.datums.solver import outlines_to_datum
from linli.kernel.people.rules import Role
from linli.kernel.territory.models import Unit, UnitShape
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District
from tests.kernel.ledgers.sheets import workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _map(folder: Path) -> Path:
    """Return a map of two grids of the district, drawn in GCJ-02, though it says WGS 84."""
    boxes = [shapely.box(113.10, south, 113.11, south + 0.005) for south in (29.35, 29.355)]
    features = [
        {
            "properties": {"name": f"甲{number}网格", "parent": "甲社区"},
            "geometry": shapely.geometry.mapping(outline),
        }
        for number, outline in enumerate(outlines_to_datum("GCJ-02", np.array(boxes)), start=1)
    ]
    path = folder / "网格.geojson"
    crs = {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    path.write_text(json.dumps({"features": features, "crs": crs}))
    return path


def test_a_ledger_is_corrected_and_taken_in_and_a_map_is_declared(
    opens: Opens, town: District, live_server: LiveServer, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    head = ("小区名称", "所属社区", "户数")
    wrong = workbook(
        tmp_path, head, ("新苑", "甲社区", "８８"), ("旧苑", "丁社区", ""), name="错.xlsx"
    )
    right = workbook(tmp_path, head, ("新苑", "甲社区", "８８"), name="小区台账.xlsx")
    page = opens(DESK)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    page.goto("/desk/")
    page.get_by_role("link", name="地图与台账").click()
    expect(page.get_by_role("heading", name="导入文件")).to_be_visible()
    look(page, "files-home")

    page.get_by_label("小区台账", exact=True).check()
    page.get_by_label("文件", exact=True).set_input_files(wrong)
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("“所属社区”中的“丁社区”在系统中不存在。")).to_be_visible()
    look(page, "files-refused")
    page.get_by_role("button", name="移除此文件").click()
    expect(page.get_by_text("文件已移除")).to_be_visible()

    page.get_by_label("小区台账", exact=True).check()
    page.get_by_label("文件", exact=True).set_input_files(right)
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_text("新增 1，")).to_be_visible()
    assert Unit.objects.get(name="新苑").households == 88

    page.get_by_label("地图（含轮廓）").check()
    page.get_by_label("文件", exact=True).set_input_files(_map(tmp_path))
    page.get_by_role("button", name="核对").click()
    page.get_by_label("类型").select_option("grid")
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_text("可能性大")).to_be_visible()
    look(page, "files-evidence")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(page, "files-evidence-phone")
    page.get_by_label("GCJ-02").check()
    page.get_by_label("文件自带的坐标系标注有误").check()
    page.get_by_role("button", name="逐行核对").click()
    expect(page.get_by_text("导入后没有变化")).to_be_visible()
    look(page, "files-unchanged")
    assert UnitShape.objects.filter(unit__name__in=["甲1网格", "甲2网格"]).count() == 2

    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto("/territory/files/")
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载", exact=True).click()
    assert saved.value.suggested_filename.endswith("-EPSG4490.geojson")
