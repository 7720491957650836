"""A policy document on its way: entered, split into tasks, worked on, confirmed (article row P1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.kernel.people.rules import Actor
from linli.party.policies.models import Policy
from linli.party.policy_moves.rules import Stage
from linli.party.policy_tasks.models import PolicyTask
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.district import District
from tests.party.plans import brought, chief_of, street_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(opens: Opens, actor: Actor, server: LiveServer, size: tuple[int, int] = DESK) -> Page:
    page = opens(size)
    sign_in(page, actor, server.url)
    return page


def test_from_the_document_to_the_confirmed_task(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    chief = _page(opens, chief_of(town), live_server)
    street = _page(opens, street_of(town), live_server, PHONE)
    day = (timezone.localdate() + timedelta(days=20)).isoformat()

    chief.goto("/policies/")
    look(chief, "policies-empty")
    chief.get_by_role("link", name="登记文件").click()
    chief.locator("#id_number").fill("样办发〔2026〕5号")
    chief.locator("#id_issuer").fill("中共样例区委办公室")
    chief.locator("#id_issued_on").fill(timezone.localdate().isoformat())
    chief.locator("#id_title").fill("关于加强小区协同治理的实施方案（样例）")
    chief.locator("#id_text").fill("健全小区议事机制。\n每季度通报一次进展。")
    look(chief, "policies-entry")
    chief.locator("button.primary").click()
    expect(chief.locator("h1")).to_contain_text("实施方案")
    chief.get_by_role("link", name="分解任务").click()
    chief.locator("#id_title").fill("建立小区党群联席会议机制")
    chief.locator("#id_evidence").fill("会议记录、照片")
    chief.locator("#id_due").fill(day)
    for office in town.street_offices:
        chief.locator(f"input[value='{office}']").check()
    look(chief, "policies-give")
    chief.locator("button.primary").click()
    expect(chief.locator(".items li")).to_have_count(2)
    look(chief, "policies-document")

    street.goto(f"/policies/{Policy.objects.get().pk}/")
    look(street, "policies-document-phone")
    street.goto("/policies/tasks/?only=mine")
    look(street, "policies-tasks-phone")
    street.locator(".items a").first.click()
    street.locator("form[action*='accept'] button").click()
    expect(street.locator("form[action*='accept']")).to_have_count(0)
    street.locator("#id_report_words").fill("全部小区已建立联席会议机制。")
    look(street, "policies-task-phone")
    street.locator("form[action*='report'] button").click()
    expect(street.locator(".timeline")).to_contain_text("全部小区已建立")

    chief.goto("/policies/tasks/?only=check")
    chief.locator(".items a").first.click()
    look(chief, "policies-check")
    chief.locator("form[action*='confirm'] button").click()
    expect(chief.locator(".timeline")).to_contain_text("已确认完成")
    chief.goto("/policies/tasks/")
    look(chief, "policies-tasks")
    chief.goto("/policies/")
    expect(chief.locator(".items")).to_contain_text("2 项任务，已完成 1 项")
    look(chief, "policies-register")

    assert PolicyTask.objects.filter(stage="confirmed").count() == 1


def test_without_script_the_same_steps_are_open(
    opens: Opens, town: District, live_server: LiveServer
) -> None:
    now = timezone.now()
    task = brought(town, Stage.ACCEPTED, at=now, due_at=now + timedelta(days=9))
    page = opens(PHONE, script=False)
    sign_in(page, street_of(town), live_server.url)

    page.goto(f"/policies/{task.policy_id}/")
    page.locator(".items a").first.click()
    page.locator("details", has_text="报送进展").locator("summary").click()
    page.locator("#id_progress_words").fill("已完成两个小区。")
    page.locator("form[action*='progress'] button").click()
    expect(page.locator(".timeline")).to_contain_text("已完成两个小区")

    assert PolicyTask.objects.get().stage == "in_progress"
