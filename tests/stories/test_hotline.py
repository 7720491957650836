"""Rows G1 and X3: a matter of 12345 from its coming in to its second reply, by Excel and by JSON.

Both ways go through the pages and addresses that a desk and a superior's program use.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from linli.grid.cases import queries as case_queries
from linli.grid.cases.models import Case
from linli.grid.external.models import External
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.kernel.keys import services as keys
from linli.kernel.keys.rules import Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people.rules import BY_RULE, Role
from tests.courses import desk_of, entries_of, officer_of
from tests.district import District, again, key, small_district
from tests.grid.desk.doors import browser_of, now_stamp
from tests.sheets import answering, row_of, table, usual
from tests.superiors import outside, platform_of

pytestmark = pytest.mark.django_db

NUMBER = "YY2026000001"
FIRST, SECOND = "2099-11-28 18:00", "2099-12-20T18:00"
BASE = "/desk/superiors"
SECRET = "s" * 40
REPLIED = "您好，垃圾已清运。"


@pytest.fixture
def district(settings: Settings, tmp_path: Path) -> District:
    """Return the small district with the platform; its files go to a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    found = small_district()
    platform_of(found)
    return found


def wall(words: str) -> datetime:
    """Return a moment of the district's own clock."""
    return timezone.make_aware(datetime.fromisoformat(words))


def handled(district: District, case: Case) -> None:
    """Bring a case from wherever it is to its end, by the ordinary steps of ordinary posts."""
    desk, officer, step = desk_of(district), officer_of(district), Step(case.pk, words="已清运")
    at = now_stamp()
    if again(case).stage == Stage.REPORTED:
        handling.register(desk, step=step, category_code="06010", stamp=at)
        handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=at)
    handling.accept(officer, step=step, stamp=at)
    handling.done(officer, step=step, stamp=at)
    handling.verify(desk, step=step, stamp=at)
    handling.close(desk, step=step, stamp=at)


def said(browser: Client, case: Case, act: str, **fields: str) -> None:
    """Take a step towards the superior by its form on the page of the case."""
    answer = browser.post(f"{BASE}/cases/{case.pk}/{act}/", fields)
    assert answer.status_code == 302, answer.content.decode()


def clocks(case: Case) -> tuple[bool, datetime, bool]:
    """Return whether our clock runs, the superior's deadline, and whether its clock runs."""
    row = outside(case)
    return again(case).due_at is not None, row.due_at, row.watch_at is not None


def course(case: Case) -> list[str]:
    """Return what happened between the superior and us, and where the case began anew."""
    told = [entry.verb.removeprefix("grid.") for entry in entries_of(case)]
    anew = {"case_reopened", "case_taken_up"}
    return [verb for verb in told if verb.startswith("superior_") or verb in anew]


def test_by_excel_in_reply_out_follow_up_back_and_reply_again(district: District) -> None:
    office, desk = browser_of(district.actor(Role.DISTRICT_DESK)), browser_of(desk_of(district))
    sheet = SimpleUploadedFile("工单.xlsx", usual(row_of(1, 办理时限=FIRST)))
    sent = office.post(f"{BASE}/sheets/new/", {"platform": "12345", "file": sheet})
    columns = str(sent.headers["Location"])
    form = office.get(columns).context["form"]
    office.post(columns, {b.html_name: str(b.value() or "") for b in form} | {"days": "0"})
    office.post(columns.replace("columns", "take-in"))
    case = Case.objects.get()

    came = clocks(case)
    said(desk, case, "register")
    handled(district, case)
    said(desk, case, "reply", result="settled", words=REPLIED)
    replied = clocks(case)
    first = table(desk.post(f"{BASE}/replies/12345/", {"case": [str(case.pk)]}).content)
    said(desk, case, "follow_up", settled="no", satisfied="dissatisfied", words="仍有垃圾")
    said(desk, case, "send_back", due_at=SECOND, words="市民反映未解决")
    back, sent_back = clocks(case), outside(case)
    handled(district, case)
    said(desk, case, "reply", result="settled", words="您好，已再次清运。")
    second = table(desk.post(f"{BASE}/replies/12345/", {"case": [str(case.pk)]}).content)

    assert came == (True, wall(FIRST), True)
    assert replied == (False, wall(FIRST), False)
    assert (again(case).reopens, sent_back.sent_back, sent_back.settled) == (1, 1, None)
    assert back == (True, wall(SECOND), True)
    assert [NUMBER in row for row in (first[1], second[1])] == [True, True]
    assert REPLIED in first[1]
    assert "您好，已再次清运。" in second[1]
    row = outside(case)
    assert (row.number, row.state, row.first_due_at) == (NUMBER, "replied", wall(FIRST))
    assert row.exported_at is not None
    assert course(case) == [
        "superior_passed_down", "superior_registered", "superior_replied", "superior_exported",
        "superior_followed_up", "superior_sent_back", "case_reopened", "superior_replied",
        "superior_exported",
    ]  # fmt: skip
    assert case_queries.verify_rows().faults == []


