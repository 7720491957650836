"""The line of a case: what each step changes, records and refuses."""

from __future__ import annotations

import pytest

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ground
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import BY_RULE, Actor, Role
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    head_of,
    last_entry,
    officer_of,
    refused,
    reported,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, local, stamp
from tests.grid.tasks.parts import add_assistants

AT_10, AT_11 = local(2026, 11, 23, 10), local(2026, 11, 23, 11)
DUE = local(2026, 11, 23, 15, 30)
TUESDAY_9, TUESDAY_12 = local(2026, 11, 24, 9), local(2026, 11, 24, 12)


def dispatch(district: District, case: Case, actor: Actor | None = None) -> Case:
    return handling.dispatch(
        actor or desk_of(district),
        step=step_of(case),
        lead_id=district.sanitation,
        stamp=stamp(AT_11),
    )


def give_back(district: District, case: Case, words: str = "不在清运范围") -> Case:
    return handling.give_back(officer_of(district), step=step_of(case, words), stamp=stamp(AT_10))


def test_registering_names_coordinator_first_receiver_and_category(district: District) -> None:
    case = reported(district, category="")
    street = district.actor(Role.STREET_DESK, district.streets[0])

    handling.register(street, step=step_of(case), category_code="06010", stamp=stamp(AT_10))

    case = again(case)
    assert (case.stage, case.registered_at, case.category_code) == ("registered", AT_10, "06010")
    assert case.coordinator_id == district.sides[0].organisation
    assert case.first_receiver_id == district.street_offices[0]
    assert (case.is_public, case.version) == (True, 2)
    entry = last_entry(case)
    assert (entry.number, entry.verb, entry.at) == (2, "grid.case_registered", AT_10)
    assert entry.actor["post"] == str(street.post_id)
    assert words_of(entry) is None


def test_registers_only_under_a_category_of_the_catalogue(district: District) -> None:
    case = reported(district)

    code = refused(
        case,
        lambda: handling.register(
            desk_of(district), step=step_of(case), category_code="99999", stamp=stamp()
        ),
    )

    assert code == "grid.unknown_category"


@pytest.mark.parametrize("ground", Ground)
def test_declines_on_a_lawful_ground_with_words(district: District, ground: Ground) -> None:
    case = reported(district)
    desk = desk_of(district)

    def decline(words: str) -> Case:
        return handling.decline(desk, step=step_of(case, words), ground=ground, stamp=stamp(AT_10))

    assert refused(case, lambda: decline("")) == "grid.reason_needed"
    decline("请拨打报警电话")

    case = again(case)
    assert (case.stage, case.ground, case.closed_at, case.due_at) == (
        "declined",
        ground.value,
        AT_10,
        None,
    )
    assert words_of(last_entry(case)) == {"text": "请拨打报警电话", "photos": []}


def test_dispatches_only_to_a_unit_that_the_list_of_duties_names(district: District) -> None:
    case = brought(district, Stage.REGISTERED)
    community = district.sides[0].organisation

    code = refused(
        case,
        lambda: handling.dispatch(
            desk_of(district), step=step_of(case), lead_id=community, stamp=stamp()
        ),
    )

    assert code == "grid.may_not_lead"


