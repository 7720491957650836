"""Whose duty it is: begun, argued, decided in time, and given on for good (G1, 异议会商)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.disputes import queries, rules
from linli.grid.disputes import services as disputes
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeMove, DisputeStage
from linli.grid.handling import services as handling
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage
from linli.grid.tasks import services as tasks
from linli.grid.tasks.models import Task
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal import services as delivery
from linli.kernel.people.rules import BY_RULE, DESKS, Actor, Role
from linli.notices.inbox.models import Message
from linli.worker.tasks import watch_due
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    holder_of,
    last_entry,
    officer_of,
    refused,
    reported,
    step_of,
)
from tests.district import NOW, District, again, key, local, stamp
from tests.grid.disputes.quarrels import as_it_is, begun, refused_part, returned
from tests.grid.tasks.parts import helper_of, words
from tests.grid.tasks.test_permissions import everybody

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def decided(
    district: District,
    dispute: Dispute,
    unit: UUID,
    *,
    actor: Actor | None = None,
    at: datetime = NOW,
) -> Dispute:
    """Return a dispute that the district's desk decided."""
    case = Case.objects.get(pk=dispute.case_id)
    return disputes.decide(
        actor or district.actor(Role.DISTRICT_DESK),
        step=step_of(case, "按职责清单"),
        dispute_id=dispute.pk,
        organisation_id=unit,
        task_id=key(45_000),
        stamp=stamp(at),
    )


def is_sound() -> bool:
    """Return whether every entry, case, task and dispute is what the record says."""
    return not journal.verify().faults and not cases.verify_rows().faults


ALLOWED = {
    DisputeMove.BEGIN: {DisputeStage.NONE: DisputeStage.OPEN},
    DisputeMove.STATE: {DisputeStage.OPEN: DisputeStage.OPEN},
    DisputeMove.DECIDE: {DisputeStage.OPEN: DisputeStage.DECIDED},
    DisputeMove.WITHDRAW: {DisputeStage.OPEN: DisputeStage.WITHDRAWN},
    DisputeMove.WARN: {DisputeStage.OPEN: DisputeStage.OPEN},
    DisputeMove.ESCALATE: {DisputeStage.OPEN: DisputeStage.OPEN},
}


@pytest.mark.parametrize(("move", "stage"), list(product(DisputeMove, DisputeStage)))
def test_goes_only_where_the_table_leads(move: DisputeMove, stage: DisputeStage) -> None:
    if stage in ALLOWED[move]:
        assert rules.check_dispute_move(stage, move) == ALLOWED[move][stage]
    else:
        with pytest.raises(rules.DisputeEnded):
            rules.check_dispute_move(stage, move)


def test_a_dispute_about_a_case_that_was_given_back_waits_for_the_desk_above(
    district: District,
) -> None:
    case = returned(district)
    due = case.due_at

    dispute = begun(district, case)

    case = again(case)
    assert (case.stage, case.disputed, case.due_at) == (Stage.REGISTERED, "case", due)
    assert dispute.parties == [district.sanitation]
    assert dispute.decider == Role.DISTRICT_DESK
    assert dispute.decide_by == local(2026, 11, 23, 18, 0) or dispute.decide_by > NOW
    assert cases.visible(officer_of(district)).get() == case
    assert "清单" not in str(last_entry(case).facts)
    assert is_sound()


def test_while_it_waits_nobody_gives_the_case_to_anybody(district: District) -> None:
    case, other = returned(district, 1), reported(district, 2)
    begun(district, case)

    def dispatch() -> object:
        lead = district.sanitation
        return handling.dispatch(desk_of(district), step=step_of(case), lead_id=lead, stamp=stamp())

    def merge() -> object:
        step = step_of(case)
        return joining.merge(desk_of(district), step=step, into_id=other.pk, stamp=stamp())

    assert refused(case, dispatch) == "grid.in_dispute"
    assert refused(case, merge) == "grid.in_dispute"
    assert refused(case, lambda: begun(district, case, 2)) == "grid.in_dispute"


def test_the_decision_gives_the_case_on_and_it_cannot_be_given_back_again(
    district: District,
) -> None:
    case = returned(district)
    dispute = begun(district, case)
    disputes.state(
        officer_of(district), step=step_of(case, "应由城管"), dispute_id=dispute.pk, stamp=stamp()
    )

    decided(district, dispute, district.sanitation)

    case = again(case)
    assert (case.stage, case.lead_id, case.disputed) == (
        Stage.DISPATCHED,
        district.sanitation,
        "",
    )
    assert last_entry(case).verb == "grid.dispute_decided"
    back = refused(
        case, lambda: handling.give_back(officer_of(district), step=words(case), stamp=stamp())
    )
    assert back == "grid.returns_used_up"
    handling.accept(officer_of(district), step=step_of(case), stamp=stamp())
    assert as_it_is(dispute).decided_id == district.sanitation
    assert is_sound()


