"""Parts of a case and disputes through tools: the desk's services and guards, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.api.beside.forms import DISPUTES, PARTS
from linli.api.shapes import forms as shapes
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.disputes import rules as dispute_rules
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeMove
from linli.grid.moves.rules import Stage, may_see
from linli.grid.tasks import rules as task_rules
from linli.grid.tasks.models import Task
from linli.grid.tasks.rules import TaskMove
from linli.grid.tasks.services import PLAIN
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.api.tools import Tool, now_stamp, tool_of
from tests.district import District, again
from tests.grid.desk.doors import case_at, picture
from tests.grid.tasks.parts import add_assistants, helper_of
from tests.grid.tasks.test_permissions import everybody

WORD = {"Idempotency-Key": "one-part-of-a-tool"}


@pytest.fixture
def officer(district: District) -> Tool:
    """Return a tool of the officer of sanitation, who leads."""
    add_assistants(district)
    return tool_of(district.actor(Role.DEPARTMENT_OFFICER))


def desk_of(district: District) -> Tool:
    """Return a tool of the community desk."""
    return tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[0].community))


def part_of(district: District, officer: Tool, case: Case) -> dict[str, Any]:
    """Return the part that urban management was given."""
    body = {
        "version": again(case).version,
        "unit": str(district.urban_management),
        "words": "请清理",
    }
    answer = officer.post(f"/cases/{case.pk}/parts", body, **WORD)
    assert answer.status_code == 201, answer.content
    return dict(shapes.PartAfter.model_validate(answer.json()).model_dump(mode="json"))


def test_a_part_goes_its_whole_way_through_tools(district: District, officer: Tool) -> None:
    case, helper = case_at(district, Stage.IN_HAND), tool_of(helper_of(district))
    found = part_of(district, officer, case)
    path = f"/cases/{case.number}/parts/{found['part']['id']}"
    due = (timezone.now() + timedelta(hours=1)).isoformat()

    steps: list[tuple[Tool, str, dict[str, Any], str]] = [
        (officer, "set_due", {"due": due}, "given"),
        (helper, "ask", {"words": "含人行道吗"}, "asked"),
        (officer, "answer", {"words": "含"}, "given"),
        (helper, "accept", {}, "accepted"),
        (helper, "ask", {"words": "几点开始"}, "asked"),
        (helper, "go_on", {}, "accepted"),
        (helper, "done", {"words": "已清理"}, "done"),
    ]
    for tool, word, body, stage in steps:
        answer = tool.post(f"{path}/{word}", {"version": again(case).version, **body})
        assert answer.status_code == 200, (word, answer.content)
        after = shapes.PartAfter.model_validate(answer.json())
        assert (after.part.stage, after.case.version) == (stage, again(case).version)

    listed = shapes.Parts.model_validate(helper.get(f"/cases/{case.pk}/parts").json())
    assert [(one.asked, one.answer, one.is_own) for one in listed.parts] == [
        ("请清理", "已清理", True)
    ]
    assert [(one.question, one.reply, one.asked_at) for one in listed.parts] == [
        ("几点开始", "", None)
    ]
    assert (listed.units, listed.version) == ([], again(case).version)
    assert not journal.verify().faults
    assert not cases.verify_rows().faults


def test_a_part_is_reported_as_done_with_pictures(district: District, officer: Tool) -> None:
    case, helper = case_at(district, Stage.IN_HAND), tool_of(helper_of(district))
    path = f"/cases/{case.pk}/parts/{part_of(district, officer, case)['part']['id']}"
    helper.post(f"{path}/accept", {"version": again(case).version})

    form = {"version": again(case).version, "words": "已清理", "photos": picture()}
    answer = helper.send(f"{path}/done", form)

    assert answer.status_code == 200, answer.content
    assert len(helper.get(f"/cases/{case.pk}").json()["photos"]) == 1


def test_the_list_names_who_may_get_a_part_and_costs_few_statements(
    district: District, officer: Tool
) -> None:
    case = case_at(district, Stage.IN_HAND)
    part_of(district, officer, case)
    officer.get(f"/cases/{case.pk}/parts")

    with CaptureQueriesContext(connection) as asked:
        found = officer.get(f"/cases/{case.pk}/parts").json()

    assert str(district.street_offices[0]) in [one["id"] for one in found["units"]]
    assert found["parts"][0]["moves"] == ["withdraw", "set_due"]
    assert len(asked) <= 6


def test_the_same_word_is_the_same_part_and_other_content_is_refused(
    district: District, officer: Tool
) -> None:
    case = case_at(district, Stage.IN_HAND)
    body = {
        "version": case.version,
        "unit": str(district.urban_management),
        "words": "请清理",
    }
    first = part_of(district, officer, case)

    path = f"/cases/{case.pk}/parts"
    same = officer.post(path, body, **WORD)
    other = officer.post(path, body | {"words": "请拆除"}, **WORD)
    late = officer.post(path, body, **{"Idempotency-Key": "another-word"})
    none = officer.post(path, body)

    assert (same.status_code, same.json()["part"]["id"]) == (200, first["part"]["id"])
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert (late.status_code, late.json()["code"]) == (409, "grid.changed_meanwhile")
    assert late.json()["now"]["version"] == again(case).version
    assert (none.status_code, none.json()["code"]) == (422, "api.not_understood")
    assert Task.objects.count() == 1


def test_every_step_of_a_person_on_parts_and_disputes_has_an_address() -> None:
    assert PARTS.keys() == {*PLAIN, TaskMove.SET_DUE}
    assert {*DISPUTES, DisputeMove.BEGIN} == set(DisputeMove) - {
        DisputeMove.WARN,
        DisputeMove.ESCALATE,
    }


@pytest.mark.parametrize("stage", ["given", "accepted", "asked"])
def test_a_step_on_a_part_is_open_to_whom_the_rules_open_it_and_to_nobody_else(
    district: District, officer: Tool, stage: str
) -> None:
    case = case_at(district, Stage.IN_HAND)
    part_id = part_of(district, officer, case)["part"]["id"]
    path = f"/cases/{case.pk}/parts/{part_id}"
    if stage != "given":
        word = {"accepted": "accept", "asked": "ask"}[stage]
        said = {"version": again(case).version} | ({"words": "几点"} if word == "ask" else {})
        tool_of(helper_of(district)).post(f"{path}/{word}", said)
    case, task = again(case), Task.objects.get(pk=part_id)
    assert task.stage == stage

    for who in everybody(district, case)[:-1]:
        tool = tool_of(who)
        for move, model in PARTS.items():
            said = {"version": case.version, "words": "x"}
            body = {name: said[name] for name in said if name in model.model_fields}
            answer = _tried(tool, f"{path}/{move.value}", body)
            assert _is_let(answer) is (
                may_see(who, case) and move in task_rules.open_to(who, case, task)
            ), (who.role, move, answer.content)
            if not may_see(who, case):
                assert answer.status_code == 404


def _tried(tool: Tool, path: str, body: dict[str, Any]) -> Any:
    """Return the answer to a step of which nothing stays."""
    with transaction.atomic():
        answer = tool.post(path, body, **WORD)
        transaction.set_rollback(True)
    return answer


def _is_let(answer: Any) -> bool:
    assert answer.status_code in (200, 201, 403, 404, 409), answer.content
    return bool(answer.status_code < 300)


def returned(district: District) -> Case:
    """Return a case that sanitation gave back as not its duty."""
    from linli.grid.handling import services as handling
    from linli.grid.steps.services import Step

    case = case_at(district, Stage.DISPATCHED)
    step = Step(case_id=case.pk, version=case.version, words="不属本局职责")
    handling.give_back(district.actor(Role.DEPARTMENT_OFFICER), step=step, stamp=now_stamp())
    return again(case)


def begun(district: District, case: Case) -> dict[str, Any]:
    """Return the dispute that the community desk began."""
    body = {"version": case.version, "words": "清单列明", "ground": "not_duty"}
    answer = desk_of(district).post(f"/cases/{case.pk}/disputes", body, **WORD)
    assert answer.status_code == 201, answer.content
    shapes.DisputeAfter.model_validate(answer.json())
    return dict(answer.json()["dispute"])


def test_a_dispute_goes_its_whole_way_through_tools(district: District, officer: Tool) -> None:
    case = returned(district)
    found = begun(district, case)
    decider = tool_of(district.actor(Role(found["decider"])))
    path = f"/cases/{case.pk}/disputes/{found['id']}"

    stated = officer.post(f"{path}/state", {"version": again(case).version, "words": "非我局"})
    listed = shapes.Disputes.model_validate(decider.get(f"/cases/{case.pk}/disputes").json())
    unit = str(listed.units[0].id)
    body = {"version": again(case).version, "words": "按清单", "unit": unit}
    decided = decider.post(f"{path}/decide", body)

    assert (stated.status_code, decided.status_code) == (200, 200), decided.content
    after = shapes.DisputeAfter.model_validate(decided.json())
    assert (after.dispute.stage, str(after.dispute.decided and after.dispute.decided.id)) == (
        "decided",
        unit,
    )
    assert again(case).lead_id == after.dispute.decided.id  # type: ignore[union-attr]
    assert not journal.verify().faults
    assert not cases.verify_rows().faults


def test_the_same_word_is_the_same_dispute(district: District) -> None:
    case = returned(district)
    first = begun(district, case)
    body = {"version": case.version, "words": "清单列明", "ground": "not_duty"}

    desk, path = desk_of(district), f"/cases/{case.pk}/disputes"
    tool_word = {"Idempotency-Key": "a-word-of-its-own"}
    again_ = desk.post(path, body | {"version": again(case).version}, **tool_word)

    assert (again_.status_code, again_.json()["code"]) == (409, "grid.in_dispute")
    assert Dispute.objects.count() == 1
    assert first["moves"]


def test_a_step_of_a_dispute_is_open_to_whom_the_rules_open_it_and_to_nobody_else(
    district: District,
) -> None:
    add_assistants(district)
    case = returned(district)
    found = begun(district, case)
    case, dispute = again(case), Dispute.objects.get()
    units = [str(district.sanitation)]

    for who in everybody(district, case)[:-1]:
        tool = tool_of(who)
        for move in DISPUTES:
            body = {"version": case.version, "words": "x"}
            body |= {"unit": units[0]} if move is DisputeMove.DECIDE else {}
            answer = _tried(tool, f"/cases/{case.pk}/disputes/{found['id']}/{move.value}", body)
            wanted = may_see(who, case) and move in dispute_rules.open_to(
                who, case, dispute, is_of_task=False
            )
            assert _is_let(answer) is wanted, (who.role, move, answer.content)


def test_what_a_post_does_not_see_has_neither_parts_nor_disputes(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    far = tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[1].community))
    partner = tool_of(Actor(role=Role.REPORTER, organisation_id=district.sanitation))

    for tool in (far, partner):
        for noun in ("parts", "disputes"):
            assert tool.get(f"/cases/{case.pk}/{noun}").status_code == 404
            assert tool.get(f"/cases/{case.number}/{noun}").status_code == 404
