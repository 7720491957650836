"""Row P1: a matter nobody moves becomes a document with a number, and stays one until it is moved."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from linli.grid.cases.models import Case
from linli.kernel.people.rules import BY_RULE
from linli.party.numbering import services as numbering
from linli.party.supervision import queries as papers
from linli.party.supervision.models import Supervision
from tests.grid.desk.doors import now_stamp
from tests.stories.neighbours import Story, Worker, read


def take(worker: Worker, paper: Supervision, word: str, **said: object) -> Supervision:
    """Take a step on a document that must be open to somebody."""
    paper.refresh_from_db()
    given = {"version": paper.version, **said}
    answer = worker.client.post(f"/supervision/{paper.pk}/{word}/", given)
    assert answer.status_code == 302, (word, read(answer))
    paper.refresh_from_db()
    return paper


def issued(story: Story, case: Case) -> Supervision:
    """Let the supervisor ask sanitation for a matter, by the form that the page leads to."""
    office = story.district.district_office
    numbering.set_code(BY_RULE, organisation_id=office, code="样督", stamp=now_stamp())
    due = timezone.localdate() + timedelta(days=7)
    story.supervisor.client.post(
        f"/supervision/new/grid-case/{case.pk}/",
        {
            "title": "关于限期清运垃圾的督办通知",
            "source": "inspection",
            "text": "请于期限内清运并反馈。",
            "to": [str(story.district.sanitation)],
            "due": due.isoformat(),
            "issue": "1",
        },
    )
    return Supervision.objects.get()


def test_from_the_number_through_one_return_to_the_cancelling_off(story: Story) -> None:
    _, _, case = story.reported()
    story.given(case)
    paper = issued(story, case)
    under = Case.objects.get(pk=case.pk).is_supervised
    at_desk = story.desk.reads(f"/desk/cases/{case.pk}/")

    take(story.sanitation, paper, "read")
    take(story.sanitation, paper, "answer", words="正在安排车辆")
    again = (timezone.localdate() + timedelta(days=10)).isoformat()
    take(story.supervisor, paper, "send_back", words="请报办理结果", due=again)
    story.closed(case)
    take(story.sanitation, paper, "answer", words="已清运完毕")
    take(story.supervisor, paper, "cancel_off")

    year = timezone.localdate().year
    assert (paper.number, paper.stage, paper.returns) == (
        f"样督〔{year}〕1号",
        "cancelled_off",
        1,
    )
    assert under
    assert paper.number in at_desk
    assert not Case.objects.get(pk=case.pk).is_supervised
    assert papers.verify_rows().faults == []


def test_those_it_went_to_read_it_and_nobody_else_knows_of_it(story: Story) -> None:
    _, _, case = story.reported()
    story.given(case)
    paper = issued(story, case)

    there = f"/supervision/{paper.pk}/"
    found = {
        worker: worker.client.get(there).status_code
        for worker in (
            story.supervisor,
            story.sanitation,
            story.urban_management,
            story.other_street,
        )
    }

    assert list(found.values()) == [200, 200, 404, 404]
    refused = story.sanitation.client.post(f"{there}cancel_off/", {"version": paper.version})
    paper.refresh_from_db()
    assert (refused.status_code, paper.stage) == (403, "issued")


def test_its_paper_carries_number_addressee_requirement_and_date(story: Story) -> None:
    _, _, case = story.reported()
    story.given(case)
    paper = issued(story, case)

    sheet = story.sanitation.reads(f"/supervision/{paper.pk}/print/")

    for words in (paper.number, "样例区环卫局", "请于期限内清运并反馈。", "样例区城运中心"):
        assert words in sheet