def test_a_case_that_is_given_back_keeps_its_deadline(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    assert refused(case, lambda: give_back(district, case, "")) == "grid.reason_needed"

    give_back(district, case)
    case = again(case)
    assert (case.stage, case.lead_id, case.returns, case.due_at) == ("registered", None, 1, DUE)

    dispatch(district, case)
    assert (again(case).due_at, again(case).clock) == (DUE, "handle")


def test_after_two_returns_a_desk_above_decides_and_that_is_final(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    give_back(district, case)
    dispatch(district, case)
    give_back(district, case)

    assert refused(case, lambda: dispatch(district, case)) == "grid.desk_above_decides"
    street = district.actor(Role.STREET_DESK, district.streets[0])
    dispatch(district, case, street)

    assert again(case).setter_role == "street_desk"
    assert refused(case, lambda: give_back(district, case)) == "grid.returns_used_up"


def test_whoever_takes_a_case_in_hand_answers_for_it(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    officer = officer_of(district)

    handling.accept(officer, step=step_of(case), stamp=stamp(AT_10))

    case = again(case)
    assert (case.stage, case.accepted_at) == ("in_hand", AT_10)
    assert (case.handler_post_id, case.handler_person_id) == (officer.post_id, officer.person_id)


def test_another_department_learns_nothing_of_a_case(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    other = district.actor(Role.DEPARTMENT_OFFICER, number=1)
    assert other.organisation_id == district.urban_management

    stale = Step(case_id=case.pk, version=1)

    def accept(step: Step) -> Case:
        return handling.accept(other, step=step, stamp=stamp())

    assert refused(case, lambda: accept(step_of(case))) == "people.not_your_territory"
    assert refused(case, lambda: accept(stale)) == "people.not_your_territory"


def test_done_needs_words_and_starts_the_check(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    officer = officer_of(district)

    def done(words: str) -> Case:
        return handling.done(officer, step=step_of(case, words), stamp=stamp(AT_10))

    assert refused(case, lambda: done("")) == "grid.reason_needed"
    done("已清运")

    case = again(case)
    assert (case.stage, case.done_at, case.handle_due_at, case.clock) == (
        "done",
        AT_10,
        DUE,
        "verify",
    )


def test_nobody_checks_her_own_work_from_whatever_post(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    handling.accept(officer_of(district), step=step_of(case), stamp=stamp())
    handling.done(officer_of(district), step=step_of(case, "已清"), stamp=stamp())
    desk = desk_of(district)
    same_person = Actor(
        role=Role.COMMUNITY_DESK,
        person_id=officer_of(district).person_id,
        post_id=desk.post_id,
        organisation_id=desk.organisation_id,
        unit_id=desk.unit_id,
        unit_kind="community",
    )

    def verify(actor: Actor) -> Case:
        return handling.verify(actor, step=step_of(case), stamp=stamp(AT_10))

    assert refused(case, lambda: verify(same_person)) == "grid.handler_may_not_verify"
    assert refused(case, lambda: verify(BY_RULE)) == "grid.person_checks"
    assert refused(case, lambda: verify(head_of(district))) == "common.forbidden"
    assert verify(desk).stage == Stage.VERIFIED


def test_rework_gives_back_the_time_that_was_left_without_that_of_the_check(
    district: District,
) -> None:
    case = brought(district, Stage.IN_HAND)
    handling.done(officer_of(district), step=step_of(case, "已清"), stamp=stamp(AT_10))
    desk = desk_of(district)

    def rework(words: str) -> Case:
        return handling.rework(desk, step=step_of(case, words), stamp=stamp(TUESDAY_9))

    assert refused(case, lambda: rework("")) == "grid.reason_needed"
    rework("还有一堆")

    case = again(case)
    assert (case.stage, case.clock, case.due_at) == ("in_hand", "handle", TUESDAY_12)
    assert (case.reworks, case.done_at, case.handle_due_at) == (1, None, None)
    assert case.handler_post_id == officer_of(district).post_id


def test_closing_stops_every_clock(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    assert (case.due_at, case.watch_at, case.clock, case.closed_at) == (None, None, "", NOW)
    assert [entry.verb.removeprefix("grid.case_") for entry in entries_of(case)] == [
        "reported",
        "registered",
        "dispatched",
        "accepted",
        "done",
        "verified",
        "closed",
    ]
    assert [entry.number for entry in entries_of(case)] == list(range(1, case.version + 1))


STEPS_FROM_NOWHERE = ["register", "dispatch", "accept", "give_back", "done", "verify", "close"]


@pytest.mark.parametrize("name", STEPS_FROM_NOWHERE)
def test_refuses_a_step_that_is_not_open_from_the_stage(district: District, name: str) -> None:
    case = reported(district)
    handling.decline(
        desk_of(district), step=step_of(case, "已办"), ground=Ground.REPEAT, stamp=stamp()
    )
    Case.objects.filter(pk=case.pk).update(lead_id=district.sides[0].organisation)
    more = {"register": {"category_code": "06010"}, "dispatch": {"lead_id": district.sanitation}}

    code = refused(
        case,
        lambda: getattr(handling, name)(
            desk_of(district), step=step_of(case, "因为"), stamp=stamp(), **more.get(name, {})
        ),
    )

    assert code == "grid.move_not_allowed"


BY_RULE_OR_BY_HAND = [
    # category the reporter chose, stage after the rule, who leads
    ("06010", "dispatched", "sanitation"),
    ("L101", "dispatched", "community"),
    ("", "reported", ""),
    ("L901", "reported", ""),
]


@pytest.mark.parametrize(("category", "stage", "lead"), BY_RULE_OR_BY_HAND)
def test_a_rule_dispatches_what_is_clear_and_leaves_the_rest_to_a_person(
    district: District, category: str, stage: str, lead: str
) -> None:
    case = reported(district, category=category)
    leads = {"sanitation": district.sanitation, "community": district.sides[0].organisation}

    for _ in range(2):
        handling.register_by_rule(case_id=case.pk, stamp=stamp())

    case = again(case)
    assert (case.stage, case.lead_id) == (stage, leads.get(lead))
    assert case.version == (3 if lead else 1)


def test_an_emergency_is_never_shown_to_the_public(district: District) -> None:
    case = reported(district, category="L901")

    assert case.is_emergency
    assert not case.is_public


@pytest.mark.parametrize("named", ["nobody", "a unit of the list", "a unit beside it"])
def test_only_units_that_the_list_of_duties_names_assist(district: District, named: str) -> None:
    case, street = brought(district, Stage.REGISTERED), district.street_offices[0]
    if named == "a unit of the list":
        add_assistants(district)
    units = [] if named == "nobody" else [district.urban_management, street]

    def turn() -> Case:
        return handling.dispatch(
            desk_of(district),
            step=step_of(case),
            lead_id=district.sanitation,
            assist_ids=units,
            stamp=stamp(AT_11),
        )

    if named == "a unit beside it":
        assert refused(case, turn) == "grid.may_not_assist"
    else:
        assert turn().assist_ids == units
