"""Rows G1 and X3: the desk's pages for what superiors passed down, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.grid.external import services as external
from linli.grid.external.rules import Act
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.kernel.people.rules import Role
from tests.courses import desk_of, entries_of, last_entry, words_of
from tests.district import again, stamp
from tests.grid.desk.doors import browser_of
from tests.superiors import DAY, outside, passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District


def test_the_case_shows_both_deadlines_and_what_can_be_told_the_superior(
    district: District,
) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)

    page = browser_of(desk_of(district)).get(f"/desk/cases/{case.pk}/").content.decode()

    assert "岳阳市12345热线" in page
    assert "YY2026000001" in page
    assert f"/desk/superiors/cases/{case.pk}/register/" in page
    assert f"/desk/superiors/cases/{case.pk}/reply/" not in page


def test_a_department_sees_the_superiors_deadline_and_no_step(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)
    browser = browser_of(district.actor(Role.DEPARTMENT_OFFICER))

    page = browser.get(f"/desk/cases/{case.pk}/").content.decode()
    step = browser.get(f"/desk/superiors/cases/{case.pk}/register/")
    listed = browser.get("/desk/superiors/")

    assert "YY2026000001" in page
    assert "/desk/superiors/cases/" not in page
    assert (step.status_code, listed.status_code) == (403, 403)


def test_the_queue_marks_what_a_superior_waits_for(district: District) -> None:
    case = passed_down(district, platform_of(district), Stage.IN_HAND)
    passed_down(district, Platform.objects.get(), Stage.CLOSED, 2)
    desk = browser_of(desk_of(district))

    found = desk.get("/desk/?only=superior").context["queue"]

    lines = list(found.page.object_list)
    assert [line.id for line in lines] == [case.pk]
    assert lines[0].superior is not None
    assert {quick.word: quick.count for quick in found.quick}["superior"] == 1


def test_a_reply_is_drafted_changed_and_sent(district: District) -> None:
    now = timezone.now()
    case = passed_down(district, platform_of(district), Stage.CLOSED, at=now)
    desk = desk_of(district)
    external.register(desk, case_id=case.pk, stamp=stamp(now))
    browser = browser_of(desk)
    address = f"/desk/superiors/cases/{case.pk}/reply/"

    drafted = browser.get(address).context["form"].initial
    declined = browser.get(f"{address}?result=explained").context["form"].initial
    sent = browser.post(address, {"result": "partly", "words": "改过的答复。"})

    assert drafted["words"].startswith(
        "您好，您反映的“甲东苑暴露垃圾”一事（工单编号：YY2026000001）"
    )
    assert "13800138000" not in drafted["words"]
    assert drafted["result"] == "settled"
    assert "不具备解决条件" in declined["words"]
    assert sent.status_code == 302
    assert words_of(last_entry(case)) == {"text": "改过的答复。"}
    assert (outside(case).state, outside(case).result) == ("replied", "partly")


@pytest.mark.parametrize(
    ("act", "said", "field"),
    [
        (Act.REFUSE, {"ground": "nonsense", "words": ""}, "ground"),
        (Act.ASK, {"until": "tomorrow", "words": "x"}, "until"),
        (Act.REPLY, {"result": "settled", "words": ""}, "words"),
    ],
)
def test_a_form_that_cannot_be_read_comes_back_with_what_is_wrong(
    district: District, act: Act, said: dict[str, str], field: str
) -> None:
    case = passed_down(district, platform_of(district), Stage.CLOSED)
    desk = desk_of(district)
    if act is not Act.REFUSE:
        external.register(desk, case_id=case.pk, stamp=stamp())
    before = len(entries_of(case))

    answer = browser_of(desk).post(f"/desk/superiors/cases/{case.pk}/{act.value}/", said)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert len(entries_of(case)) == before


def test_receipt_more_time_and_its_answer_are_recorded_by_forms(district: District) -> None:
    now = timezone.now()
    case = passed_down(district, platform_of(district), Stage.IN_HAND, at=now)
    browser = browser_of(desk_of(district))
    base = f"/desk/superiors/cases/{case.pk}"
    until = timezone.localtime(now + 8 * DAY).strftime("%Y-%m-%dT%H:%M")

    browser.post(f"{base}/register/")
    browser.post(f"{base}/ask/", {"until": until, "words": "部件待采购"})
    asked = outside(case).extension
    browser.post(f"{base}/grant/", {"due_at": until, "words": ""})

    row = outside(case)
    assert (row.state, asked, row.extension) == ("registered", "asked", "granted")
    assert abs(row.due_at - (now + 8 * DAY)) < timedelta(minutes=1)
    assert again(case).due_at is not None


@pytest.mark.parametrize(
    ("only", "numbers"),
    [
        ("", {1, 2}),
        ("waiting", {1, 2}),
        ("received", {1}),
        ("ready", {2}),
        ("sheet", {3}),
        ("all", {1, 2, 3}),
        ("nonsense", {1, 2}),
    ],
)
def test_the_list_is_filtered_by_its_address(
    district: District, only: str, numbers: set[int]
) -> None:
    now = timezone.now()
    platform, desk = platform_of(district), desk_of(district)
    passed_down(district, platform, Stage.IN_HAND, 1, at=now)
    for number in (2, 3):
        case = passed_down(district, platform, Stage.CLOSED, number, at=now)
        external.register(desk, case_id=case.pk, stamp=stamp(now, number))
    browser = browser_of(desk)
    browser.post(
        f"/desk/superiors/cases/{case.pk}/reply/", {"result": "settled", "words": "已办。"}
    )

    page = browser.get(f"/desk/superiors/?only={only}&platform=12345").content.decode()

    assert {n for n in (1, 2, 3) if f"YY2026{n:06d}" in page} == numbers


def test_the_list_takes_at_most_eight_statements(district: District) -> None:
    platform = platform_of(district)
    for number in range(1, 7):
        passed_down(district, platform, Stage.DISPATCHED, number)
    browser = browser_of(desk_of(district))
    browser.get("/desk/superiors/")

    with CaptureQueriesContext(connection) as statements:
        answer = browser.get("/desk/superiors/?only=all")

    assert len(answer.context["list"].page.object_list) == 6
    assert len(statements) <= 8


def test_a_desk_sees_only_what_was_passed_down_to_its_own_place(district: District) -> None:
    platform = platform_of(district)
    passed_down(district, platform, Stage.REPORTED, 1)
    passed_down(district, platform, Stage.REPORTED, 2, side=2)

    page = browser_of(desk_of(district)).get("/desk/superiors/?only=all").content.decode()

    assert "YY2026000001" in page
    assert "YY2026000002" not in page


def test_the_district_desk_sets_up_a_platform_and_nobody_else(district: District) -> None:
    said = {"name": "数字城管", "code": "szcg", "kind": "city"}
    address = "/desk/superiors/platforms/new/"

    street = browser_of(district.actor(Role.STREET_DESK)).post(address, said)
    first = browser_of(district.actor(Role.DISTRICT_DESK)).post(address, said)
    twice = browser_of(district.actor(Role.DISTRICT_DESK)).post(address, said)
    wrong = browser_of(district.actor(Role.DISTRICT_DESK)).post(address, said | {"code": "城管"})

    assert (street.status_code, first.status_code) == (403, 302)
    assert (twice.status_code, wrong.status_code) == (422, 422)
    assert [each.code for each in Platform.objects.all()] == ["szcg"]
