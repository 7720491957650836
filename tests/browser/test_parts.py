"""Two departments on one matter, from the dispatch to the closing, at a desk and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from linli.grid.cases.models import Case
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.tasks.models import Task
from linli.kernel.people.rules import Actor, Role
from tests.browser.conftest import DESK, PHONE, Opens
from tests.browser.staff import look, sign_in
from tests.courses import desk_of, officer_of
from tests.district import District, again
from tests.grid.desk.doors import case_at, now_stamp, picture
from tests.grid.tasks.parts import add_assistants, given, helper_of, words

SignedIn = Callable[..., Page]
"""Opens a page of a post: at a desk, or on a phone."""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(town: District) -> Case:
    """Return a matter that has just been taken in, where departments may assist."""
    add_assistants(town)
    return case_at(town, Stage.REGISTERED)


@pytest.fixture
def signed_in(opens: Opens, live_server: LiveServer) -> SignedIn:
    """Return a function that opens a page of a post: at a desk, or on a phone."""

    def page(who: Actor, size: tuple[int, int] = DESK, **more: object) -> Page:
        found = opens(size, **more)
        sign_in(found, who, live_server.url)
        return found

    return page


def test_two_departments_bring_one_matter_to_its_end(
    signed_in: SignedIn, town: District, case: Case, tmp_path: Path
) -> None:
    address = f"/desk/cases/{case.pk}/"
    desk = signed_in(desk_of(town))
    desk.goto(address)
    desk.locator("form[action*='dispatch'] button[name=lead]").first.click()
    expect(desk.locator("#case .chip.is-link").first).to_have_text("已派单")

    lead = signed_in(officer_of(town))
    lead.goto(address)
    lead.locator("form[action*='/accept/'] button").click()
    expect(lead.locator("#case .chip.is-link").first).to_have_text("处置中")
    lead.locator("summary", has_text="交其他单位协办").click()
    lead.locator("#id_give_part_unit").select_option(str(town.urban_management))
    lead.locator("#id_give_part_words").fill("清理路口占道摊点")
    look(lead, "parts-give")
    lead.locator("form[action*='parts/give'] button").click()
    expect(lead.locator("#parts ~ ul")).to_contain_text("样例区城管局")
    look(lead, "parts-given")

    lead.locator("#id_done_words").fill("已清运")
    lead.locator("form:has(#id_done_words) button").click()
    expect(lead.locator("body")).to_contain_text("尚有协办任务未完成：样例区城管局")
    assert again(case).stage == "in_hand"

    helper = signed_in(helper_of(town), PHONE)
    helper.goto("/field/")
    look(helper, "parts-phone-home")
    helper.locator(f"a[href*='{case.pk}']").click()
    look(helper, "parts-phone-case")
    helper.locator("form[action*='/accept/'] button").click()
    expect(helper.locator("form[action*='/done/']")).to_be_visible()
    file = tmp_path / "after.jpg"
    file.write_bytes(picture().read())
    helper.locator("textarea").first.fill("摊点已清离，路口畅通")
    helper.locator("input[type=file]").first.set_input_files(file)
    look(helper, "parts-phone-in-hand")
    helper.locator("form[action*='/done/'] button").click()
    expect(helper.locator("#parts ~ ul")).to_contain_text("摊点已清离，路口畅通")
    look(helper, "parts-phone-done")
    assert Task.objects.get().stage == "done"

    lead.goto(address)
    lead.locator("#id_done_words").fill("已清运，摊点由城管清离")
    lead.locator("form:has(#id_done_words) button").click()
    expect(lead.locator("#case .chip.is-link").first).to_have_text("待核查")

    desk.goto(address)
    desk.locator("form[action*='verify'] button").click()
    expect(desk.locator("#case .chip.is-link").first).to_have_text("已核查")
    desk.locator("form[action*='/close/'] button").click()
    expect(desk.locator("#case .chip.is-link").first).to_have_text("已结案")
    expect(desk.locator("#parts ~ ul")).to_contain_text("摊点已清离，路口畅通")
    look(desk, "parts-closed")
    assert again(case).stage == "closed"


@pytest.mark.parametrize("script", [True, False])
def test_a_department_asks_back_on_a_phone_and_the_lead_answers_at_a_desk(
    signed_in: SignedIn, town: District, case: Case, script: bool
) -> None:
    step = words(case)
    handling.dispatch(desk_of(town), step=step, lead_id=town.sanitation, stamp=now_stamp())
    task = given(town, again(case), at=timezone.now())

    helper = signed_in(helper_of(town), PHONE, script=script)
    helper.goto(f"/field/cases/{case.pk}/")
    helper.locator("summary", has_text="请求说明").click()
    helper.locator("form[action*='/ask/'] textarea").fill("清理范围是否含人行道")
    if script:
        look(helper, "question-phone")
    helper.locator("form[action*='/ask/'] button").click()
    expect(helper.locator("#parts ~ ul")).to_contain_text("待说明")

    lead = signed_in(officer_of(town), script=script)
    lead.goto("/desk/?only=question")
    lead.locator(f".items a[href*='{case.pk}']").click()
    expect(lead.locator("#parts ~ ul")).to_contain_text("清理范围是否含人行道")
    lead.locator("form[action*='/answer/'] textarea").fill("含人行道，到公交站为止")
    if script:
        look(lead, "question-desk")
    lead.locator("form[action*='/answer/'] button").click()
    expect(lead.locator("#parts ~ ul")).to_contain_text("含人行道，到公交站为止")

    helper.goto(f"/field/cases/{case.pk}/")
    expect(helper.locator("#parts ~ ul")).to_contain_text("含人行道，到公交站为止")
    if script:
        look(helper, "question-answered-phone")
    task.refresh_from_db()
    assert task.stage == "given"


def test_a_department_finds_its_part_without_script(
    signed_in: SignedIn, town: District, case: Case
) -> None:
    lead = signed_in(desk_of(town), script=False)
    lead.goto(f"/desk/cases/{case.pk}/")
    lead.locator("form[action*='dispatch'] button[name=lead]").first.click()
    lead.locator("summary", has_text="交其他单位协办").click()
    lead.locator("#id_give_part_unit").select_option(str(town.urban_management))
    lead.locator("#id_give_part_words").fill("清理路口占道摊点")
    lead.locator("form[action*='parts/give'] button").click()
    expect(lead.locator("#parts ~ ul")).to_contain_text("样例区城管局")

    helper = signed_in(town.actor(Role.DEPARTMENT_OFFICER, number=1), script=False)
    helper.goto("/desk/?only=part")
    look_without_script = helper.locator(f".items a[href*='{case.pk}']")
    look_without_script.click()
    helper.locator("form[action*='/accept/'] button").click()

    expect(helper.locator("#notice")).not_to_be_empty()
    assert Task.objects.get().stage == "accepted"


def test_whose_duty_it_is_is_argued_on_a_phone_and_decided_at_a_desk(
    signed_in: SignedIn, town: District, case: Case
) -> None:
    lead, officer = town.sanitation, officer_of(town)
    handling.dispatch(desk_of(town), step=words(case), lead_id=lead, stamp=now_stamp())
    handling.give_back(officer, step=words(case, "不属本局职责"), stamp=now_stamp())
    address = f"/desk/cases/{case.pk}/"

    desk = signed_in(desk_of(town))
    desk.goto(address)
    desk.locator("summary", has_text="提请异议会商").click()
    desk.locator("#id_dispute_words").fill("职责清单列明由环卫局主办")
    look(desk, "disputes-begin")
    desk.locator("form[action*='disputes/begin'] button").click()
    expect(desk.locator("#case form[action*='dispatch']")).to_have_count(0)
    look(desk, "disputes-begun")

    party = signed_in(officer, PHONE)
    party.goto(f"/field/cases/{case.pk}/")
    party.locator("summary", has_text="陈述本单位意见").click()
    party.locator("form[action*='/state/'] textarea").fill("占道经营应由城管局主办")
    look(party, "disputes-phone")
    party.locator("form[action*='/state/'] button").click()
    expect(party.locator("#notice")).not_to_be_empty()

    decider = signed_in(town.actor(Role.DISTRICT_DESK))
    decider.goto(address)
    decider.locator("form[action*='/decide/'] select").select_option(str(lead))
    decider.locator("form[action*='/decide/'] textarea").fill("按职责清单第 6 项")
    look(decider, "disputes-decide")
    decider.locator("form[action*='/decide/'] button").click()
    expect(decider.locator("#case .chip.is-link").first).to_have_text("已派单")
    look(decider, "disputes-decided")
    assert (again(case).stage, again(case).lead_id) == ("dispatched", lead)
