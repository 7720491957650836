"""Row G1: 分类处理、分级负责、部门协同、限期办结, each told by the people who do it, over HTTP."""

from __future__ import annotations

from linli.grid.cases.models import Case
from linli.grid.disputes.models import Dispute
from linli.grid.tasks.models import Task
from tests.courses import entries_of
from tests.grid.desk.doors import picture
from tests.stories.neighbours import PHONE, Story, faults, read


def verbs(case: Case) -> list[str]:
    """Return what happened to a case, oldest first."""
    return [entry.verb.removeprefix("grid.case_") for entry in entries_of(case)]


def test_rubbish_goes_from_the_plate_on_the_door_to_the_verdict(story: Story) -> None:
    resident, token, case = story.reported()
    waited = read(resident.client.get(f"/m/{token}/"))
    in_queue = case.number in story.desk.waiting()

    given = story.given(case)
    with_deadline = read(resident.client.get(f"/m/{token}/"))
    story.sanitation.takes(case, "accept")
    story.sanitation.takes(case, "done", words="已清运两车", photos=picture())
    own_check = story.sanitation.tries(case, "verify")
    story.desk.takes(case, "verify")
    story.desk.takes(case, "close")
    resident.client.post(f"/m/{token}/rate/", {"settled": "yes", "satisfied": "satisfied"})
    told = read(resident.client.get(f"/m/{token}/"))

    assert in_queue
    assert case.number in waited
    assert given.due_at is not None
    assert "样例区环卫局" in with_deadline
    assert own_check.status_code == 403
    assert "已清运两车" in told
    assert verbs(case) == [
        "reported", "registered", "dispatched", "accepted", "done", "verified", "closed", "rated",
    ]  # fmt: skip
    assert faults() == []


def test_who_raised_it_is_known_to_the_desk_that_took_her_in_and_to_nobody_else(
    story: Story,
) -> None:
    _, token, case = story.reported()
    story.given(case)

    assert PHONE in story.desk.page(case).content.decode()
    for worker in (story.sanitation, story.auditor, story.supervisor):
        page = worker.page(case)
        assert (page.status_code, PHONE in page.content.decode()) == (200, False)
        assert token not in page.content.decode()
    for worker in (story.other_street, story.urban_management):
        assert not worker.sees(case)


def test_two_departments_work_on_one_matter_and_it_is_done_when_both_are(story: Story) -> None:
    _, _, case = story.reported("垃圾堵了通道，摊贩占道")
    story.given(case)
    story.sanitation.takes(case, "accept")
    helper = str(story.district.urban_management)
    story.sanitation.takes(case, "parts/give", unit=helper, words="清理占道摊点")
    part = Task.objects.get()

    too_early = story.sanitation.tries(case, "done", words="已清运")
    story.urban_management.takes(case, f"parts/{part.pk}/accept")
    story.urban_management.takes(case, f"parts/{part.pk}/done", words="已劝离")
    done = story.sanitation.takes(case, "done", words="已清运")
    page = story.desk.reads(f"/desk/cases/{case.pk}/")

    part.refresh_from_db()
    assert too_early.status_code == 409
    assert "样例区城管局" in read(too_early)
    assert part.due_at is not None
    assert done.handle_due_at is not None
    assert done.handle_due_at >= part.due_at
    assert done.stage == "done"
    assert "已劝离" in page
    assert faults() == []


def test_a_matter_that_nobody_calls_his_duty_is_decided_by_the_district(story: Story) -> None:
    resident, token, case = story.reported()
    story.given(case)
    story.sanitation.takes(case, "give_back", words="不属本局")
    story.desk.takes(case, "disputes/begin", ground="not_duty", words="清单列明由环卫局主办")
    dispute = Dispute.objects.get()

    closed_way = "dispatch" in story.desk.offered(case)
    story.sanitation.takes(case, f"disputes/{dispute.pk}/state", words="应由城管局主办")
    story.office.takes(
        case,
        f"disputes/{dispute.pk}/decide",
        unit=str(story.district.sanitation),
        words="按职责清单，由环卫局主办",
    )
    after = story.closed(case)
    page = read(resident.client.get(f"/m/{token}/"))

    assert not closed_way
    assert after.stage == "closed"
    assert after.lead_id == story.district.sanitation
    assert "按职责清单，由环卫局主办" in page
    assert "应由城管局主办" not in page
    assert faults() == []