def test_a_unit_that_the_list_does_not_name_cannot_be_given_it(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)

    code = refused(case, lambda: decided(district, dispute, district.fire))

    assert code == "grid.may_not_take"


def test_a_decision_about_a_part_gives_it_anew_for_good(district: District) -> None:
    case, task = refused_part(district)
    dispute = begun(district, case, actor=officer_of(district), task=task)
    assert again(case).disputed == "task"
    done = refused(
        case, lambda: handling.done(officer_of(district), step=words(case), stamp=stamp())
    )
    assert done == "grid.in_dispute"

    decided(district, dispute, district.urban_management)

    new = Task.objects.exclude(pk=task.pk).get()
    assert (new.stage, new.is_decided, new.organisation_id) == (
        "given",
        True,
        district.urban_management,
    )
    assert new.words_id == task.words_id
    code = refused(
        case,
        lambda: tasks.give_back(
            helper_of(district), step=words(case), task_id=new.pk, stamp=stamp()
        ),
    )
    assert code == "grid.task_decided"
    assert (again(case).disputed, again(case).assist_ids) == ("", [district.urban_management])
    assert is_sound()


def test_a_part_may_be_decided_to_be_the_lead_s_own(district: District) -> None:
    case, task = refused_part(district)
    dispute = begun(district, case, task=task)

    decided(district, dispute, district.sanitation)

    assert Task.objects.get() == task
    handling.done(officer_of(district), step=words(case), stamp=stamp())
    assert is_sound()


def test_what_the_units_settle_between_them_goes_on_as_usual(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)
    disputes.withdraw(
        desk_of(district), step=step_of(case, "双方商定"), dispute_id=dispute.pk, stamp=stamp()
    )

    lead = district.sanitation
    handling.dispatch(desk_of(district), step=step_of(case), lead_id=lead, stamp=stamp())

    assert again(case).stage == Stage.DISPATCHED
    late = refused(case, lambda: decided(district, dispute, lead))
    assert late == "grid.dispute_ended"
    assert is_sound()


def test_nothing_is_in_dispute_where_nobody_gave_anything_back(district: District) -> None:
    case = brought(district, Stage.REGISTERED)

    assert refused(case, lambda: begun(district, case)) == "grid.nothing_in_dispute"


def test_a_dispute_needs_words(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)

    code = refused(
        case,
        lambda: disputes.state(
            officer_of(district), step=step_of(case), dispute_id=dispute.pk, stamp=stamp()
        ),
    )

    assert code == "grid.reason_needed"


@pytest.mark.parametrize(
    ("units", "used_up", "street", "decider"),
    [
        ([100], False, True, Role.STREET_DESK),
        ([100], True, True, Role.DISTRICT_DESK),
        ([100, 1], False, True, Role.DISTRICT_DESK),
        ([10], False, True, Role.DISTRICT_DESK),
        ([200], False, True, Role.DISTRICT_DESK),
        ([100], False, False, Role.DISTRICT_DESK),
    ],
)
def test_the_street_decides_inside_a_street_and_the_district_everything_else(
    units: list[int], used_up: bool, street: bool, decider: Role
) -> None:
    from tests.grid.tasks.test_rules import FakeCase

    case = FakeCase(street_id=key(10) if street else None)
    places = {key(900 + number): key(number) for number in units}

    assert rules.decider(case, places, used_up=used_up) == decider


def test_what_is_not_decided_in_time_rises_and_only_once_a_step(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)
    Dispute.objects.filter(pk=dispute.pk).update(decider="street_desk")
    first = dispute.decide_by

    turns = []
    for _ in range(8):
        watch = as_it_is(dispute).watch_at
        if watch is None:
            break
        at = watch + timedelta(seconds=1)
        turns.append(disputes.watch(dispute_id=dispute.pk, stamp=stamp(at)))
        assert disputes.watch(dispute_id=dispute.pk, stamp=stamp(at)) is None

    late = as_it_is(dispute)
    assert turns[:4] == ["warn", "escalate", "warn", "escalate"]
    assert late.decider == Role.DISTRICT_DESK
    assert late.decide_by > first
    assert late.was_late
    assert late.level == 3


