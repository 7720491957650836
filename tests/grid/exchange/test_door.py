"""Rows G1 and X3: a superior's interface, over HTTP; nothing it sends breaks the door."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cli.places import ROOT
from linli.grid.cases import queries as case_queries
from linli.grid.cases.models import Case
from linli.grid.exchange.rules import MOST_A_BATCH
from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.external.rules import Result
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.kernel.keys import services as keys
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.courses import desk_of, entries_of, last_entry
from tests.district import again, key, stamp
from tests.superiors import DAY, outside, passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District

SECRET = "s" * 40
CASES, ANSWERS = "/exchange/12345/cases", "/exchange/12345/answers"


def issued(
    actor: Actor, *, name: str = "12345", secret: str = SECRET, scope: Scope = Scope.EXCHANGE
) -> None:
    """Give a key to the post of an actor."""
    asked = NewKey(
        id=key(95_000 + len(name) + len(secret)),
        name=name,
        scopes=frozenset({scope}),
        post_id=actor.post_id,
    )
    keys.issue(BY_RULE, key=asked, secret=secret, stamp=stamp(timezone.now()))


@pytest.fixture
def door(district: District) -> Client:
    """Return the interface of a platform with its key."""
    platform_of(district)
    issued(district.actor(Role.DISTRICT_DESK))
    return Client(headers={"Authorization": f"Bearer {SECRET}", "Accept-Language": "zh-CN"})


def _sent(door: Client, address: str, body: object) -> tuple[int, Any]:
    answer = door.post(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def _matter(number: int = 1, **more: object) -> dict[str, object]:
    return {
        "number": f"YY2026{number:06d}",
        "text": "小区楼下垃圾堆了三天没人收。",
        "compound": "甲东苑",
        "due_at": "2099-11-28T18:00:00+08:00",
    } | more


def _like(expected: object, found: object) -> bool:
    """Return whether an answer is as documented; “…” stands for anything."""
    if isinstance(expected, dict) and isinstance(found, dict):
        same = expected.keys() == found.keys()
        return same and all(_like(expected[name], found[name]) for name in expected)
    if isinstance(expected, list) and isinstance(found, list):
        same = len(expected) == len(found)
        return same and all(_like(one, two) for one, two in zip(expected, found, strict=False))
    return expected in ("…", found)


def test_the_examples_of_the_documents_are_as_the_door_answers(door: Client) -> None:
    page = (ROOT / "docs/reference/exchange.md").read_text()
    parts = re.split(r"^### (GET|POST) (\S+)$", page, flags=re.MULTILINE)[1:]

    for method, address, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
        if method == "POST":
            status, found = _sent(door, address, blocks[0])
        else:
            answer = door.get(address)
            status, found = answer.status_code, answer.json()
        assert status == 200
        assert _like(blocks[-1], found), (address, found)


def test_matters_become_cases_once_and_changes_are_told(door: Client, district: District) -> None:
    first = _sent(door, CASES, {"cases": [_matter(1), _matter(2, compound="甲西苑")]})[1]["rows"]
    same = _sent(door, CASES, {"cases": [_matter(1)]})[1]["rows"]
    moved = _sent(door, CASES, {"cases": [_matter(1, due_at="2099-12-01")]})[1]["rows"]

    case = Case.objects.get(number=first[0]["case"])
    assert [row["outcome"] for row in (*first, *same, *moved)] == ["new", "new", "known", "changed"]
    assert Case.objects.count() == 2
    assert case.compound_id == district.sides[0].compounds[0]
    assert entries_of(case)[0].actor["post"] == str(district.actor(Role.DISTRICT_DESK).post_id)
    assert timezone.localtime(outside(case).due_at).strftime("%m-%d %H:%M") == "12-01 23:59"
    assert case_queries.verify_rows().faults == []


def test_a_superior_hears_what_changed_since_it_last_asked(
    door: Client, district: District
) -> None:
    now, desk, platform = timezone.now(), desk_of(district), Platform.objects.get()
    for number in (1, 2, 3):
        passed_down(district, platform, Stage.CLOSED, number, at=now)
    first = door.get(CASES, {"most": 2}).json()
    rest = door.get(CASES, {"since": first["next"]}).json()
    case = Case.objects.get(external__number="YY2026000002")

    external.register(desk, case_id=case.pk, stamp=stamp(now, 1))
    external.ask(
        desk, case_id=case.pk, until=now + 8 * DAY, words="部件待采购", stamp=stamp(now, 2)
    )
    asked = door.get(CASES, {"since": rest["next"]}).json()
    external.reply(
        desk, case_id=case.pk, result=Result.PARTLY, words="已换灯。", stamp=stamp(now, 3)
    )
    replied = door.get(CASES, {"since": asked["next"]}).json()
    nothing = door.get(CASES, {"since": replied["next"]}).json()

    assert (len(first["changes"]), first["more"]) == (2, True)
    assert [each["number"] for each in rest["changes"]] == ["YY2026000003"]
    [change] = asked["changes"]
    assert (change["extension"], change["extension_words"]) == ("asked", "部件待采购")
    [change] = replied["changes"]
    assert (change["state"], change["result"], change["reply"]) == ("replied", "partly", "已换灯。")
    assert change["is_settled"] is False
    assert nothing == {"changes": [], "next": replied["next"], "more": False}


def test_answers_are_recorded_once(door: Client, district: District) -> None:
    now, desk, platform = timezone.now(), desk_of(district), Platform.objects.get()
    case = passed_down(district, platform, Stage.CLOSED, at=now)
    external.register(desk, case_id=case.pk, stamp=stamp(now, 1))
    external.ask(desk, case_id=case.pk, until=now + 8 * DAY, words="待料", stamp=stamp(now, 2))
    number = "YY2026000001"
    granted = {
        "number": number, "id": "A1", "what": "extension_granted",
        "due_at": (now + 9 * DAY).isoformat(),
    }  # fmt: skip
    back = {
        "number": number, "id": "A2", "what": "sent_back", "words": "市民不满意",
        "due_at": (now + 20 * DAY).isoformat(),
    }  # fmt: skip
    checked = {
        "number": number, "id": "A3", "what": "followed_up", "settled": False,
        "satisfied": "dissatisfied",
    }  # fmt: skip

    one = _sent(door, ANSWERS, {"answers": [granted, granted]})[1]["rows"]
    external.reply(desk, case_id=case.pk, result=Result.SETTLED, words="好", stamp=stamp(now, 3))
    two = _sent(door, ANSWERS, {"answers": [checked, back, back, checked]})[1]["rows"]

    assert [row["outcome"] for row in (*one, *two)] == [
        "recorded", "known", "recorded", "recorded", "known", "known",
    ]  # fmt: skip
    row = outside(case)
    assert (row.state, row.sent_back, row.due_at) == ("registered", 1, now + 20 * DAY)
    assert (again(case).stage, again(case).reopens) == ("dispatched", 1)
    assert last_entry(case).verb == "grid.case_reopened"
    assert case_queries.verify_rows().faults == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({}, "grid.exchange_answer_unreadable"),
        ({"id": "A", "what": "dance"}, "grid.exchange_answer_unreadable"),
        ({"id": "A" * 81, "what": "sent_back"}, "grid.exchange_answer_unreadable"),
        ({"id": "A", "what": "sent_back", "due_at": "soon"}, "grid.exchange_answer_unreadable"),
        ({"id": "A", "what": "sent_back", "due_at": "2099-01-01"}, "grid.reason_needed"),
        ({"id": "A", "what": "followed_up", "settled": "yes"}, "grid.exchange_answer_unreadable"),
        ({"id": "A", "what": "followed_up", "settled": True}, "grid.exchange_answer_unreadable"),
        ({"id": "A", "what": "extension_refused"}, "grid.no_extension_asked"),
        ({"id": "A", "what": "extension_refused", "mood": "good"}, "grid.exchange_field_unknown"),
        ({"id": "A", "what": "extension_refused", "words": []}, "grid.exchange_field_not_text"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_stops_no_other(
    door: Client, district: District, answer: dict[str, object], code: str
) -> None:
    now, desk = timezone.now(), desk_of(district)
    case = passed_down(district, Platform.objects.get(), Stage.CLOSED, at=now)
    external.register(desk, case_id=case.pk, stamp=stamp(now, 1))
    if answer.get("what") == "sent_back":
        external.reply(desk, case_id=case.pk, result=Result.SETTLED, words="好", stamp=stamp(now))
    before = len(entries_of(case))

    status, found = _sent(
        door, ANSWERS, {"answers": [{"number": "YY2026000001"} | answer, {"number": "none"}]}
    )

    assert status == 200
    assert [row["outcome"] for row in found["rows"]] == ["refused", "refused"]
    assert found["rows"][0]["code"] == code
    assert found["rows"][0]["message"]
    assert len(entries_of(case)) == before


def test_an_answer_may_say_of_which_day_it_is(door: Client, district: District) -> None:
    now, desk = timezone.now(), desk_of(district)
    case = passed_down(district, Platform.objects.get(), Stage.CLOSED, at=now - 3 * DAY)
    external.register(desk, case_id=case.pk, stamp=stamp(now - 2 * DAY, 1))
    external.reply(
        desk, case_id=case.pk, result=Result.SETTLED, words="好", stamp=stamp(now - DAY, 2)
    )
    heard = {
        "number": "YY2026000001", "what": "followed_up", "settled": False,
        "satisfied": "dissatisfied",
    }  # fmt: skip
    days = {"A": now - 2 * DAY, "B": now + DAY, "C": now - timedelta(hours=1)}
    said = now - timedelta(minutes=30)
    back = {
        "number": "YY2026000001", "id": "D", "what": "sent_back", "words": "未解决",
        "due_at": (now + 9 * DAY).isoformat(), "at": said.isoformat(),
    }  # fmt: skip

    rows = _sent(
        door,
        ANSWERS,
        {"answers": [*(heard | {"id": k, "at": at.isoformat()} for k, at in days.items()), back]},
    )[1]["rows"]

    assert [row.get("code", row["outcome"]) for row in rows] == [
        "grid.answer_too_early", "grid.answer_in_future", "recorded", "recorded",
    ]  # fmt: skip
    assert outside(case).received_at == said
    assert case_queries.verify_rows().faults == []


def test_changed_moments_are_taken_over_and_an_older_matter_undoes_nothing(door: Client) -> None:
    first = _matter(1, register_by="2099-11-02T12:00:00+08:00", told_at="2026-11-20T09:00:00+08:00")
    second = first | {"due_at": "2099-12-01", "told_at": "2026-11-21T09:00:00+08:00"}
    taken_back = second | {"register_by": None, "told_at": "2026-11-22T09:00:00+08:00"}

    rows = [
        _sent(door, CASES, {"cases": [each]})[1]["rows"][0]
        for each in (first, second, taken_back, second, taken_back)
    ]

    assert [row["outcome"] for row in rows] == ["new", "changed", "changed", "older", "known"]
    assert rows[3]["code"] == "grid.row_older"
    row = External.objects.get()
    assert (row.register_by, timezone.localtime(row.due_at).strftime("%m-%d")) == (None, "12-01")
    assert case_queries.verify_rows().faults == []


def test_answers_are_not_read_from_matters(door: Client) -> None:
    rows = _sent(door, CASES, {"cases": [_matter(1, back_words="未解决")]})[1]["rows"]

    assert rows[0]["code"] == "grid.exchange_field_unknown"


BODIES: list[tuple[bytes, int, str]] = [
    (b"", 422, "grid.exchange_body_unreadable"),
    (b"{", 422, "grid.exchange_body_unreadable"),
    (b"[]", 422, "grid.exchange_body_unreadable"),
    (b"null", 422, "grid.exchange_body_unreadable"),
    (b'{"cases": {}}', 422, "grid.exchange_body_unreadable"),
    (b'{"cases": [1]}', 422, "grid.exchange_body_unreadable"),
    (b'{"cases": [NaN]}', 422, "grid.exchange_body_unreadable"),
    (b"\xff\xfe\x00", 422, "grid.exchange_body_unreadable"),
    (b"[" * 100_000, 422, "grid.exchange_body_unreadable"),
    (b'{"cases": ' + b"9" * 5000 + b"}", 422, "grid.exchange_body_unreadable"),
    (
        json.dumps({"cases": [{}] * (MOST_A_BATCH + 1)}).encode(),
        413,
        "grid.exchange_body_too_large",
    ),
    (b'{"cases": ["' + b"x" * 2_200_000 + b'"]}', 413, "grid.exchange_body_too_large"),
]


@pytest.mark.parametrize(("body", "status", "code"), BODIES, ids=range(len(BODIES)))
def test_a_body_of_another_shape_is_refused_with_a_reason(
    door: Client, body: bytes, status: int, code: str
) -> None:
    answer = door.post(CASES, body, content_type="application/json")

    assert answer.status_code == status
    assert answer.json().keys() == {"code", "message", "hint"}
    assert answer.json()["code"] == code


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
OBJECTS = st.dictionaries(
    st.sampled_from(["number", "text", "due_at", "lon", "phone", "id", "what", "x"]), VALUES
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(OBJECTS, max_size=4), st.sampled_from([(CASES, "cases"), (ANSWERS, "answers")]))
def test_whatever_is_sent_gets_a_row_each_and_never_our_fault(
    door: Client, objects: list[dict[str, object]], where: tuple[str, str]
) -> None:
    address, name = where

    status, found = _sent(door, address, {name: objects})

    assert status == 200
    assert len(found["rows"]) == len(objects)


def test_wrong_doors_are_answered_in_json(door: Client, district: District) -> None:
    answers = [
        (Client().get(CASES), 401, "grid.exchange_key_missing"),
        (Client(headers={"Authorization": "Bearer x"}).get(CASES), 403, "keys.refused"),
        (
            Client(headers={"Authorization": f"Basic {SECRET}"}).get(CASES),
            401,
            "grid.exchange_key_missing",
        ),
        (door.get("/exchange/petition/cases"), 403, "grid.exchange_key_of_another"),
        (door.delete(CASES), 405, "grid.exchange_method_unknown"),
        (door.get(ANSWERS), 405, "grid.exchange_method_unknown"),
    ]

    for answer, status, code in answers:
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_opens_its_own_platform_with_its_own_scope_from_a_fitting_post(
    district: District,
) -> None:
    platform_of(district)
    issued(district.actor(Role.DISTRICT_DESK), name="ghost", secret="g" * 41)
    issued(district.actor(Role.DISTRICT_DESK), secret="r" * 42, scope=Scope.CASES_READ)
    issued(district.actor(Role.COMMUNITY_DESK), secret="c" * 43)

    found = {
        (address, sign): Client(headers={"Authorization": f"Bearer {sign * length}"}).get(address)
        for address, sign, length in (
            ("/exchange/ghost/cases", "g", 41),
            (CASES, "g", 41),
            (CASES, "r", 42),
            (CASES, "c", 43),
        )
    }

    assert [(each.status_code, each.json()["code"]) for each in found.values()] == [
        (404, "common.not_found"),
        (403, "grid.exchange_key_of_another"),
        (403, "keys.scope_missing"),
        (403, "common.forbidden"),
    ]


def test_too_many_wrong_keys_wait(district: District) -> None:
    platform_of(district)
    wrong = Client(headers={"Authorization": "Bearer wrong"})

    statuses = [wrong.get(CASES).status_code for _ in range(62)]

    assert set(statuses[:60]) == {403}
    assert statuses[-1] == 429


def test_a_streets_key_reaches_its_own_street_only(district: District) -> None:
    platform = platform_of(district)
    passed_down(district, platform, Stage.REPORTED, 1, side=2)
    issued(district.actor(Role.STREET_DESK, district.streets[0]))
    door = Client(headers={"Authorization": f"Bearer {SECRET}"})

    changes = door.get(CASES).json()["changes"]
    foreign = {"number": "YY2026000001", "id": "A", "what": "extension_refused"}
    answered = _sent(door, ANSWERS, {"answers": [foreign]})[1]["rows"]
    sent = _sent(door, CASES, {"cases": [_matter(5, compound="丙东苑"), _matter(6)]})[1]["rows"]

    assert changes == []
    assert answered[0]["code"] == "grid.exchange_number_unknown"
    assert [row["outcome"] for row in sent] == ["refused", "new"]
    assert External.objects.count() == 2


def test_a_withdrawn_key_does_nothing_more(door: Client, district: District) -> None:
    now = timezone.now() + timedelta(seconds=1)
    keys.revoke(BY_RULE, key_id=Key.objects.get().pk, stamp=stamp(now))

    status, found = _sent(door, CASES, {"cases": [_matter()]})

    assert (status, found["code"]) == (403, "keys.refused")
    assert Case.objects.count() == 0
