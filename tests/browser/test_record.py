"""The record in the browser: a reporter takes her proof, an office prints and countersigns (X4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from linli.cli import check_proof
from linli.grid.moves.rules import Stage
from linli.kernel.heads import queries
from linli.kernel.heads import services as heads
from linli.kernel.people.rules import Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import brought
from tests.district import District
from tests.ui.record.test_views import witness

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_town(town: District, tmp_path: Path) -> District:
    """Return the small district with a closed matter under a head, and an older head below."""
    signer = heads.write_key(tmp_path / "keys" / "record.key", b"\1" * 32)
    brought(town, Stage.CLOSED, 1)
    for minutes in (3, 1):
        heads.append_all()
        at = timezone.now() - timedelta(minutes=minutes)
        heads.sign(signer, at=at, file=tmp_path)
        brought(town, Stage.REPORTED, 10 + minutes)
    return town


def test_a_reporter_takes_the_proof_of_her_matter_and_checks_it(
    signed_town: District, opens: Opens, tmp_path: Path
) -> None:
    page = opens(PHONE)
    page.goto("/m/token-1/")
    with page.expect_download() as download:
        page.get_by_role("link", name="证明文件").click()
    file = tmp_path / "proof.json"
    download.value.save_as(file)

    page.get_by_role("link", name="证明什么、如何核验").click()

    expect(page.get_by_role("heading", name="办理记录", exact=True)).to_be_visible()
    look(page, "record-390")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载核验程序").click()
    assert download.value.suggested_filename == "check_proof.py"
    assert check_proof.check(file.read_bytes(), queries.key_lines())


def test_whoever_kept_an_older_size_sees_that_the_record_only_grew(
    signed_town: District, opens: Opens
) -> None:
    page = opens(DESK)
    page.goto("/record/")
    page.get_by_label("当时的记录条数").fill("7")
    page.get_by_label("现在的记录条数").fill("8")
    page.get_by_role("button", name="出具证明").click()

    expect(page.get_by_text("由 7 条记录的日志续写而来")).to_be_visible()
    look(page, "record-1440")


def test_a_witness_and_the_district_desk_add_their_names_to_a_head(
    signed_town: District, opens: Opens, live_server: LiveServer
) -> None:
    signature = witness().sign(queries.heads_of(8)[0].note)
    page = opens(PHONE)
    sign_in(page, signed_town.actor(Role.DISTRICT_DESK), live_server.url)
    page.goto("/record/heads/8/")
    page.get_by_text("以见证单位身份副署").click()
    page.get_by_label("签名（Base64）").fill(signature)
    page.get_by_role("button", name="提交签名").click()
    expect(page.get_by_text("区档案馆")).to_be_visible()
    page.get_by_text("登记纸质副署").click()
    page.get_by_label("签名人").fill("王芳、李明")
    page.get_by_label("签名日期").fill("2026-11-23")
    page.get_by_label("原件存放地点").fill("档案室三号柜")
    page.get_by_role("button", name="登记", exact=True).click()

    expect(page.get_by_text("档案室三号柜")).to_be_visible()
    look(page, "head-390")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.get_by_role("link", name="打印").click()
    expect(page.get_by_role("heading", name="办理记录树头")).to_be_visible()
    look(page, "sheet-1440")
