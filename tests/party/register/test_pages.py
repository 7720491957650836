"""The register, a document, a draft and its paper over HTTP (article rows P1, G1)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from linli.kernel.people.rules import Actor, Role
from linli.party.moves.rules import Source, Stage
from linli.party.supervision.models import Supervision
from linli.party.supervision.queries import Suggestion
from tests.district import District, key
from tests.grid.desk.doors import browser_of
from tests.party.errands import KIND, Errands, again, brought, officer_of, supervisor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]

NEW = f"/supervision/new/{KIND.replace('.', '-')}/{key(40_001)}/"


def _path(paper: Supervision, word: str = "") -> str:
    return f"/supervision/{paper.pk}/{word}/" if word else f"/supervision/{paper.pk}/"


def _chinese(actor: Actor) -> Client:
    return browser_of(actor)


def _said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _recent(district: District, stage: Stage, number: int = 1, **more: object) -> Supervision:
    """Return a document of today, due in a week."""
    now = timezone.now()
    return brought(district, stage, number, at=now, due_at=now + timedelta(days=7), **more)


def _posted(district: District, **more: object) -> dict[str, object]:
    return {
        "title": "关于限期清扫楼道的督办通知",
        "source": "instruction",
        "text": "请立即组织清扫。",
        "to": [str(district.sanitation)],
        "due": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "attachments": "现场照片",
    } | more


def test_a_draft_is_proposed_from_its_subject(district: District) -> None:
    form = _chinese(supervisor_of(district)).get(f"{NEW}?source=breach").context["form"]

    assert form["title"].value() == "关于限期办结清扫楼道（E1）的督办通知"
    assert form["source"].value() == "breach"
    assert form["to"].value() == [str(district.sanitation)]


def test_issued_answered_and_cancelled_off_on_the_page(district: District) -> None:
    chief, officer = _chinese(supervisor_of(district)), _chinese(officer_of(district))

    chief.post(NEW, _posted(district, issue="1"))
    paper = Supervision.objects.get()
    officer.post(_path(paper, "read"), {"version": paper.version})
    words = {"version": again(paper).version, "words": "已清扫完毕"}
    officer.post(_path(paper, "answer"), words)
    page = _said(chief.get(_path(paper)))
    chief.post(_path(paper, "cancel_off"), {"version": again(paper).version})

    assert again(paper).stage == "cancelled_off"
    for words_ in ("已清扫完毕", "样督〔2026〕1号".replace("2026", str(timezone.localdate().year))):
        assert words_ in page


def test_a_draft_is_kept_changed_and_issued(district: District) -> None:
    chief = _chinese(supervisor_of(district))

    chief.post(NEW, _posted(district))
    paper = Supervision.objects.get()
    assert (paper.stage, paper.number) == ("drafted", "")
    chief.post(_path(paper, "draft"), _posted(district, title="改过的标题"))
    page = _said(chief.get(_path(paper)))
    chief.post(_path(paper, "issue"), {"version": again(paper).version})

    assert "改过的标题" in page
    assert again(paper).stage == "issued"


def test_a_draft_that_asks_nobody_is_shown_again_with_what_was_typed(district: District) -> None:
    answer = _chinese(supervisor_of(district)).post(NEW, _posted(district, to=[]))

    assert answer.status_code == 422
    assert "请立即组织清扫。" in _said(answer)
    assert "至少选择一个须反馈的单位" in _said(answer)


def test_feedback_without_words_is_asked_for_again(district: District) -> None:
    paper = _recent(district, Stage.ISSUED)

    answer = _chinese(officer_of(district)).post(
        _path(paper, "answer"), {"version": paper.version, "words": " "}
    )

    assert answer.status_code == 422
    assert again(paper).stage == "issued"


def test_sent_back_and_given_more_time_with_a_new_day(district: District) -> None:
    paper, chief = _recent(district, Stage.ANSWERED), _chinese(supervisor_of(district))
    days = [timezone.localdate() + timedelta(days=n) for n in (20, 40)]

    for word, day in zip(("send_back", "extend"), days, strict=True):
        step = {"version": again(paper).version, "words": "材料不全", "due": day.isoformat()}
        chief.post(_path(paper, word), step)

    paper = again(paper)
    assert paper.stage == "sent_back"
    assert timezone.localdate(paper.due_at) >= days[1]


def test_the_page_says_who_has_read_a_circular(district: District) -> None:
    paper = _recent(district, Stage.CANCELLED_OFF)
    chief, street = _chinese(supervisor_of(district)), district.actor(Role.STREET_DESK)

    office = str(district.street_offices[0])
    chief.post(_path(paper, "circulate"), {"version": paper.version, "organisations": [office]})
    before = _said(chief.get(_path(paper)))
    _chinese(street).post(_path(paper, "read"), {"version": again(paper).version})
    after = _said(chief.get(_path(paper)))

    assert "未签阅" in before
    assert "街道工作台签阅" in after


def test_two_supervisors_act_at_once_and_the_second_reads_it(district: District) -> None:
    paper, chief = _recent(district, Stage.ANSWERED), _chinese(supervisor_of(district))
    stale = {"version": paper.version - 1}

    assert chief.post(_path(paper, "cancel_off"), stale).status_code == 409
    assert again(paper).stage == "answered"


REGISTER = [
    # filters → numbers of the documents that are left
    ("", [1, 2]),
    ("?only=check", [2]),
    ("?only=draft", [3]),
    ("?only=ended", [4, 5]),
    ("?only=late", []),
    ("?stage=issued", [1]),
    ("?source=breach", [2]),
    ("?words=2号", [2]),
    ("?words=E1", [1, 2]),
    ("?only=nonsense&stage=1&source=x&page=y", [1, 2]),
]


@pytest.mark.parametrize(("filters", "left"), REGISTER)
def test_the_register_is_filtered_by_its_address(
    district: District, filters: str, left: list[int]
) -> None:
    papers = [
        _recent(district, Stage.ISSUED, 1),
        _recent(district, Stage.ANSWERED, 2, source=Source.BREACH),
        _recent(district, Stage.DRAFTED, 3),
        _recent(district, Stage.CANCELLED_OFF, 4),
        _recent(district, Stage.WITHDRAWN, 5),
    ]

    page = _chinese(supervisor_of(district)).get(f"/supervision/{filters}")

    found = {line.id for line in page.context["register"].page.object_list}
    assert found == {papers[number - 1].pk for number in left}


def test_the_units_asked_find_theirs(district: District) -> None:
    paper = _recent(district, Stage.ISSUED)
    _recent(district, Stage.ISSUED, 2, to_ids=(district.urban_management,))

    page = _chinese(officer_of(district)).get("/supervision/?only=answer")

    assert [line.id for line in page.context["register"].page.object_list] == [paper.pk]


def test_the_register_takes_at_most_eight_statements(
    district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 8):
        _recent(district, Stage.ISSUED, number)
    chief = _chinese(supervisor_of(district))
    chief.get("/supervision/")

    with django_assert_max_num_queries(8):
        chief.get("/supervision/")


def test_suggestions_lead_to_a_draft_and_nothing_is_issued_by_itself(
    district: District, errands: Errands
) -> None:
    subject = errands.one(supervisor_of(district), key(40_001))
    errands.asks = [Suggestion(subject, Source.BREACH)]

    page = _said(_chinese(supervisor_of(district)).get("/supervision/"))
    officers = _said(_chinese(officer_of(district)).get("/supervision/"))

    assert f"{NEW}?source=breach" in page
    assert "建议督办" not in officers
    assert Supervision.objects.count() == 0


def test_the_paper_has_all_parts_of_an_official_document(district: District) -> None:
    paper = _recent(
        district, Stage.ISSUED, copy_ids=(district.street_offices[0],), attachments=("现场照片",)
    )

    page = _said(_chinese(supervisor_of(district)).get(_path(paper, "print")))

    today, due = timezone.localdate(), timezone.localdate(paper.due_at)
    for words in (
        '<p class="office-name">样例区城运中心</p>',
        f'<p class="number">样督〔{today.year}〕1号</p>',
        "<h1>关于限期清扫楼道的督办通知</h1>",
        '<p class="addressed">样例区环卫局：</p>',
        "现对清扫楼道（编号E1）予以督办，督办来源：领导批示。要求如下：", "<p>举一反三，排查同类问题。</p>",
        f"{due.year}年{due.month}月{due.day}日下班前",
        'data-name="附件："', "<li>现场照片</li>",
        f"<p>{today.year}年{today.month}月{today.day}日</p>",
        "抄送：第一街道办事处。",
    ):  # fmt: skip
        assert words in page
    assert "演示数据" not in page


def test_the_paper_of_the_demonstration_says_so(district: District, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    paper = _recent(district, Stage.ISSUED)

    page = _said(_chinese(supervisor_of(district)).get(_path(paper, "print")))

    assert page.count("演示数据") >= 2
    assert "<strong>演示数据</strong>" in page


def test_a_draft_has_no_paper(district: District) -> None:
    paper = _recent(district, Stage.DRAFTED)

    answer = _chinese(supervisor_of(district)).get(_path(paper, "print"))

    assert answer.status_code == 404


def test_the_district_desk_sets_the_codes(district: District) -> None:
    desk = _chinese(district.actor(Role.DISTRICT_DESK))
    office = district.street_offices[0]

    done = desk.post("/supervision/codes/", {"organisation": office, "code": "甲督"})
    wrong = desk.post("/supervision/codes/", {"organisation": office, "code": "甲督〔"})
    others = _chinese(supervisor_of(district)).get("/supervision/codes/")

    assert done.status_code == 302
    assert wrong.status_code == 422
    assert others.status_code == 403
    assert 'value="甲督"' in _said(desk.get("/supervision/codes/"))


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]
READERS = {
    Role.GRID_OFFICER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DEPARTMENT_OFFICER,
    Role.DEPARTMENT_HEAD, Role.DISTRICT_DESK, Role.SUPERVISOR, Role.AUDITOR,
}  # fmt: skip
ISSUERS = {Role.SUPERVISOR, Role.DISTRICT_DESK, Role.STREET_DESK}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_the_pages_that_are_for_it(district: District, role: Role) -> None:
    paper, browser = _recent(district, Stage.ISSUED), _chinese(district.actor(role))

    answers = [browser.get(path).status_code for path in ("/supervision/", _path(paper), NEW)]

    register, page, new = answers
    assert register == page == (200 if role in READERS else 403)
    assert new == (200 if role in ISSUERS else 403)


def test_who_is_not_signed_in_is_led_to_the_sign_in(district: District) -> None:
    paper = _recent(district, Stage.ISSUED)

    for path in ("/supervision/", _path(paper), _path(paper, "print"), "/supervision/codes/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
