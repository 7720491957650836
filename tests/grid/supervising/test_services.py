"""What a supervision document does to its case, and which cases ask for one (article row G1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.grid.reporters import services as reporters
from linli.grid.supervising import queries as supervising
from linli.grid.supervising import rules
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from linli.party.moves.rules import Source
from linli.party.papers import queries as sheets
from linli.party.register import queries as register
from linli.party.steps.rules import Step
from linli.party.supervision import queries as papers
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from tests.courses import brought, desk_of, entries_of, last_entry, refused, step_of, supervise
from tests.district import NOW, District, again, stamp

pytestmark = pytest.mark.django_db

WEDNESDAY = NOW + timedelta(days=2)


def _issued(district: District, case: Case, number: int = 1) -> Supervision:
    chief = district.actor(Role.SUPERVISOR)
    return supervise(district, chief, step_of(case, "请限期办结"), stamp(NOW, number))


def _end(district: District, paper: Supervision) -> Supervision:
    """Let the community answer and the supervisor accept it."""
    answered = Step(paper.pk, words="已办结")
    supervision.answer(desk_of(district), step=answered, stamp=stamp(WEDNESDAY))
    chief = district.actor(Role.SUPERVISOR)
    return supervision.cancel_off(chief, step=Step(paper.pk), stamp=stamp(WEDNESDAY))


def _is_sound() -> bool:
    faults = [*journal.verify().faults, *cases.verify_rows().faults, *papers.verify_rows().faults]
    return not faults


def test_issuing_writes_the_number_into_the_record_of_the_case(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    due_at = case.due_at

    paper = _issued(district, case)

    entry = last_entry(case)
    assert again(case).is_supervised
    assert again(case).due_at == due_at
    assert (entry.verb, entry.facts["document"]) == ("grid.case_supervised", paper.number)
    assert _is_sound()


def test_the_case_is_no_longer_supervised_when_its_last_document_ends(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    first, second = _issued(district, case, 1), _issued(district, case, 2)

    _end(district, first)
    assert again(case).is_supervised
    _end(district, second)

    assert not again(case).is_supervised
    verbs = [entry.verb for entry in entries_of(case)][-4:]
    assert verbs == ["grid.case_supervised"] * 2 + ["grid.case_supervision_ended"] * 2
    assert _is_sound()


def test_a_document_ends_after_its_case_was_closed(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    paper = _issued(district, case)
    Case.objects.filter(pk=case.pk)  # the case goes on by its own steps
    from linli.grid.handling import services as handling
    from tests.courses import officer_of

    for take, actor in ((handling.done, officer_of(district)), (handling.verify, desk_of(district)),
                        (handling.close, desk_of(district))):  # fmt: skip
        take(actor, step=step_of(case, "已清运"), stamp=stamp(WEDNESDAY))

    _end(district, paper)

    assert (again(case).stage, again(case).is_supervised) == (Stage.CLOSED, False)
    assert _is_sound()


def test_a_case_that_has_ended_gets_no_document_and_no_number(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    assert refused(case, lambda: _issued(district, case)) == "grid.move_not_allowed"
    assert Supervision.objects.count() == 0


MAY = {Role.SUPERVISOR, Role.DISTRICT_DESK, Role.STREET_DESK}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
def test_who_may_supervise_where(district: District, role: Role) -> None:
    here, foreign = (brought(district, Stage.DISPATCHED, 1), brought(district, Stage.DISPATCHED, 2))
    Case.objects.filter(pk=foreign.pk).update(
        street_id=district.streets[1], community_id=district.sides[2].community, grid_id=None
    )
    actor = district.actor(role)

    def outcome(case: Case) -> str:
        if role in MAY and (case is here or role is not Role.STREET_DESK):
            return supervise(district, actor, step_of(case, "请办"), stamp()).stage
        return refused(case, lambda: supervise(district, actor, step_of(case, "请办"), stamp()))

    found = outcome(here)

    assert (found == "issued") == (role in MAY)
    if role is Role.STREET_DESK:
        assert outcome(foreign) == "common.not_found"


@pytest.mark.parametrize(
    ("level", "reopens", "source"),
    [
        (0, 0, None), (2, 1, None), (3, 0, Source.BREACH), (3, 2, Source.BREACH),
        (0, 2, Source.RESIDENT), (2, 2, Source.RESIDENT),
    ],
)  # fmt: skip
def test_the_highest_level_and_the_last_reopening_ask_for_a_document(
    level: int, reopens: int, source: Source | None
) -> None:
    assert rules.suggested(level=level, reopens=reopens, top_level=3, most_reopens=2) == source


def test_cases_that_ask_for_a_document_are_suggested_until_they_have_one(
    district: District,
) -> None:
    late, reopened = (brought(district, Stage.IN_HAND, number) for number in (1, 2))
    brought(district, Stage.IN_HAND, 3)
    Case.objects.filter(pk=late.pk).update(level=3)
    Case.objects.filter(pk=reopened.pk).update(reopens=2)
    chief, other = district.actor(Role.SUPERVISOR), district.actor(Role.STREET_DESK, number=1)

    def suggested(actor: Actor) -> list[tuple[str, Source]]:
        found = supervising.suggestions(actor, NOW, 10)
        return sorted((each.subject.label, each.source) for each in found)

    assert suggested(chief) == sorted(
        [(late.number, Source.BREACH), (reopened.number, Source.RESIDENT)]
    )
    assert suggested(other) == []
    _issued(district, late)
    assert suggested(chief) == [(reopened.number, Source.RESIDENT)]


def test_the_page_of_a_case_shows_its_documents_and_suggests_one(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    Case.objects.filter(pk=case.pk).update(level=3)
    chief, officer = district.actor(Role.SUPERVISOR), district.actor(Role.DEPARTMENT_OFFICER)

    before = supervising.papers(chief, again(case), at=NOW)
    paper = _issued(district, again(case))
    after = supervising.papers(chief, again(case), at=NOW)
    officers = supervising.papers(officer, again(case), at=NOW)

    assert (before.suggested, before.lines) == ("breach", [])
    assert before.draft_url == register.draft_url("grid.case", case.pk)
    assert [line.number for line in after.lines] == [paper.number]
    assert after.suggested == ""
    assert (officers.lines, officers.draft_url) == ([], "")


NAMED = [
    # what a document says, whether that names the resident
    ("请限期办结", False),
    ("请答复王大妈本人", True),
    ("联系电话 138 0013-8000", True),
    ("联系电话 13900000000", False),
]


@pytest.mark.parametrize(("words", "names_her"), NAMED)
def test_forgetting_a_reporter_erases_what_documents_say_of_her_and_no_other_words(
    district: District, words: str, names_her: bool
) -> None:
    case = brought(district, Stage.DISPATCHED, name="王大妈", phone="13800138000")
    chief = district.actor(Role.SUPERVISOR)
    paper = supervise(district, chief, step_of(case, words), stamp(NOW, 1))
    _end(district, paper)

    reporters.forget(district.actor(Role.DISTRICT_DESK), case_id=case.pk, stamp=stamp(WEDNESDAY))

    entries = journal.entries(papers.stream_of(paper.pk))
    kept = [bool(found and found.content) for found in map(journal.payload_of, entries)]
    assert kept[0] is not names_her
    answered = [entry.verb for entry in entries].index("party.supervision_answered")
    assert kept[answered]
    assert (entries[-1].verb == "party.supervision_words_erased") is names_her
    page = sheets.page(chief, paper.pk, at=WEDNESDAY)
    assert (page.line.title == "", page.line.number) == (names_her, paper.number)
    assert _is_sound()


def test_forgetting_twice_erases_once(district: District) -> None:
    case = brought(district, Stage.DISPATCHED, name="王大妈")
    chief = district.actor(Role.SUPERVISOR)
    paper = supervise(district, chief, step_of(case, "请答复王大妈"), stamp(NOW, 1))
    desk = district.actor(Role.DISTRICT_DESK)

    for number in (2, 3):
        reporters.forget(desk, case_id=case.pk, stamp=stamp(WEDNESDAY, number))

    verbs = [entry.verb for entry in journal.entries(papers.stream_of(paper.pk))]
    assert verbs.count("party.supervision_words_erased") == 1
    assert _is_sound()
