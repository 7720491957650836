"""A document on its way: drafted, issued, answered, sent back, cancelled off (rows P1, G1)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from linli.party.moves.rules import Stage
from linli.party.steps.rules import Step
from linli.party.supervision import queries
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from tests.district import NOW, District, key, stamp
from tests.party.errands import (
    WEDNESDAY,
    Errands,
    again,
    brought,
    code_of,
    draft_of,
    entries_of,
    officer_of,
    order,
    step_of,
    supervisor_of,
    verbs_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("errands")]


def _is_sound() -> bool:
    return not journal.verify().faults and not queries.verify_rows().faults


def test_a_draft_has_no_number_and_tells_its_subject_nothing(
    district: District, errands: Errands
) -> None:
    paper = brought(district, Stage.DRAFTED)

    assert (paper.number, paper.watch_at, errands.told) == ("", None, [])
    assert (paper.label, paper.street_id) == ("E1", district.streets[0])
    assert paper.words
    assert paper.words.content
    assert paper.words.content["title"] == "关于限期清扫楼道的督办通知"
    assert "清扫" not in str(entries_of(paper)[0].facts)


def test_an_issued_document_has_its_number_and_its_subject_is_supervised(
    district: District, errands: Errands
) -> None:
    paper = brought(district, Stage.ISSUED)

    assert paper.number == "样督〔2026〕1号"
    assert [(told.number, told.is_issue, told.is_open) for told in errands.told] == [
        ("样督〔2026〕1号", True, True)
    ]
    assert paper.watch_at is not None


def test_the_whole_way_is_in_the_record_and_the_row_is_its_sum(
    district: District, errands: Errands
) -> None:
    paper = brought(district, Stage.SENT_BACK)
    chief, officer = supervisor_of(district), officer_of(district)

    supervision.answer(officer, step=step_of(paper, "已补充照片"), stamp=stamp(WEDNESDAY))
    supervision.cancel_off(chief, step=step_of(paper), stamp=stamp(WEDNESDAY))

    paper = again(paper)
    assert verbs_of(paper) == [
        "drafted", "issued", "answered", "sent_back", "answered", "cancelled_off",
    ]  # fmt: skip
    assert (paper.stage, paper.returns, paper.ended_at) == ("cancelled_off", 1, WEDNESDAY)
    assert [told.is_open for told in errands.told] == [True, False]
    assert _is_sound()


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage])
def test_the_row_of_every_stage_is_the_sum_of_its_entries(district: District, stage: Stage) -> None:
    brought(district, stage)

    assert _is_sound()


def test_a_row_that_was_altered_by_hand_is_found(district: District) -> None:
    paper = brought(district, Stage.ISSUED)

    Supervision.objects.filter(pk=paper.pk).update(due_at=WEDNESDAY)

    (fault,) = queries.verify_rows().faults
    assert fault.reason == "due_at is not what the entries say"


def test_a_number_that_is_gone_is_found(district: District) -> None:
    brought(district, Stage.ISSUED, 1)
    second = brought(district, Stage.ISSUED, 2)

    Supervision.objects.filter(pk=second.pk).update(running=3)

    assert "has a gap" in {fault.reason for fault in queries.verify_rows().faults}


def test_each_addressed_office_answers_once(district: District) -> None:
    both = (district.sanitation, district.street_offices[0])
    paper = brought(district, Stage.ISSUED, to_ids=both)
    officer, street = officer_of(district), district.actor(Role.STREET_DESK)

    def answer(actor: Actor, words: str = "已办") -> Supervision:
        return supervision.answer(actor, step=step_of(paper, words), stamp=stamp(WEDNESDAY))

    assert code_of(lambda: answer(officer, "")) == "party.text_needed"
    assert answer(officer).stage == "issued"
    assert code_of(lambda: answer(officer)) == "party.already_answered"
    assert answer(street).stage == "answered"


def test_a_subject_stays_supervised_while_another_document_is_open(
    district: District, errands: Errands
) -> None:
    first, second = brought(district, Stage.ANSWERED, 1), brought(district, Stage.ANSWERED, 2)
    chief = supervisor_of(district)

    for paper in (first, second):
        supervision.cancel_off(chief, step=step_of(paper), stamp=stamp(WEDNESDAY))

    assert [told.is_open for told in errands.told] == [True, True, True, False]


def test_a_withdrawn_number_is_not_given_again(district: District, errands: Errands) -> None:
    brought(district, Stage.WITHDRAWN, 1)

    assert brought(district, Stage.ISSUED, 2).number == "样督〔2026〕2号"
    assert [told.is_open for told in errands.told] == [True, False, True]
    assert _is_sound()


def test_a_withdrawn_draft_took_no_number(district: District, errands: Errands) -> None:
    paper = brought(district, Stage.DRAFTED)

    supervision.withdraw(supervisor_of(district), step=step_of(paper, "重复"), stamp=stamp())

    assert (again(paper).number, errands.told) == ("", [])
    assert brought(district, Stage.ISSUED, 2).number == "样督〔2026〕1号"


def test_a_street_addresses_its_communities_and_no_department(district: District) -> None:
    street = district.actor(Role.STREET_DESK, district.streets[0])
    mine, foreign = district.sides[1].organisation, district.sides[2].organisation

    def issue(number: int, office: UUID, errand: int = 1) -> str:
        new = draft_of(district, number, errand=errand, to_ids=(office,))
        return supervision.order(street, new=new, stamp=stamp(number=number)).number

    assert issue(1, mine) == "一街督〔2026〕1号"
    assert code_of(lambda: issue(2, foreign)) == "party.cannot_address"
    assert code_of(lambda: issue(3, district.sanitation)) == "party.cannot_address"
    assert code_of(lambda: issue(4, mine, errand=3)) == "people.not_your_territory"


def test_who_saw_an_older_version_decides_again(district: District) -> None:
    paper = brought(district, Stage.ANSWERED)
    old = Step(paper.pk, version=paper.version - 1)

    refused = code_of(
        lambda: supervision.cancel_off(supervisor_of(district), step=old, stamp=stamp())
    )

    assert refused == "party.changed_meanwhile"


def test_an_office_without_code_issues_nothing_and_takes_no_number(district: District) -> None:
    from linli.party.numbering.models import DocumentCode, Series

    paper = brought(district, Stage.DRAFTED)
    DocumentCode.objects.all().delete()

    refused = code_of(
        lambda: supervision.issue(supervisor_of(district), step=step_of(paper), stamp=stamp())
    )

    assert refused == "party.no_document_code"
    assert (again(paper).stage, Series.objects.count()) == ("drafted", 0)


def test_a_draft_is_changed_until_it_is_issued(district: District) -> None:
    paper, chief = brought(district, Stage.DRAFTED), supervisor_of(district)
    other = order(district, to_ids=(district.urban_management,), text="另行处理")

    def revise() -> Supervision:
        return supervision.revise(chief, step=step_of(paper), order=other, stamp=stamp())

    revise()
    supervision.issue(chief, step=step_of(paper), stamp=stamp())

    paper = again(paper)
    assert paper.to_ids == [district.urban_management]
    assert paper.words
    assert paper.words.content
    assert paper.words.content["text"] == "另行处理"
    assert code_of(revise) == "party.move_not_allowed"
    assert _is_sound()


def test_an_unknown_subject_has_no_document(district: District) -> None:
    lost = replace(draft_of(district), subject_id=key(49_999))

    assert (
        code_of(lambda: supervision.draft(supervisor_of(district), new=lost, stamp=stamp()))
        == "common.not_found"
    )
    assert (
        code_of(
            lambda: supervision.draft(
                supervisor_of(district), new=replace(lost, subject_kind="tests.none"), stamp=stamp()
            )
        )
        == "common.not_found"
    )
    assert Supervision.objects.count() == 0


ROLES = [role for role in Role if role not in (Role.REPORTER, Role.RULE)]


@pytest.mark.parametrize("errand", [1, 3])
@pytest.mark.parametrize("role", ROLES)
def test_what_the_filter_lets_through_is_what_the_guard_lets_through(
    district: District, role: Role, errand: int
) -> None:
    from linli.party.moves.rules import may_see

    papers = [
        brought(district, stage, number, errand=errand)
        for number, stage in enumerate([Stage.DRAFTED, Stage.ISSUED, Stage.WITHDRAWN], start=1)
    ]
    communities = (district.sides[0].organisation,)
    papers.append(
        supervision.order(
            district.actor(Role.STREET_DESK, district.streets[0]),
            new=draft_of(district, 9, to_ids=communities),
            stamp=stamp(NOW, 9),
        )
    )
    posts = [post for post in district.staff.posts if post.role == role.value]

    for number in range(len(posts)):
        actor = district.actor(role, number=number)
        seen = set(queries.visible(actor).values_list("pk", flat=True))
        assert seen == {paper.pk for paper in papers if may_see(actor, again(paper))}