def test_the_clock_of_a_dispute_is_looked_at_by_the_worker(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)

    watch_due(dispute.decide_by + timedelta(seconds=1))

    verbs = [entry.verb for entry in entries_of(case)]
    assert "grid.dispute_escalated" in verbs
    assert is_sound()


def test_the_units_and_the_desk_that_decides_are_told(district: District) -> None:
    case = returned(district)
    dispute = begun(district, case)
    disputes.state(
        officer_of(district), step=step_of(case, "应由城管"), dispute_id=dispute.pk, stamp=stamp()
    )
    decided(district, dispute, district.sanitation)
    delivery.deliver(at=NOW + DAY)

    def told(who: Actor) -> list[str]:
        found = Message.objects.filter(post_id=who.post_id, verb__contains="dispute")  # type: ignore[misc]
        return list(found.order_by("pk").values_list("verb", flat=True))

    assert told(officer_of(district)) == ["grid.dispute_begun", "grid.dispute_decided"]
    assert told(district.actor(Role.DISTRICT_DESK)) == [
        "grid.dispute_begun",
        "grid.dispute_stated",
    ]
    assert told(desk_of(district)) == ["grid.dispute_decided"]
    assert told(helper_of(district)) == []


def test_the_database_keeps_one_open_dispute_a_case(district: District) -> None:
    dispute = begun(district, returned(district))
    other = as_it_is(dispute)
    other.pk = key(71_000)

    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)


def test_a_tampered_dispute_is_named(district: District) -> None:
    dispute = begun(district, returned(district))
    Dispute.objects.filter(pk=dispute.pk).update(ground="shared")

    [fault] = cases.verify_rows().faults

    assert fault.reason == f"dispute {dispute.pk}: ground is not what the entries say"


def may(who: Actor, move: DisputeMove, district: District, *, ended: bool) -> str:
    """Return by the words of the rule the code a post is refused with, or ''."""
    side = district.sides[0]
    covers = who.unit_id in {district.id, side.street, side.community, side.grids[0]}
    is_party = who.organisation_id == district.sanitation
    is_department = who.role in {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}
    if who.role in {Role.REPORTER, Role.OPERATOR} or not covers or (is_department and not is_party):
        return "people.not_your_territory"
    hands = DESKS | {Role.GRID_OFFICER, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}
    if who.role not in hands or (move is DisputeMove.DECIDE and who.role not in DESKS):
        return "common.forbidden"
    if move is DisputeMove.STATE and not is_party:
        return "grid.not_a_party"
    if move is DisputeMove.DECIDE and who.role is not Role.DISTRICT_DESK:
        return "grid.not_the_decider"
    if move is DisputeMove.WITHDRAW and who.role not in DESKS:
        return "common.forbidden"
    return "grid.dispute_ended" if ended else ""


@pytest.mark.parametrize("ended", [False, True])
def test_each_post_may_what_the_rule_says_and_nothing_else(district: District, ended: bool) -> None:
    case = returned(district)
    dispute = begun(district, case)
    if ended:
        decided(district, dispute, district.sanitation)
    moves = [DisputeMove.STATE, DisputeMove.DECIDE, DisputeMove.WITHDRAW]

    for who, move in product(everybody(district, case), moves):
        assert turn(who, move, dispute, district) == may(who, move, district, ended=ended), (
            who,
            move,
        )


def turn(who: Actor, move: DisputeMove, dispute: Dispute, district: District) -> str:
    """Return the code a move is refused with, or ''; nothing of it stays."""
    step = step_of(Case.objects.get(pk=dispute.case_id), "因为")
    calls = {
        DisputeMove.STATE: lambda: disputes.state(
            who, step=step, dispute_id=dispute.pk, stamp=stamp()
        ),
        DisputeMove.DECIDE: lambda: decided(district, dispute, district.sanitation, actor=who),
        DisputeMove.WITHDRAW: lambda: disputes.withdraw(
            who, step=step, dispute_id=dispute.pk, stamp=stamp()
        ),
    }
    try:
        with transaction.atomic():
            calls[move]()
            transaction.set_rollback(True)
    except LinliError as refusal:
        return refusal.code
    return ""


def test_who_may_begin_one(district: District) -> None:
    case = returned(district)
    able = [
        who for who in everybody(district, case) if rules.may_begin(who, case, is_of_task=False)
    ]

    assert {who.role for who in able} == DESKS
    assert len(able) == 4
    assert not rules.may_begin(BY_RULE, case, is_of_task=False)
    assert not rules.may_begin(holder_of(case), case, is_of_task=False)
    assert queries.panel(desk_of(district), case, at=timezone.now()).about == [("", "")]
