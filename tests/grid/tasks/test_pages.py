"""The parts of a case at the desk and on the telephone: shown, given, taken, done (G1)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.grid.photos.models import Photo
from linli.grid.tasks.models import Task
from linli.kernel.people.rules import Actor, Role
from tests.courses import desk_of, officer_of
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at, picture
from tests.grid.tasks.parts import assisting_district, given, helper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(db: None, settings: Settings, tmp_path: Path) -> District:
    """Return the district in which departments assist; photos go to a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return assisting_district()


def page_of(who: Actor, case: Case, door: str = "desk") -> str:
    """Return the page of a case as a post sees it at a door."""
    return browser_of(who).get(f"/{door}/cases/{case.pk}/").content.decode()


def sent(who: Actor, case: Case, path: str, **said: object) -> tuple[int, str]:
    """Send a form of a part; return the status and the page after it."""
    said = {"version": again(case).version, "door": "desk", **said}
    answer = browser_of(who).post(f"/desk/cases/{case.pk}/parts/{path}/", said, follow=True)
    return answer.status_code, answer.content.decode()


def give(district: District, case: Case, **said: object) -> tuple[int, str]:
    """Give urban management a part, as the officer who leads does."""
    asked = {"unit": str(district.urban_management), "words": "清理占道摊点", **said}
    return sent(officer_of(district), case, "give", **asked)


def test_a_part_goes_from_one_department_to_another_and_back(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)

    status, page = give(district, case)
    task = Task.objects.get()
    own = page_of(helper_of(district), case)
    sent(helper_of(district), case, f"{task.pk}/accept")
    sent(helper_of(district), case, f"{task.pk}/done", words="已清理", photos=picture())

    assert status == 200
    assert "样例区城管局" in page
    assert "清理占道摊点" in own
    assert f"{task.pk}/accept" in own
    assert "13800138000" not in own
    task.refresh_from_db()
    assert task.stage == "done"
    assert Photo.objects.filter(kind="after").count() == 1
    assert "已清理" in page_of(officer_of(district), case)


def test_the_lead_is_told_which_units_are_not_done(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    give(district, case)

    answer = browser_of(officer_of(district)).post(
        f"/desk/cases/{case.pk}/done/", {"version": again(case).version, "words": "已清运"}
    )

    assert answer.status_code == 409
    assert "样例区城管局" in answer.content.decode()
    assert again(case).stage == "in_hand"


def test_a_moment_behind_the_deadline_is_refused_and_nothing_typed_is_lost(
    district: District,
) -> None:
    case = case_at(district, Stage.IN_HAND)
    late = timezone.localtime(timezone.now() + timedelta(days=60))

    status, page = give(district, case, due=late.strftime("%Y-%m-%dT%H:%M"))

    assert status == 422
    assert "清理占道摊点" in page
    assert not Task.objects.exists()


def test_a_stale_page_keeps_what_was_typed(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)

    status, page = give(district, case, version=1)

    assert status == 409
    assert "清理占道摊点" in page


def test_what_a_post_may_not_do_is_not_offered_and_refused(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    task = given(district, case, at=timezone.now())

    pages = {who.role: page_of(who, case) for who in (officer_of(district), desk_of(district))}
    assert all(f"{task.pk}/withdraw" in page for page in pages.values())
    assert not any(f"{task.pk}/accept" in page for page in pages.values())
    assert "parts/give" not in page_of(helper_of(district), case)
    assert sent(helper_of(district), case, f"{task.pk}/withdraw", words="不")[0] == 403
    assert sent(officer_of(district), case, f"{task.pk}/accept")[0] == 403
    assert sent(helper_of(district), case, f"{task.pk}/warn")[0] == 404
    other = district.actor(Role.COMMUNITY_DESK, district.sides[1].community)
    assert sent(other, case, f"{task.pk}/withdraw", words="不")[0] == 404
    assert sent(district.actor(Role.AUDITOR), case, f"{task.pk}/withdraw", words="不")[0] == 403


def test_the_queue_has_a_filter_for_our_part_with_its_own_deadline(district: District) -> None:
    with_part, led = case_at(district, Stage.IN_HAND, 1), case_at(district, Stage.IN_HAND, 2)
    given(district, with_part, at=timezone.now())
    helper = browser_of(helper_of(district))

    answer = helper.get("/desk/?only=part")
    queue = answer.context["queue"]

    assert {quick.word: quick.count for quick in queue.quick} == {"": 1, "part": 1}
    assert [line.part is not None for line in queue.page] == [True]
    assert with_part.number in answer.content.decode()
    lead = browser_of(officer_of(district)).get("/desk/").context["queue"]
    assert {line.number for line in lead.page} == {with_part.number, led.number}
    assert not any(line.part for line in lead.page)


def test_the_telephone_shows_the_part_and_leads_back_to_itself(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    task = given(district, case, at=timezone.now())
    helper = browser_of(helper_of(district))

    home = helper.get("/field/").content.decode()
    page = helper.get(f"/field/cases/{case.pk}/").content.decode()
    answer = helper.post(
        f"/desk/cases/{case.pk}/parts/{task.pk}/accept/",
        {"version": again(case).version, "door": "field"},
    )

    assert case.number in home
    assert f"{task.pk}/accept" in page
    assert answer.headers["Location"] == f"/field/cases/{case.pk}/"
    assert case.number in helper.get("/field/").content.decode()


def test_the_reporter_reads_that_units_work_together(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    given(district, case, at=timezone.now())

    page = browser_of(desk_of(district)).get("/m/token-1/").content.decode()

    assert "样例区城管局" in page


def test_a_question_goes_from_the_telephone_to_the_lead_and_its_answer_back(
    district: District,
) -> None:
    case = case_at(district, Stage.IN_HAND)
    task = given(district, case, at=timezone.now())
    lead, helper = officer_of(district), helper_of(district)

    asked, _page = sent(helper, case, f"{task.pk}/ask", words="是否含人行道", door="field")
    home = browser_of(lead).get("/field/").content.decode()
    queue = browser_of(lead).get("/desk/?only=question").context["queue"]
    panel = page_of(lead, case)
    answered, _page = sent(lead, case, f"{task.pk}/answer", words="含人行道")
    own = page_of(helper, case, "field")

    assert (asked, answered) == (200, 200)
    assert "协办单位请求说明" in home
    assert {quick.word: quick.count for quick in queue.quick}["question"] == 1
    assert f"{task.pk}/answer" in panel
    assert "是否含人行道" in panel
    assert "含人行道" in own
    assert "协办单位请求说明" not in browser_of(lead).get("/field/").content.decode()


@pytest.mark.parametrize("word", ["ask", "answer"])
def test_a_question_without_words_is_shown_again(district: District, word: str) -> None:
    case = case_at(district, Stage.IN_HAND)
    task = given(district, case, at=timezone.now())
    if word == "answer":
        sent(helper_of(district), case, f"{task.pk}/ask", words="是否含人行道")
    who = helper_of(district) if word == "ask" else officer_of(district)
    entries = again(case).version

    status, page = sent(who, case, f"{task.pk}/{word}", words=" ")

    assert status == 422
    assert 'name="words"' in page
    assert again(case).version == entries
