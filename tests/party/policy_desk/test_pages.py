"""Policy documents and their tasks over HTTP (article rows P1, G1)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from linli.kernel.people.rules import Actor, Role
from linli.party.enclosures import queries as enclosures
from linli.party.policies.models import Policy
from linli.party.policy_moves.rules import Stage
from linli.party.policy_tasks.models import PolicyTask
from linli.party.records import queries as records
from tests.district import District, key
from tests.grid.desk.doors import browser_of
from tests.grid.files.documents import PDF
from tests.party.plans import NUMBER, again, brought, chief_of, entered, is_sound, street_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> None:
    """Let files go to a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


def _said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _document(**more: object) -> dict[str, object]:
    return {
        "number": NUMBER, "issuer": "中共样例区委办公室", "issued_on": _day(-3),
        "title": "关于加强小区协同治理的实施方案", "text": "健全议事机制。",
    } | more  # fmt: skip


def _task(district: District, **more: object) -> dict[str, object]:
    return {
        "title": "建立联席会议机制", "text": "", "evidence": "会议记录", "due": _day(7),
        "to": [str(district.street_offices[0]), str(district.sanitation)],
    } | more  # fmt: skip


def _task_path(task: PolicyTask, word: str = "") -> str:
    return f"/policies/tasks/{task.pk}/{word}/" if word else f"/policies/tasks/{task.pk}/"


def _recent(district: District, stage: Stage, **more: Any) -> PolicyTask:
    now = timezone.now()
    return brought(district, stage, at=now, due_at=now + timedelta(days=7), **more)


def test_from_the_document_to_the_confirmed_task_on_the_pages(district: District) -> None:
    chief, street = browser_of(chief_of(district)), browser_of(street_of(district))

    file = SimpleUploadedFile("实施方案.pdf", PDF)
    chief.post("/policies/new/", _document(enclosed=[file]))
    policy = Policy.objects.get()
    chief.post(f"/policies/{policy.pk}/give/", _task(district))
    task = PolicyTask.objects.get(to_id=district.street_offices[0])
    street.post(_task_path(task, "accept"), {"version": 1})
    proof = SimpleUploadedFile("会议记录.pdf", PDF)
    done = {"version": 2, "words": "三个小区已建立", "enclosed": [proof]}
    street.post(_task_path(task, "report"), done)
    waiting = _said(chief.get("/policies/tasks/?only=check"))
    chief.post(_task_path(task, "confirm"), {"version": 3})
    page, task_page = (
        _said(chief.get(f"/policies/{policy.pk}/")),
        _said(chief.get(_task_path(task))),
    )

    assert again(task).stage == "confirmed"
    assert "建立联席会议机制" in waiting
    assert ("2 项任务，已完成 1 项" in page, "实施方案.pdf" in page) == (True, True)
    assert ("三个小区已建立" in task_page, "会议记录.pdf" in task_page) == (True, True)
    assert is_sound()


def test_an_entry_is_corrected_and_a_document_repealed(district: District) -> None:
    chief, policy = browser_of(chief_of(district)), entered(district)

    form = chief.get(f"/policies/{policy.pk}/correct/").context["form"]
    chief.post(f"/policies/{policy.pk}/correct/", _document(version=1, title="改过的标题"))
    chief.post(f"/policies/{policy.pk}/repeal/", {"version": 2, "words": "另发新文"})
    page = _said(chief.get(f"/policies/{policy.pk}/"))

    assert form["title"].value() == "关于加强小区协同治理的实施方案"
    assert ("改过的标题" in page, "另发新文" in page, "已废止" in page) == (True, True, True)
    assert chief.get(f"/policies/{policy.pk}/give/").status_code == 409


BAD: list[tuple[str, dict[str, object], str]] = [
    # address, what is sent, what is said
    ("new", {"title": "  "}, "必填"),
    ("new", {}, "登记簿中已有文件样办发〔2026〕5号"),
    ("give", {"to": []}, "至少选择一个责任单位"),
    ("give", {"due": _day(-9)}, "时限已过"),
    ("repeal", {"words": " "}, "必填"),
]