def taken_in(office: Client, content: bytes) -> list[str]:
    """Take a sheet in by the pages of the desk and return what became of its rows."""
    sheet = SimpleUploadedFile("工单.xlsx", content)
    sent = office.post(f"{BASE}/sheets/new/", {"platform": "12345", "file": sheet})
    columns = str(sent.headers["Location"])
    form = office.get(columns).context["form"]
    office.post(columns, {b.html_name: str(b.value() or "") for b in form} | {"days": "0"})
    taken = office.post(columns.replace("columns", "take-in")).context["taken"]
    return [each.outcome.value for each in taken.rows]


def test_by_excel_alone_in_moved_replied_followed_up_back_and_replied_again(
    district: District,
) -> None:
    """Nobody types what the superior found: its own sheets say it, in whatever order they come."""
    office, desk = browser_of(district.actor(Role.DISTRICT_DESK)), browser_of(desk_of(district))
    first, moved = {"办理时限": FIRST}, {"办理时限": "2099-12-05 18:00"}
    heard = {"回访结果": "未解决", "满意度": "不满意", "回访情况": "仍有垃圾"}
    back = {"是否退回": "是", "退回原因": "市民反映未解决", "重办时限": "2099-12-20 18:00"}
    came = taken_in(office, usual(row_of(1, **first)))
    case = Case.objects.get()

    said(desk, case, "register")
    outcomes = [came, *(taken_in(office, usual(row_of(1, **each))) for each in (moved, first))]
    due = outside(case).due_at
    handled(district, case)
    said(desk, case, "reply", result="settled", words=REPLIED)
    outcomes += [taken_in(office, answering((1, moved | heard | back))) for _ in range(2)]
    waits = clocks(case)
    handled(district, case)
    said(desk, case, "reply", result="settled", words="您好，已再次清运。")
    out = desk.post(f"{BASE}/replies/12345/", {"case": [str(case.pk)]}).content
    outcomes.append(taken_in(office, out))

    assert outcomes == [["new"], ["changed"], ["older"], ["answered"], ["known"], ["known"]]
    assert (due, waits) == (wall("2099-12-05 18:00"), (True, wall(SECOND), True))
    written = dict(zip(*table(out), strict=True))
    assert (written["退回原因"], written["工单编号"]) == ("市民反映未解决", NUMBER)
    assert course(case) == [
        "superior_passed_down", "superior_registered", "superior_moved", "superior_replied",
        "superior_followed_up", "superior_sent_back", "case_reopened", "superior_replied",
        "superior_exported",
    ]  # fmt: skip
    assert case_queries.verify_rows().faults == []


def program_of(district: District) -> Client:
    """Return the superior's own program with its key."""
    asked = NewKey(
        id=key(95_001),
        name="12345",
        scopes=frozenset({Scope.EXCHANGE}),
        post_id=district.actor(Role.DISTRICT_DESK).post_id,
    )
    keys.issue(BY_RULE, key=asked, secret=SECRET, stamp=now_stamp())
    return Client(headers={"Authorization": f"Bearer {SECRET}"})


