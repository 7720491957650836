"""Rows G1 and X3: what a superior's follow-up found and what it sends back come in with its sheet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.external.rules import Result
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import desk_of
from tests.district import District, stamp
from tests.sheets import answering
from tests.superiors import DAY, passed_down, platform_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/desk/superiors/"


def _replied(town: District, number: int) -> None:
    """Let a matter that a superior passed down days ago be closed and replied to."""
    now, desk = timezone.now(), desk_of(town)
    platform = Platform.objects.first() or platform_of(town)
    case = passed_down(town, platform, Stage.CLOSED, number, at=now - 3 * DAY)
    external.register(desk, case_id=case.pk, stamp=stamp(now - 2 * DAY, 1))
    external.reply(
        desk,
        case_id=case.pk,
        result=Result.SETTLED,
        words="您好，垃圾已清运。",
        stamp=stamp(now - 2 * DAY, 2),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a sheet with a follow-up, one that is sent back too, and two rows that do not fit."""
    day = timezone.localtime() - timedelta(days=1)
    heard: dict[str, object] = {
        "回访结果": "未解决", "满意度": "不满意", "回访时间": f"{day:%Y-%m-%d}",
        "回访情况": "仍有垃圾", "派单时间": None, "办理时限": "2099-11-28",
    }  # fmt: skip
    back: dict[str, object] = {
        "是否退回": "是", "退回原因": "市民反映未解决", "重办时限": "2099年12月20日",
    }  # fmt: skip
    path = tmp_path / "回访.xlsx"
    rows = [(1, heard), (2, heard | back), (3, heard | {"满意度": "５分"}), (9, heard)]
    path.write_bytes(answering(*rows))
    return path


def _send(page: Page, file: Path) -> None:
    page.goto(f"{ADDRESS}sheets/new/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="读取表格").click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_answers_of_a_superior_come_in_with_its_sheet(
    opens: Opens, town: District, live_server: LiveServer, file: Path, size: tuple[int, int]
) -> None:
    for number in (1, 2, 3):
        _replied(town, number)
    page, name = opens(size), f"answers-{size[0]}"
    sign_in(page, town.actor(Role.DISTRICT_DESK), live_server.url)

    _send(page, file)
    expect(page.locator("#id_column_heard_settled")).to_have_value("回访结果")
    expect(page.locator("#id_column_back_words")).to_have_value("退回原因")
    look(page, f"{name}-columns")
    page.get_by_role("button", name="保存并核对各行").click()

    expect(page.locator("main")).to_contain_text("“5分”无法识别")
    expect(page.locator("main")).to_contain_text("无法登记回访或退回")
    look(page, f"{name}-rows")
    expect(page.locator("main")).to_contain_text("回访：未解决，不满意")
    page.get_by_role("button", name="导入 2 行").click()
    expect(page.locator("main")).to_contain_text("登记上级回访或退回")
    look(page, f"{name}-taken")

    page.get_by_role("link", name="YY2026000001").click()
    expect(page.locator("#superior")).to_be_visible()
    expect(page.locator("main")).to_contain_text("不满意")
    look(page, f"{name}-case")
    back = External.objects.get(number="YY2026000002")
    page.goto(f"/desk/cases/{back.case_id}/")
    expect(page.locator("main")).to_contain_text("2099年12月20日")
    look(page, f"{name}-back")

    page.goto(f"{ADDRESS}?only=all")
    look(page, f"{name}-list")
    _send(page, file)
    page.get_by_role("button", name="保存并核对各行").click()
    expect(page.locator("main")).to_contain_text("没有新的")
    look(page, f"{name}-again")
    assert back.sent_back == 1
