"""One matter at the desk: read, decided, given on, answered, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.desk.forms import FORMS
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Move, Stage
from linli.grid.photos.models import Photo
from linli.grid.timing import services as timing
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role
from tests.courses import step_of, supervise
from tests.district import District, again
from tests.grid.desk.doors import browser_of, case_at, now_stamp, picture


def community(district: District, number: int = 0) -> Actor:
    """Return a post of the first community's desk."""
    return district.actor(Role.COMMUNITY_DESK, district.sides[0].community, number)


def path(case: Case, word: str = "") -> str:
    """Return the address of a case, or of a step on it."""
    return f"/desk/cases/{case.pk}/{word}/" if word else f"/desk/cases/{case.pk}/"


def offered(actor: Actor, case: Case) -> set[str]:
    """Return the steps that the page of a case offers to an actor."""
    answer = browser_of(actor).get(path(case))
    return {offer.move.value for offer in answer.context["offers"]}


def test_a_matter_goes_its_whole_way_through_the_desk(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    desk = browser_of(community(district))
    officer = browser_of(district.actor(Role.DEPARTMENT_OFFICER))
    steps: list[tuple[Client, str, dict[str, Any], Stage]] = [
        (desk, "register", {"category": "06010"}, Stage.REGISTERED),
        (desk, "dispatch", {"lead": str(district.sanitation)}, Stage.DISPATCHED),
        (officer, "accept", {}, Stage.IN_HAND),
        (officer, "done", {"words": "已清运", "photos": picture()}, Stage.DONE),
        (desk, "rework", {"words": "还有一处没清"}, Stage.IN_HAND),
        (officer, "done", {"words": "都清了"}, Stage.DONE),
        (desk, "verify", {}, Stage.VERIFIED),
        (desk, "close", {}, Stage.CLOSED),
        (desk, "reopen", {"words": "又堆上了"}, Stage.DISPATCHED),
    ]

    for browser, word, said, stage in steps:
        version = again(case).version
        answer = browser.post(path(case, word), {"version": version, **said})
        assert answer.status_code == 302, word
        assert again(case).stage == stage

    assert Photo.objects.filter(case_id=case.pk, kind="after").count() == 1


def test_the_page_offers_exactly_the_steps_that_are_open(district: District) -> None:
    reported = case_at(district, Stage.REPORTED, 1)
    dispatched = case_at(district, Stage.DISPATCHED, 2)
    done = case_at(district, Stage.DONE, 3)
    desk, officer = community(district), district.actor(Role.DEPARTMENT_OFFICER)

    assert offered(desk, reported) == {
        "register",
        "decline",
        "merge",
        "split",
        "ask_suspension",
        "ask_extension",
    }
    assert offered(officer, dispatched) == {
        "accept",
        "give_back",
        "ask_suspension",
        "ask_extension",
    }
    assert offered(desk, done) >= {"verify", "rework", "merge", "split"}
    assert offered(officer, done) == {"ask_extension"}
    assert offered(district.actor(Role.SUPERVISOR), dispatched) == set()
    assert offered(district.actor(Role.AUDITOR), dispatched) == set()


def test_a_page_of_a_matter_takes_at_most_twenty_one_statements(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    desk = browser_of(community(district))
    desk.get(path(case))

    with CaptureQueriesContext(connection) as statements:
        desk.get(path(case))

    assert len(statements) <= 21


def test_what_was_asked_for_is_answered_by_the_desk_that_set_the_deadline(
    district: District,
) -> None:
    case = case_at(district, Stage.IN_HAND)
    officer, desk = district.actor(Role.DEPARTMENT_OFFICER), community(district)
    browser_of(officer).post(
        path(case, "ask_extension"), {"version": case.version, "words": "等配件到货"}
    )
    before = again(case)

    page = browser_of(desk).get(path(case)).content.decode()
    browser_of(desk).post(path(case, "grant"), {"version": before.version, "days": 3})

    after = again(case)
    assert "等配件到货" in page
    assert {"grant", "refuse"} & offered(officer, case) == set()
    assert before.due_at
    assert after.due_at
    assert after.due_at > before.due_at + timedelta(days=2)
    assert (after.pending, after.extensions) == ("", 1)


def test_a_suspended_matter_stands_still_until_it_is_resumed(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    officer, desk = district.actor(Role.DEPARTMENT_OFFICER), community(district)
    step = Step(case_id=case.pk, words="等电梯配件")
    timing.ask(officer, step=step, what=Ask.SUSPEND, stamp=now_stamp())

    browser_of(desk).post(path(case, "grant"), {"version": again(case).version})
    stands = offered(officer, case)
    browser_of(officer).post(path(case, "resume"), {"version": again(case).version})

    assert "resume" in stands
    assert "ask_suspension" not in stands
    assert again(case).stands_since is None


def test_merging_needs_a_matter_that_the_desk_sees(district: District) -> None:
    case, other = case_at(district, Stage.REPORTED, 1), case_at(district, Stage.REPORTED, 2)
    foreign = case_at(district, Stage.REPORTED, 3, side=2)
    desk = browser_of(community(district))

    refused = desk.post(path(case, "merge"), {"version": case.version, "other": foreign.number})
    merged = desk.post(path(case, "merge"), {"version": case.version, "other": other.number})

    assert refused.status_code == 422
    assert merged.status_code == 302
    assert again(case).merged_into_id == other.pk
    assert again(other).joined == 1


def test_a_part_becomes_a_matter_of_its_own(district: District) -> None:
    case = case_at(district, Stage.REGISTERED)
    said = {"version": case.version, "part": "还有违建", "category": "06001", "words": "两件事"}

    browser_of(community(district)).post(path(case, "split"), said)

    part = Case.objects.get(split_from_id=case.pk)
    assert (part.category_code, part.community_id) == ("06001", case.community_id)


def test_declining_names_a_ground_and_words(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    desk = browser_of(community(district))

    silent = desk.post(path(case, "decline"), {"version": case.version, "ground": "repeat"})
    said = {"version": case.version, "ground": "repeat", "words": "同一件事上周已办结"}
    desk.post(path(case, "decline"), said)

    assert silent.status_code == 422
    assert (again(case).stage, again(case).ground) == ("declined", "repeat")


def test_the_reporter_is_shown_to_the_desk_and_hidden_from_the_department(
    district: District,
) -> None:
    case = case_at(district, Stage.DISPATCHED)

    desk = browser_of(community(district)).get(path(case)).content.decode()
    officer = browser_of(district.actor(Role.DEPARTMENT_OFFICER)).get(path(case)).content.decode()

    assert "13800138000" in desk
    assert "13800138000" not in officer


def test_two_desks_act_at_once_and_the_second_reads_what_happened(district: District) -> None:
    case = case_at(district, Stage.REGISTERED)
    first, second = browser_of(community(district)), browser_of(community(district, 1))
    said = {"version": case.version, "lead": str(district.sanitation)}

    won = first.post(path(case, "dispatch"), said)
    lost = second.post(path(case, "dispatch"), said | {"words": "请今天处理"})

    page = lost.content.decode()
    assert (won.status_code, lost.status_code) == (302, 409)
    assert "请今天处理" in page
    assert str(lost.context["conflict"]) in page
    assert (
        Entry.objects.filter(stream__endswith=str(case.pk), verb="grid.case_dispatched").count()
        == 1
    )


def test_a_conflict_keeps_the_words_in_a_form_that_is_still_open(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    stale = case.version
    supervise(district, district.actor(Role.SUPERVISOR), step_of(case, "多次反映"), now_stamp())

    lost = browser_of(officer).post(path(case, "done"), {"version": stale, "words": "已清运"})
    form = next(offer.form for offer in lost.context["offers"] if offer.move is Move.DONE)
    again_sent = browser_of(officer).post(
        path(case, "done"), {name: form[name].value() for name in ("version", "words")}
    )

    assert lost.status_code == 409
    assert again_sent.status_code == 302
    assert again(case).stage == "done"


def test_htmx_gets_the_case_alone_and_its_history_the_whole_page(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    desk = browser_of(community(district))

    part = desk.get(path(case), headers={"HX-Request": "true"}).content.decode()
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    whole = desk.get(path(case), headers=back).content.decode()

    assert part.lstrip().startswith('<div class="work" id="case">')
    assert "<html" in whole


def test_a_step_can_be_taken_back_within_a_minute(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    desk = browser_of(community(district))
    desk.post(path(case, "register"), {"version": case.version, "category": "06001"})
    version = again(case).version

    page = desk.get(path(case))
    desk.post(path(case, "undo"), {"version": version})

    assert 0 < page.context["desk"].undo_seconds <= 60
    assert (again(case).stage, again(case).category_code) == ("reported", "06010")


def test_a_step_cannot_be_taken_back_after_a_minute_or_by_another(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    past = timezone.now() - timedelta(seconds=61)
    stamp = Stamp(at=past, recorded_at=past, salt=b"0" * 16)
    actor, other = community(district), community(district, 1)
    recent = case_at(district, Stage.REGISTERED, 2)

    handling.register(actor, step=Step(case_id=case.pk), category_code="06010", stamp=stamp)

    late = browser_of(actor).post(path(case, "undo"), {"version": again(case).version})
    foreign = browser_of(other).post(path(recent, "undo"), {"version": recent.version})

    assert (late.status_code, foreign.status_code) == (409, 409)
    assert again(case).stage == "registered"


def test_a_batch_says_of_each_matter_what_became_of_it(district: District) -> None:
    good = case_at(district, Stage.REGISTERED, 1)
    moved = case_at(district, Stage.REGISTERED, 2)
    wrong = case_at(district, Stage.REPORTED, 3)
    foreign = case_at(district, Stage.REGISTERED, 4, side=2)
    chosen = [f"{case.pk}:{case.version}" for case in (good, wrong, foreign)]
    chosen += [f"{moved.pk}:{moved.version - 1}", "nonsense"]

    answer = browser_of(community(district)).post(
        "/desk/batch/", {"move": "dispatch", "case": chosen}
    )

    became = {
        outcome.case_id: outcome.error.code if outcome.error else "done"
        for outcome, _ in answer.context["lines"]
    }
    assert became == {
        good.pk: "done",
        wrong.pk: "grid.move_not_allowed",
        foreign.pk: "common.not_found",
        moved.pk: "grid.changed_meanwhile",
    }
    assert foreign.number not in answer.content.decode()
    assert again(good).lead_id == district.sanitation
    assert again(moved).stage == "registered"


@pytest.mark.parametrize("word", ["decline", "rate", "nonsense"])
def test_only_steps_without_words_are_taken_on_many(district: District, word: str) -> None:
    answer = browser_of(community(district)).post("/desk/batch/", {"move": word})

    assert answer.status_code == 404


def test_every_step_of_a_person_has_a_form() -> None:
    by_others = {
        Move.REPORT,
        Move.RESOLVE_ON_SITE,
        Move.RATE,
        Move.WARN,
        Move.ESCALATE,
        Move.TAKE_UP,
    }
    beside = {Move.FOLLOW_UP, Move.ASK_JUDGEMENT, Move.JUDGE, Move.ASK_REVIEW, Move.SUPERVISE}

    assert set(FORMS) == set(Move) - by_others - beside


def test_a_report_for_a_caller_gives_a_number_and_a_link_that_opens_it(
    district: District,
) -> None:
    desk = browser_of(community(district))
    form = desk.get("/desk/new/").context["form"]
    typed = {
        "key": str(form["key"].value()),
        "text": "三楼水管漏水",
        "find": "甲东苑 1栋",
        "phone": "0730-8880001",
        "name": "周女士",
    }

    found = desk.post("/desk/new/", typed | {"find_place": "1"})
    unit = found.context["places"][0]
    told = desk.post("/desk/new/", typed | {"place": str(unit.id)})
    twice = desk.post("/desk/new/", typed | {"place": str(unit.id)})

    case = Case.objects.get(source="phone")
    assert unit.name == "1栋"
    assert case.building_id == unit.id
    assert case.number in told.content.decode()
    assert told.context["link"] == twice.context["link"]
    assert browser_of(district.actor(Role.AUDITOR)).get(told.context["link"]).status_code == 200


def test_a_report_for_a_caller_needs_a_place(district: District) -> None:
    desk = browser_of(community(district))
    key = str(desk.get("/desk/new/").context["form"]["key"].value())

    answer = desk.post("/desk/new/", {"key": key, "text": "漏水", "phone": "abc"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"place", "phone"}
    assert not Case.objects.exists()


def test_a_picture_that_is_none_changes_nothing(district: District) -> None:
    case = case_at(district, Stage.IN_HAND)
    fake = SimpleUploadedFile("photo.jpg", b"<script>", content_type="image/jpeg")

    answer = browser_of(district.actor(Role.DEPARTMENT_OFFICER)).post(
        path(case, "done"), {"version": case.version, "words": "好了", "photos": fake}
    )

    assert answer.status_code == 422
    assert again(case).stage == "in_hand"
