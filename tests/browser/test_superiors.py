"""Rows G1 and X3: a district desk takes a superior's sheet in, and its reply goes back."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases.models import Case
from linli.grid.external.models import External
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import desk_of, officer_of
from tests.district import District
from tests.grid.desk.doors import now_stamp
from tests.sheets import row_of, table, usual
from tests.superiors import passed_down, platform_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/desk/superiors/"


@pytest.fixture
def desk(opens: Opens, town: District, live_server: LiveServer) -> Page:
    """Return the page of the district desk; a platform is set up."""
    platform_of(town)
    page = opens(DESK)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)
    return page


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a sheet with merged title, full width, a bad row and one without a place."""
    rows = [
        row_of(
            1, 工单编号="ＹＹ２０２６０００００１", 派单时间=None, 办理时限="2027年1月5日 18:00"
        ),
        row_of(2, 办理时限="尽快"),
        row_of(3, 所属小区="", 事发地址="某路口", 派单时间=None, 办理时限="2027-01-06"),
    ]
    path = tmp_path / "工单.xlsx"
    path.write_bytes(usual(*rows))
    return path


def _handled(town: District, case: Case) -> None:
    """Let sanitation settle a case that was registered by hand."""
    desk, officer, at = desk_of(town), officer_of(town), now_stamp()
    step = Step(case_id=case.pk, words="垃圾已清运，地面已冲洗")
    handling.register(desk, step=step, category_code="06010", stamp=at)
    handling.dispatch(desk, step=step, lead_id=town.sanitation, stamp=at)
    handling.accept(officer, step=step, stamp=at)
    handling.done(officer, step=step, stamp=at)


def test_from_the_sheet_to_the_reply_and_back_into_a_sheet(
    desk: Page, town: District, file: Path, tmp_path: Path
) -> None:
    desk.goto(ADDRESS)
    look(desk, "superiors-empty")
    desk.get_by_role("link", name="导入上级表格").click()
    look(desk, "superiors-new")
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="读取表格").click()

    expect(desk.locator("#id_column_number")).to_have_value("工单编号")
    expect(desk.locator("#id_column_due_at")).to_have_value("办理时限")
    look(desk, "superiors-columns")
    desk.get_by_role("button", name="保存并核对各行").click()

    expect(desk.locator("main")).to_contain_text("“尽快”")
    expect(desk.locator("main")).to_contain_text("不能导入")
    look(desk, "superiors-rows")
    desk.get_by_role("button", name="导入 2 行").click()
    expect(desk.locator("main")).to_contain_text("YY2026000001")
    look(desk, "superiors-taken")

    outside = External.objects.get(number="YY2026000001")
    desk.goto(f"/desk/cases/{outside.case_id}/")
    look(desk, "superiors-case")
    desk.get_by_role("link", name="确认签收").click()
    desk.get_by_role("button", name="确认签收").click()
    expect(desk.locator("#notice")).to_contain_text("已记录")
    _handled(town, outside.case)
    desk.reload()
    desk.get_by_role("link", name="起草并报送答复").click()
    expect(desk.locator("#id_words")).to_have_value(re.compile("垃圾已清运"))
    look(desk, "superiors-reply")
    desk.get_by_role("button", name="报送答复").click()
    expect(desk.locator("#superior")).to_be_visible()

    desk.goto(f"{ADDRESS}?only=all")
    look(desk, "superiors-list")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="导出至岳阳市12345热线").click()
    download.value.save_as(tmp_path / "replies.xlsx")
    written = table((tmp_path / "replies.xlsx").read_bytes())
    assert "YY2026000001" in written[1]


def test_the_list_is_read_on_a_telephone_too(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    platform_of(town)
    page = opens(PHONE)
    sign_in(page, town.actor(Role.STREET_DESK, town.streets[0]), live_server.url)
    at = now_stamp().at
    case = passed_down(
        town, Platform.objects.get(), Stage.DISPATCHED, at=at, register_by=at + timedelta(hours=4)
    )

    page.goto(ADDRESS)
    expect(page.locator("main")).to_contain_text("还剩 3 小时")
    look(page, "superiors-phone")
    page.get_by_role("link", name="YY2026000001").click()
    expect(page.locator("#superior")).to_have_text("岳阳市12345热线")
    expect(page.locator("main")).to_contain_text("签收时限")
    look(page, "superiors-phone-case")

    assert str(case.pk) in page.url


def test_columns_are_chosen_without_script(
    opens: Opens, town: District, live_server: LiveServer, file: Path
) -> None:
    platform_of(town)
    page = opens(DESK, script=False)
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)

    page.goto(f"{ADDRESS}sheets/new/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="读取表格").click()
    page.get_by_role("button", name="保存并核对各行").click()
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.locator("main")).to_contain_text("YY2026000001")

    assert External.objects.count() == 2
