"""Whose duty it is, on the page of the case: begun, argued and decided by forms (G1)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.disputes.models import Dispute
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.kernel.people.rules import Actor, Role
from tests.courses import desk_of, officer_of
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at, now_stamp
from tests.grid.tasks.parts import given, helper_of, words

pytestmark = pytest.mark.django_db


def returned(district: District) -> Case:
    """Return a case that sanitation gave back a moment ago."""
    case = case_at(district, Stage.DISPATCHED)
    handling.give_back(officer_of(district), step=words(case, "不属本局"), stamp=now_stamp())
    return again(case)


def sent(who: Actor, case: Case, path: str, **said: object) -> tuple[int, str]:
    """Send a form of a dispute; return the status and the page after it."""
    said = {"version": again(case).version, "door": "desk", **said}
    answer = browser_of(who).post(f"/desk/cases/{case.pk}/disputes/{path}/", said, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_desk_has_it_decided_and_the_unit_has_it_for_good(district: District) -> None:
    case = returned(district)
    ground = {"ground": "not_duty", "words": "清单列明由环卫局主办"}

    status, page = sent(desk_of(district), case, "begin", **ground)
    dispute = Dispute.objects.get()
    own = browser_of(officer_of(district)).get(f"/desk/cases/{case.pk}/").content.decode()
    sent(officer_of(district), case, f"{dispute.pk}/state", words="应由城管局主办")
    decider = district.actor(Role.DISTRICT_DESK)
    unit = {"unit": str(district.sanitation), "words": "按职责清单"}
    after = sent(decider, case, f"{dispute.pk}/decide", **unit)

    assert status == 200
    assert "/dispatch/" not in page
    assert f"{dispute.pk}/state" in own
    assert "13800138000" not in own
    assert after[0] == 200
    assert "样例区环卫局" in after[1]
    assert again(case).stage == "dispatched"


def test_the_reporter_reads_the_decision_and_not_the_quarrel(district: District) -> None:
    case = returned(district)
    sent(desk_of(district), case, "begin", ground="not_duty", words="内部争议说明")
    dispute = Dispute.objects.get()
    unit = {"unit": str(district.sanitation), "words": "按职责清单办理"}
    sent(district.actor(Role.DISTRICT_DESK), case, f"{dispute.pk}/decide", **unit)

    page = browser_of(desk_of(district)).get("/m/token-1/").content.decode()

    assert "内部争议说明" not in page
    assert "按职责清单办理" in page


def test_the_unit_that_leads_has_it_decided_whose_part_it_is(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    task = given(district, case, at=timezone.now())
    tasks.give_back(helper_of(district), step=words(case), task_id=task.pk, stamp=now_stamp())

    said = {"about": str(task.pk), "ground": "shared", "words": "占道摊点归城管"}
    status, page = sent(officer_of(district), case, "begin", **said)

    assert status == 200
    assert Dispute.objects.get().task_id == task.pk
    assert "样例区城管局" in page
    assert Task.objects.get().stage == "given_back"


def test_what_a_post_may_not_do_is_refused_and_nothing_typed_is_lost(district: District) -> None:
    case = returned(district)
    sent(desk_of(district), case, "begin", ground="not_duty", words="清单")
    dispute = Dispute.objects.get()
    unit = {"unit": str(district.sanitation), "words": "我来定"}

    assert sent(desk_of(district), case, f"{dispute.pk}/decide", **unit)[0] == 403
    assert sent(helper_of(district), case, f"{dispute.pk}/state", words="不")[0] == 404
    assert sent(desk_of(district), case, f"{dispute.pk}/warn", words="不")[0] == 404
    stale = sent(
        district.actor(Role.DISTRICT_DESK), case, f"{dispute.pk}/decide", **unit, version=1
    )
    assert stale[0] == 409
    assert "我来定" in stale[1]
    assert again(case).disputed == "case"
