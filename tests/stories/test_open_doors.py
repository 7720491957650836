"""Row X3: one matter through every door; each door tells the same of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.kernel.people.rules import Role
from tests.api.tools import tool_of
from tests.open311.clients import Partner, issued
from tests.stories.neighbours import Story, faults, read

SPOT = {"lat": "29.3525", "long": "113.104"}


def window() -> dict[str, str]:
    """Return the last two hours, as a program polls them."""
    now = timezone.now()
    return {"start_date": (now - timedelta(hours=2)).isoformat(), "end_date": now.isoformat()}


def test_what_one_program_reports_another_handles_and_the_first_reads_the_end(
    story: Story,
) -> None:
    issued(story.district)
    partner = Partner()
    officer = tool_of(story.district.actor(Role.DEPARTMENT_OFFICER))
    receipt = partner.sends(**SPOT, service_code="06010", description="垃圾三天没人收")
    case = Case.objects.get()

    story.desk.takes(case, "register", category="06010")
    story.desk.takes(case, "dispatch", lead=str(story.district.sanitation))
    for word, said in (("accept", {}), ("done", {"words": "已清运两车"})):
        version = officer.get(f"/cases/{case.pk}").json()["version"]
        taken = officer.post(f"/cases/{case.pk}/{word}", {"version": version, **said})
        assert taken.status_code == 200, taken.content
    story.desk.takes(case, "verify")
    story.desk.takes(case, "close")
    (told,) = partner.reads(f"requests/{receipt['service_request_id']}")
    updates = partner.reads("servicerequestupdates", **window())

    assert told["service_request_id"] == case.number
    assert told["status"] == "closed"
    assert [one["status"] for one in updates][-1] == "fixed"
    assert faults() == []


def test_what_a_resident_reports_is_there_for_programs_without_who_she_is(story: Story) -> None:
    resident, token, case = story.reported("楼下垃圾堆了三天没人收")
    story.given(case)
    desk, partner = tool_of(story.district.actor(Role.COMMUNITY_DESK)), Partner()

    api = desk.get(f"/cases/{case.pk}").json()
    rows = partner.reads("requests", **window())
    page = read(resident.client.get(f"/m/{token}/"))

    public: dict[str, Any] = next(row for row in rows if row["service_request_id"] == case.number)
    assert (api["number"], api["stage"]) == (case.number, "dispatched")
    assert public["status"] == "open"
    assert "13800138000" not in json.dumps(rows, ensure_ascii=False)
    assert token not in json.dumps(rows)
    assert case.number in page


def test_a_key_taken_away_in_the_midst_opens_nothing_any_more(story: Story) -> None:
    issued(story.district)
    partner = Partner()
    partner.sends(**SPOT, service_code="06010", description="垃圾")

    from linli.kernel.keys.models import Key

    Key.objects.update(revoked_at=timezone.now())
    refused = partner.posts(**SPOT, service_code="06010", description="又一堆垃圾")

    assert refused.status_code == 403
    assert Case.objects.count() == 1


def test_neighbours_see_that_there_is_a_matter_join_it_and_see_no_person(story: Story) -> None:
    _, token, case = story.reported("楼下垃圾堆了三天没人收")
    story.given(case)
    neighbour = Client(headers={"Accept-Language": "zh-hans"})
    compound = story.district.sides[0].compounds[0]

    there = neighbour.get(f"/c/{compound}/").content.decode()
    joined = neighbour.post(f"/join/{case.pk}/")
    own = str(joined["Location"])
    page = neighbour.get(own).content.decode()

    assert "暴露垃圾" in there
    assert token not in there
    assert joined.status_code == 302
    assert token not in own
    assert Case.objects.get().joined == 1
    for hidden in ("13800138000", "楼下垃圾堆了三天没人收", "工作人员0"):
        assert hidden not in page
        assert hidden not in there