@pytest.mark.parametrize(("word", "sent", "said"), BAD)
def test_what_cannot_be_used_is_shown_again_with_what_was_typed(
    district: District, word: str, sent: dict[str, object], said: str
) -> None:
    policy = entered(district)
    forms: dict[str, dict[str, object]] = {
        "new": _document(),
        "give": _task(district),
        "repeal": {"version": 1},
    }
    path = "/policies/new/" if word == "new" else f"/policies/{policy.pk}/{word}/"

    answer = browser_of(chief_of(district)).post(path, forms[word] | sent)

    assert answer.status_code == 422
    assert said in _said(answer)
    assert (Policy.objects.count(), PolicyTask.objects.count()) == (1, 0)


def test_a_report_without_its_evidence_is_asked_for_again(district: District) -> None:
    task = _recent(district, Stage.ACCEPTED, needs_files=True)
    sent = {"version": task.version, "words": "已全部完成"}

    answer = browser_of(street_of(district)).post(_task_path(task, "report"), sent)

    assert answer.status_code == 422
    assert "已全部完成" in _said(answer)
    assert "尚未附送" in _said(answer)
    assert again(task).stage == "accepted"


def test_the_other_steps_are_taken_on_the_page(district: District) -> None:
    task, chief = _recent(district, Stage.REPORTED), browser_of(chief_of(district))
    street = browser_of(street_of(district))
    steps: list[tuple[Client, str, dict[str, object]]] = [
        (chief, "send_back", {"words": "缺两个小区", "due": _day(20)}),
        (street, "progress", {"words": "补充一个小区"}),
        (chief, "chase", {}),
        (chief, "extend", {"words": "同意", "due": _day(40)}),
        (chief, "withdraw", {"words": "并入另一任务"}),
    ]

    for browser, word, sent in steps:
        answer = browser.post(_task_path(task, word), sent | {"version": again(task).version})
        assert answer.status_code == 302, _said(answer)

    task = again(task)
    assert (task.stage, task.chases, task.returns) == ("withdrawn", 1, 1)
    assert is_sound()


def test_an_unknown_step_and_a_stale_page_change_nothing(district: District) -> None:
    task, street = _recent(district, Stage.GIVEN), browser_of(street_of(district))

    assert street.post(_task_path(task, "give"), {"version": 1}).status_code == 404
    assert street.post(_task_path(task, "accept"), {"version": 9}).status_code == 409
    assert street.post(_task_path(task, "confirm"), {"version": 1}).status_code == 403
    assert again(task).stage == "given"


FILTERS = [
    # filters → how many tasks are left
    ("", 3),
    ("?only=mine", 0),
    ("?only=given", 3),
    ("?only=check", 1),
    ("?only=late", 0),
    ("?only=ended", 1),
    ("?stage=accepted", 1),
    ("?policy=here", 3),
    ("?policy=elsewhere", 0),
    ("?words=第2项", 1),
    ("?words=联席", 3),
    ("?only=nonsense&stage=1&policy=y&page=z", 3),
]


@pytest.mark.parametrize(("filters", "count"), FILTERS)
def test_the_list_of_tasks_is_narrowed_by_the_address(
    district: District, filters: str, count: int
) -> None:
    policy = entered(district)
    for number, stage in enumerate(
        [Stage.GIVEN, Stage.ACCEPTED, Stage.REPORTED, Stage.CONFIRMED], start=1
    ):
        _recent(district, stage, policy=policy, number=number)
    filters = filters.replace("here", str(policy.pk)).replace("elsew" + str(policy.pk), str(key(1)))

    page = browser_of(chief_of(district)).get(f"/policies/tasks/{filters}").context["register"].page

    assert len(page.object_list) == count


WHO: list[tuple[Role, int, int, int]] = [
    # role, which of its posts, status of a task of the first street, of its district's document
    (Role.SUPERVISOR, 0, 200, 200),
    (Role.DISTRICT_DESK, 0, 200, 200),
    (Role.AUDITOR, 0, 200, 200),
    (Role.DEPARTMENT_OFFICER, 0, 404, 200),
    (Role.STREET_DESK, 0, 200, 200),
    (Role.STREET_DESK, 1, 404, 200),
    (Role.COMMUNITY_DESK, 0, 404, 200),
    (Role.GRID_OFFICER, 0, 404, 200),
    (Role.OPERATOR, 0, 403, 403),
]