def spoken(program: Client, word: str, body: object) -> str:
    """Send one object to the interface and return what became of it."""
    address, rows = f"/exchange/12345/{word}", {word: [body]}
    answer = program.post(address, json.dumps(rows), content_type="application/json")
    [row] = answer.json()["rows"]
    return str(row["outcome"])


def heard(program: Client, since: int = 0) -> dict[str, Any]:
    """Return the last change of the matter that the interface tells."""
    changes = program.get("/exchange/12345/cases", {"since": since}).json()["changes"]
    return dict(changes[-1])


MATTER = {
    "number": NUMBER,
    "text": "小区楼下垃圾堆了三天没人收。",
    "compound": "甲东苑",
    "register_by": "2099-11-01",
    "due_at": FIRST,
}
CHECKED = {
    "number": NUMBER, "id": "F1", "what": "followed_up", "settled": False,
    "satisfied": "dissatisfied", "words": "仍有垃圾",
}  # fmt: skip
BACK = {"number": NUMBER, "id": "B1", "what": "sent_back", "due_at": SECOND, "words": "未解决"}


def test_by_json_in_reply_out_follow_up_back_and_reply_again(district: District) -> None:
    program, desk = program_of(district), browser_of(desk_of(district))
    outcomes = [spoken(program, "cases", MATTER)]
    case = Case.objects.get()

    came, receipt = clocks(case), outside(case).watch_at
    said(desk, case, "register")
    handled(district, case)
    said(desk, case, "reply", result="settled", words=REPLIED)
    first = heard(program)
    outcomes += [spoken(program, "answers", each) for each in (CHECKED, BACK, BACK)]
    back, again_waits = clocks(case), heard(program)
    handled(district, case)
    said(desk, case, "reply", result="partly", words="您好，已再次清运。")
    second = heard(program)

    assert outcomes == ["new", "recorded", "recorded", "known"]
    assert came == (True, wall(FIRST), True)
    assert receipt is not None
    assert receipt < wall("2099-11-02T00:00")
    assert (first["number"], first["state"], first["reply"]) == (NUMBER, "replied", REPLIED)
    assert back == (True, wall(SECOND), True)
    assert (again_waits["state"], again_waits["result"]) == ("registered", "")
    assert (second["result"], second["reply"]) == ("partly", "您好，已再次清运。")
    assert again(case).reopens == 1
    assert course(case) == [
        "superior_passed_down", "superior_registered", "superior_replied",
        "superior_followed_up", "superior_sent_back", "case_reopened", "superior_replied",
    ]  # fmt: skip
    assert case_queries.verify_rows().faults == []


def test_what_was_declined_comes_back_is_handled_and_replied_to(district: District) -> None:
    program, desk = program_of(district), browser_of(desk_of(district))
    spoken(program, "cases", MATTER)
    case = Case.objects.get()
    said(desk, case, "register")
    declined = {"version": str(again(case).version), "ground": "beyond_duty", "words": "属铁路"}
    desk.post(f"/desk/cases/{case.pk}/decline/", declined)
    said(desk, case, "reply", result="declined", words="不予受理。")
    ended, stage = clocks(case), again(case).stage

    outcome = spoken(program, "answers", BACK)
    back = clocks(case)
    handled(district, case)
    said(desk, case, "reply", result="settled", words=REPLIED)

    assert (ended, stage) == ((False, wall(FIRST), False), "declined")
    assert (outcome, back) == ("recorded", (True, wall(SECOND), True))
    assert (again(case).stage, External.objects.count()) == ("closed", 1)
    assert course(case)[-3:] == ["superior_sent_back", "case_taken_up", "superior_replied"]
    assert heard(program)["reply"] == REPLIED
    assert case_queries.verify_rows().faults == []


def test_a_receipt_nobody_confirms_and_a_reply_nobody_sends_are_each_told(
    district: District,
) -> None:
    spoken(program_of(district), "cases", MATTER)
    row = External.objects.get()
    assert row.register_by is not None
    span = row.register_by - row.received_at

    assert row.watch_at == row.received_at + span * 80 / 100
    assert row.register_by - timedelta(days=1) < wall("2099-11-01T00:00") < row.register_by
