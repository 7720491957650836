"""Notes and follow-ups through tools: whoever may at the desk may here, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from linli.api.words import forms as shapes
from linli.grid.cases import queries as cases
from linli.grid.followups.models import FollowUp
from linli.grid.moves.rules import Move, Stage, may_see, open_to
from linli.grid.notes.models import Note
from linli.grid.notes.rules import kinds_for
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Role
from tests.api.tools import Tool, tool_of
from tests.district import District, again
from tests.grid.desk.doors import case_at
from tests.grid.tasks.test_permissions import everybody

WORD = {"Idempotency-Key": "words-of-a-tool"}
NOTE = {"kind": "internal", "words": "已联系物业"}


def desk_of(district: District, side: int = 0) -> Tool:
    """Return a tool of a community desk."""
    return tool_of(district.actor(Role.COMMUNITY_DESK, district.sides[side].community))


def test_leaves_a_note_once_and_it_stands_in_the_record(district: District) -> None:
    case, desk = case_at(district, Stage.IN_HAND), desk_of(district)
    path, body = f"/cases/{case.number}/notes", NOTE | {"mention": str(district.sanitation)}

    first, same = desk.post(path, body, **WORD), desk.post(path, body, **WORD)
    other = desk.post(path, body | {"words": "别的"}, **WORD)

    assert (first.status_code, same.status_code) == (201, 200), first.content
    assert shapes.Kept.model_validate(first.json()).id == Note.objects.get().pk
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert desk.get(f"/cases/{case.pk}").json()["history"][-1]["words"] == "已联系物业"
    assert again(case).stage == "in_hand"
    assert not journal.verify().faults
    assert not cases.verify_rows().faults


@pytest.mark.parametrize("kind", ["internal", "public"])
def test_a_note_is_open_to_whom_the_rules_open_it(district: District, kind: str) -> None:
    case = case_at(district, Stage.IN_HAND)

    for who in everybody(district, case)[:-1]:
        answer = _tried(tool_of(who), f"/cases/{case.pk}/notes", NOTE | {"kind": kind})
        assert (answer.status_code == 201) is (kind in kinds_for(who, case)), who.role
        assert answer.status_code in ((201, 403) if may_see(who, case) else (404,))


def _tried(tool: Tool, path: str, body: dict[str, Any]) -> Any:
    """Return the answer to something of which nothing stays."""
    with transaction.atomic():
        answer = tool.post(path, body, **WORD)
        transaction.set_rollback(True)
    return answer


HEARD = {"how": "visit", "outcome": "reached", "settled": "yes", "satisfied": "mostly"}


def test_keeps_what_was_heard_once(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    desk = tool_of(district.actor(Role.DISTRICT_DESK))
    path, body = f"/cases/{case.pk}/follow_ups", HEARD | {"version": case.version}

    first, same = desk.post(path, body, **WORD), desk.post(path, body, **WORD)
    other = desk.post(path, body | {"outcome": "no_answer"}, **WORD)
    stale = desk.post(path, body, **{"Idempotency-Key": "a-second-word"})

    assert (first.status_code, same.status_code) == (201, 200), first.content
    assert shapes.Kept.model_validate(first.json()).id == FollowUp.objects.get().pk
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert (stale.status_code, stale.json()["now"]["version"]) == (409, again(case).version)
    assert not cases.verify_rows().faults


def test_a_follow_up_is_open_to_no_post_that_the_rules_refuse(district: District) -> None:
    case = case_at(district, Stage.CLOSED)
    let = set()

    for who in everybody(district, case)[:-1]:
        body = HEARD | {"version": case.version}
        answer = _tried(tool_of(who), f"/cases/{case.pk}/follow_ups", body)
        if answer.status_code == 201:
            let.add(who.role)
            assert Move.FOLLOW_UP in open_to(who, case)
        assert answer.status_code in ((201, 403) if may_see(who, case) else (404,)), who.role
    assert Role.DISTRICT_DESK in let


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"settled": None}, "grid.answers_missing"),
        ({"outcome": "undelivered"}, "api.not_understood"),
        ({"how": "letter"}, "api.not_understood"),
    ],
    ids=["settled", "outcome", "how"],
)
def test_refuses_what_cannot_have_been_heard(
    district: District, more: dict[str, Any], code: str
) -> None:
    case = case_at(district, Stage.CLOSED)
    body = HEARD | {"version": case.version} | more

    desk = tool_of(district.actor(Role.DISTRICT_DESK))
    answer = desk.post(f"/cases/{case.pk}/follow_ups", body, **WORD)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not FollowUp.objects.exists()