def test_a_standing_clock_says_publicly_why_and_runs_again(story: Story) -> None:
    resident, token, case = story.reported()
    story.given(case)
    story.sanitation.takes(case, "accept")
    story.sanitation.takes(case, "ask_suspension", words="等待设备到货")
    own = story.sanitation.tries(case, "grant")

    stands = story.desk.takes(case, "grant", words="同意，设备周五到")
    standing = read(resident.client.get(f"/m/{token}/"))
    runs = story.desk.takes(case, "resume", words="设备已到")

    assert own.status_code == 403
    assert stands.stands_since is not None
    assert "等待设备到货" in standing
    assert (runs.stands_since, runs.stage) == (None, "in_hand")
    assert faults() == []


def test_what_is_not_settled_comes_back_and_the_old_word_stays(story: Story) -> None:
    resident, token, case = story.reported()
    story.given(case)
    story.closed(case)
    no = {"settled": "no", "satisfied": "dissatisfied"}
    resident.client.post(f"/m/{token}/rate/", no)

    resident.client.post(f"/m/{token}/reopen/", {"words": "第二天又堆起来了"})
    back = Case.objects.get()
    story.closed(case)

    assert (back.stage, back.reopens) == ("dispatched", 1)
    assert back.due_at is not None
    assert verbs(case).count("closed") == 2
    assert "rated" in verbs(case)[: verbs(case).index("reopened")]
    assert faults() == []


def test_an_unhappy_word_is_not_always_right_and_another_post_says_so(story: Story) -> None:
    resident, token, case = story.reported("希望每天清运三次")
    story.given(case)
    story.closed(case)
    resident.client.post(f"/m/{token}/rate/", {"settled": "no", "satisfied": "dissatisfied"})
    story.desk.takes(case, "ask-judgement", words="已按规定频次清运，请认定")

    found = {"finding": "lawfully_settled", "words": "已按规定频次清运"}
    by_itself = story.desk.tries(case, "judge", **found)
    story.street.takes(case, "judge", **found)
    page = read(resident.client.get(f"/m/{token}/"))

    assert by_itself.status_code == 403
    assert "已按规定频次清运" in page
    assert (Case.objects.get().stage, Case.objects.get().settled) == ("closed", False)
    assert faults() == []


def test_a_desk_calls_afterwards_and_opens_it_again_in_one_go(story: Story) -> None:
    _, _, case = story.reported()
    story.given(case)
    story.closed(case)
    waits = case.number in story.desk.waiting("follow_up")

    heard = {"how": "phone", "outcome": "reached", "settled": "no", "satisfied": "mostly"}
    after = story.desk.takes(case, "follow-up", **heard, words="又堆上了", reopens="on")

    assert waits
    assert (after.stage, after.reopens) == ("dispatched", 1)
    assert case.number not in story.desk.waiting("follow_up")
    assert faults() == []


def test_what_an_officer_settles_on_the_spot_is_done_and_asks_no_verdict(story: Story) -> None:
    side = story.district.sides[0]
    answer = story.officer.client.post(
        "/field/settle/",
        {
            "key": "018bcfe5-8f11-7000-8000-00000000beef",
            "before": picture("before.jpg", "brown"),
            "after": picture("after.jpg", "green"),
            "compound": str(side.compounds[0]),
            "building": str(side.buildings[0]),
            "category": "06010",
            "text": "门口垃圾，已清走",
        },
    )
    case = Case.objects.get()

    assert answer.status_code == 302
    assert case.is_on_site
    assert verbs(case)[0] == "settled_on_site"
    assert case.stage == ("closed" if "closed" in verbs(case) else "done")
    assert not story.desk.offered(case) & {"dispatch", "accept", "rate"}
    assert faults() == []


def test_what_is_no_matter_of_the_district_is_declined_with_a_way_on_and_taken_up_again(
    story: Story,
) -> None:
    resident, token, case = story.reported("高铁噪声太大")
    declined = story.desk.takes(case, "decline", ground="beyond_duty", words="由铁路部门受理")
    told = read(resident.client.get(f"/m/{token}/"))
    offered = story.desk.offered(case)

    assert (declined.stage, declined.due_at) == ("declined", None)
    assert "由铁路部门受理" in told
    assert offered <= {"take_up"}
    assert faults() == []
