"""Files beside a note and with the feedback to a supervision document, at both sizes (row G1)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import brought, desk_of, step_of, supervise
from tests.district import District
from tests.grid.desk.doors import now_stamp
from tests.grid.files.documents import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@SIZES
def test_a_note_is_kept_with_a_file(
    opens: Opens, town: District, live_server: LiveServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    case, page, file = brought(town, Stage.IN_HAND), opens(size), tmp_path / "现场记录.pdf"
    file.write_bytes(PDF)
    sign_in(page, desk_of(town), live_server.url)

    page.goto(f"/desk/cases/{case.pk}/")
    page.locator("summary", has_text="添加备注").click()
    page.locator("summary", has_text="添加照片或文件").click()
    page.locator("#id_note_words").fill("请先核对位置")
    page.locator("#id_note_attached").set_input_files(file)
    look(page, f"note-{size[0]}")
    page.locator("form", has=page.locator("#id_note_words")).locator("button").last.click()

    expect(page.locator("a", has_text="现场记录.pdf")).to_be_visible()
    look(page, f"noted-{size[0]}")


@SIZES
def test_feedback_is_sent_with_a_file(
    opens: Opens, town: District, live_server: LiveServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    case, page, file = brought(town, Stage.IN_HAND), opens(size), tmp_path / "整改情况.pdf"
    file.write_bytes(PDF)
    chief = town.actor(Role.SUPERVISOR)
    paper = supervise(town, chief, step_of(case, "请限期办结"), now_stamp())
    sign_in(page, desk_of(town), live_server.url)

    page.goto(f"/supervision/{paper.pk}/")
    page.locator("#id_answer_words").fill("已整改完毕")
    page.locator("#id_answer_enclosed").set_input_files(file)
    look(page, f"feedback-{size[0]}")
    page.locator("button", has_text="提交反馈").click()

    expect(page.locator("a", has_text="整改情况.pdf")).to_be_visible()
    look(page, f"answered-{size[0]}")
