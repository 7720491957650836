"""What is sent twice under one word is made once, and something else under it is refused (X3)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta, timezone
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import connection
from django.test.client import encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock
from pydantic import BaseModel
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from linli.api.beside.forms import BeginBody, GiveBody
from linli.api.cases.forms import ReportBody
from linli.api.door.services import Sent
from linli.api.field.forms import SettledBody
from linli.api.words.forms import FollowUpBody, LeaveBody
from linli.grid.cases.models import Case
from linli.grid.disputes.models import Dispute
from linli.grid.followups.models import FollowUp
from linli.grid.notes.models import Note
from linli.grid.photos.models import Photo
from linli.grid.reporters import services as reporters
from linli.grid.tasks.models import Task
from linli.kernel.keys import queries as keys
from linli.kernel.people.rules import Actor, Role
from linli.kernel.sendings import services as sendings
from linli.kernel.sendings.models import Sending as Row
from tests.api import sendings as made
from tests.api.sendings import ALL, Sending
from tests.api.tools import BASE, now_stamp, tool_of
from tests.district import District, small_district
from tests.grid.desk.doors import picture

WORD = "one-word-of-a-tool"
BODIES: dict[str, type[BaseModel]] = {
    "report": ReportBody, "settle": SettledBody, "part": GiveBody, "dispute": BeginBody,
    "note": LeaveBody, "follow_up": FollowUpBody,
}  # fmt: skip
ELSEWHERE = {("report", "unit"), ("report", "door_code")}
"""A report says its place in one way; these would be a second one."""
FIELDS = sorted(
    (name, field)
    for name, body in BODIES.items()
    for field in body.model_fields
    if (name, field) not in ELSEWHERE
)


def count() -> tuple[int, ...]:
    """Return how much of everything there is."""
    return tuple(table.objects.count() for table in (Case, Task, Dispute, Note, FollowUp, Photo))


def key_in(answer: Any) -> str:
    """Return the key of what an answer says was made."""
    found = answer if isinstance(answer, dict) else answer.json()
    for noun in ("part", "dispute"):
        found = found.get(noun, found)
    return str(found["id"])


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_same_request_under_the_same_word_is_made_once(district: District, name: str) -> None:
    request = ALL[name](district)

    first = request.sent()
    whole = count()
    second = request.sent()

    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert second.json() == first.json()
    assert count() == whole


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_another_value_of_any_field_under_the_same_word_is_refused(
    district: District, name: str, field: str
) -> None:
    request = ALL[name](district)
    request.sent()
    whole = count()

    answer = request.sent(**{field: request.others[field]})

    assert (answer.status_code, answer.json()["code"]) == (409, "api.same_key_other_content")
    assert "Idempotency-Key" in answer.json()["hint"]
    assert count() == whole


def test_other_pictures_under_the_same_word_are_refused(district: District) -> None:
    request = made.settle(district)
    request.sent()

    other = request.sent(after=picture("after.jpg", "blue"))
    renamed = request.sent(after=picture("IMG_2.jpg", "white"))

    assert request.files
    assert (other.status_code, other.json()["code"]) == (409, "api.same_key_other_content")
    assert renamed.status_code == 200


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_word_of_one_tool_is_nothing_to_another(district: District, name: str) -> None:
    request = ALL[name](district)
    first = request.sent()

    foreign = request.by(tool_of(_actor_of(request))).sent(words="不同", text="不同")

    assert first.status_code == 201
    assert foreign.json().get("code") != "api.same_key_other_content"
    assert Row.objects.count() in (1, 2)
    assert str(first.json()) != str(foreign.json())


def _actor_of(request: Sending) -> Actor:
    return keys.any_holder(request.tool.secret, at=clock.now()).actor


def test_one_word_stands_for_one_request_whichever_operation_it_is(district: District) -> None:
    note = made.note(district)
    report = made.report(district).by(note.tool)

    answers = [note.sent(), report.sent()]

    assert [one.status_code for one in answers] == [201, 409]
    assert answers[1].json()["code"] == "api.same_key_other_content"


def test_a_request_is_the_same_in_whatever_form_it_is_sent(district: District) -> None:
    part = made.part(district)
    case = Case.objects.get()
    due = (clock.now() + timedelta(hours=1)).astimezone(UTC)
    there = due.astimezone(timezone(timedelta(hours=8))).isoformat()
    word = {"Idempotency-Key": WORD}

    first = part.sent(due=due.isoformat())
    elsewhere = part.sent(due=there)
    by_number = part.tool.post(f"/cases/{case.number}/parts", part.said | {"due": there}, **word)
    form = part.tool.send(part.path, part.said | {"due": due.isoformat()}, **word)

    assert [one.status_code for one in (first, elsewhere, by_number, form)] == [201, 200, 200, 200]
    assert len({key_in(one) for one in (first, elsewhere, by_number, form)}) == 1


def test_what_was_refused_is_not_remembered(district: District) -> None:
    request = made.note(district)

    refused = request.sent(mention=str(district.urban_management))
    mended = request.sent()

    assert (refused.status_code, mended.status_code) == (422, 201)


def test_a_repetition_by_who_sees_the_matter_no_longer_learns_nothing(district: District) -> None:
    request = made.note(district)
    request.sent()
    Case.objects.update(
        community_id=district.sides[1].community,
        street_id=district.sides[1].street,
        coordinator_id=None, first_receiver_id=None,
    )  # fmt: skip

    assert request.sent().status_code == 404


def test_nothing_that_was_sent_can_be_read_or_tried_out(
    district: District, settings: Settings
) -> None:
    request = made.report(district)
    request.sent("电话 13800138000".encode().hex())
    sent = Sent(WORD, "note", None, {"words": "13800138000"})
    holder = keys.any_holder(request.tool.secret, at=clock.now())
    before = sent.digest(holder)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(kernel_sending)::text FROM kernel_sending")
        ((row,),) = cursor.fetchall()
    settings.SECRET_KEY = "another secret"

    for word in (request.said["text"], "13800138000", "王某", "电话".encode().hex()):
        assert word not in row
    assert sent.digest(holder) != before


def test_after_thirty_days_a_word_is_new_again(district: District) -> None:
    request = made.note(district)
    request.sent()
    now = clock.now()

    kept = sendings.sweep(at=now + timedelta(days=29))
    removed = sendings.sweep(at=now + timedelta(days=31))

    assert (kept, removed) == (0, 1)
    assert request.sent(words="别的").status_code == 201


@pytest.mark.parametrize("name", ["report", "note", "part"])
def test_forgetting_the_reporter_erases_what_tells_a_repetition(
    district: District, name: str
) -> None:
    request = ALL[name](district)
    request.sent()
    desk = district.actor(Role.DISTRICT_DESK)

    reporters.forget(desk, case_id=Case.objects.get().pk, stamp=now_stamp())

    assert list(Row.objects.values_list("digest", flat=True)) == [""]
    whole = count()
    assert request.sent().json()["code"] == "api.same_key_other_content"
    assert count() == whole


def test_a_report_costs_one_statement_for_its_word_and_a_repetition_few(
    district: District,
) -> None:
    request, costs = made.report(district), []
    request.sent("the-first-word")

    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            request.sent()
        control = ("SAVEPOINT", "RELEASE")
        costs.append(len([one for one in asked if not one["sql"].startswith(control)]))

    assert costs == [7, 4]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(ALL))
def test_repetitions_at_the_same_time_are_made_once_over_real_http(
    live_server: LiveServer, name: str
) -> None:
    request = ALL[name](small_district())
    whole = count()
    wanted = _wanted(live_server, request)

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(_answered, [wanted] * 8))

    assert sorted(status for status, _ in answers) == [200] * 7 + [201], answers
    assert len({key_in(body) for _, body in answers}) == 1
    assert sum(count()[:5]) == sum(whole[:5]) + 1
    assert Photo.objects.count() == len(request.files or ())


def _wanted(server: LiveServer, request: Sending) -> Request:
    """Return a request as any program would send it."""
    headers = {"Authorization": f"Bearer {request.tool.secret}", "Idempotency-Key": WORD}
    if request.files is None:
        body = json.dumps(request.said).encode()
        kind = "application/json"
    else:
        body = encode_multipart("edge", request.said | request.files)
        kind = "multipart/form-data; boundary=edge"
    headers["Content-Type"] = kind
    return Request(server.url + BASE + request.path, body, headers, method="POST")


def _answered(request: Request) -> tuple[int, dict[str, Any]]:
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)
