"""A file attached at the desk and saved again (row G1)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.moves.rules import Stage
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import brought, desk_of
from tests.district import District
from tests.grid.files.documents import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_document_is_attached_listed_and_saved(
    opens: Opens, town: District, live_server: LiveServer, tmp_path: Path, size: tuple[int, int]
) -> None:
    case, page, file = brought(town, Stage.IN_HAND), opens(size), tmp_path / "现场勘查记录.pdf"
    file.write_bytes(PDF)
    sign_in(page, desk_of(town), live_server.url)

    page.goto(f"/desk/cases/{case.pk}/")
    page.locator("a", has_text="添加附件").click()
    page.locator("#id_attached").set_input_files(file)
    look(page, f"attach-{size[0]}")
    page.locator("form button.primary").click()

    link = page.locator("a", has_text="现场勘查记录.pdf")
    expect(link).to_be_visible()
    look(page, f"attached-{size[0]}")
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes() == PDF
    assert download.value.suggested_filename == file.name