@pytest.mark.parametrize(("role", "number", "of_task", "of_policy"), WHO)
def test_who_opens_a_task_and_its_document_and_their_files(
    district: District, role: Role, number: int, of_task: int, of_policy: int
) -> None:
    chief, street = browser_of(chief_of(district)), browser_of(street_of(district))
    file = SimpleUploadedFile("实施方案.pdf", PDF)
    chief.post("/policies/new/", _document(enclosed=[file]))
    policy = Policy.objects.get()
    task = _recent(district, Stage.ACCEPTED, policy=policy)
    proof = SimpleUploadedFile("记录.pdf", PDF)
    street.post(_task_path(task, "progress"), {"version": 2, "words": "一", "enclosed": [proof]})
    browser = browser_of(district.actor(role, number=number))
    [of_both] = zip(
        enclosures.of_paper(policy.pk, of="policy"),
        enclosures.of_paper(task.pk, of="policy_task"),
        strict=True,
    )

    statuses = [
        browser.get(path).status_code
        for path in (
            f"/policies/{policy.pk}/",
            f"/policies/{policy.pk}/files/{of_both[0].pk}/",
            _task_path(task),
            f"{_task_path(task)}files/{of_both[1].pk}/",
        )
    ]

    assert statuses == [of_policy, of_policy, of_task, of_task]


def _opened(actor: Actor, policy_id: UUID) -> list[int]:
    browser = browser_of(actor)
    paths = ["/policies/", "/policies/tasks/", "/policies/new/", f"/policies/{policy_id}/give/"]
    return [browser.get(path).status_code for path in paths]


def test_only_offices_that_issue_enter_documents_and_split_tasks(district: District) -> None:
    policy = entered(district)

    found = {
        role: _opened(district.actor(role), policy.pk)
        for role in (Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK, Role.AUDITOR)
    }

    assert found == {
        Role.DISTRICT_DESK: [200, 200, 200, 200],
        Role.STREET_DESK: [200, 200, 200, 403],
        Role.COMMUNITY_DESK: [200, 200, 403, 403],
        Role.AUDITOR: [200, 200, 403, 403],
    }


def test_the_register_finds_documents_by_their_words(district: District) -> None:
    entered(district)
    entered(district, 2, title="网格化微治理工作方案")
    browser = browser_of(chief_of(district))

    found = {
        words: len(browser.get(f"/policies/?words={words}").context["page_of"].object_list)
        for words in ("", "微治理", "〔2026〕6号", "区委办公室", "没有")
    }

    assert found == {"": 2, "微治理": 1, "〔2026〕6号": 1, "区委办公室": 2, "没有": 0}


def test_the_lists_ask_no_more_with_more_rows(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 2, 3):
        _recent(district, Stage.ACCEPTED, number=number)
    browser = browser_of(chief_of(district))
    browser.get("/policies/")

    for path, most in (("/policies/", 10), ("/policies/tasks/", 11)):
        with django_assert_max_num_queries(most):
            assert browser.get(path).status_code == 200


def test_who_is_not_signed_in_is_led_to_the_sign_in(district: District) -> None:
    task = _recent(district, Stage.GIVEN)

    for path in ("/policies/", "/policies/tasks/", _task_path(task)):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_files_of_tasks_are_proven_too(district: District) -> None:
    task, street = _recent(district, Stage.ACCEPTED), browser_of(street_of(district))
    proof = SimpleUploadedFile("记录.pdf", PDF)
    street.post(_task_path(task, "progress"), {"version": 2, "words": "一", "enclosed": [proof]})
    assert is_sound()

    [one] = enclosures.of_paper(task.pk, of="policy_task")
    type(one).objects.filter(pk=one.pk).update(digest="0" * 64)

    [fault] = records.verify_rows().faults
    assert fault.reason == "its files are not what the entries say"
