"""A case begins once, is undone within a minute, and is forgotten without breaking the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Ground
from linli.grid.cases.services import SameKeyOtherReport, token_digest
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage, may_see
from linli.grid.reporters import services as reporters
from linli.kernel.common.errors import Forbidden, NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry, Payload
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Actor, Role, reporter
from linli.kernel.places import queries as places
from tests.courses import (
    brought,
    desk_of,
    entries_of,
    holder_of,
    last_entry,
    refused,
    reported,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, key, stamp

SECOND = timedelta(seconds=1)


def test_a_report_is_a_case_an_entry_a_payload_and_a_link(district: District) -> None:
    case = again(reported(district))

    [entry] = entries_of(case)
    assert (case.stage, case.version, case.reported_at) == (Stage.REPORTED, 1, NOW)
    assert case.number.startswith("20261123-")
    assert (entry.number, entry.verb, entry.actor["role"]) == (1, "grid.case_reported", "reporter")
    assert words_of(entry) == {
        "text": "楼下垃圾堆了三天没人收",
        "address": "",
        "lon_e6": None,
        "lat_e6": None,
        "name": "",
        "phone": "13800138000",
        "photos": [],
    }
    assert queries.holder(token_digest("token-1")) == reporter(case.pk)
    assert "token-1" not in str(Reporter.objects.values().get())


def test_suggests_a_category_from_words_and_leaves_it_to_a_person(district: District) -> None:
    case = reported(district, category="", text="楼道里有人堆垃圾")

    assert (case.category_code, case.suggested_code) == ("", "06010")


def test_the_same_key_again_is_the_same_case(district: District) -> None:
    first = reported(district, 1, request_key="k")

    again_sent = reported(district, 1, request_key="k", case_id=key(99), token="other")

    assert again_sent.pk == first.pk
    assert Case.objects.count() == Entry.objects.count() == Reporter.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"text": "别的事"}, {"phone": "13700137000"}, {"category": "06001"}, {"lon_e6": 1}]
)
def test_the_same_key_with_another_body_is_refused(
    district: District, other: dict[str, Any]
) -> None:
    first = reported(district, 1, request_key="k")

    with pytest.raises(SameKeyOtherReport) as refusal:
        reported(district, 1, request_key="k", case_id=key(99), **other)

    assert (refusal.value.code, refusal.value.http_status) == ("grid.same_key_other_report", 409)
    assert list(Case.objects.values_list("pk", flat=True)) == [first.pk]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR])
def test_some_roles_report_nothing(district: District, role: Role) -> None:
    with pytest.raises(Forbidden):
        cases.report(district.actor(role), report=district.report(), stamp=stamp())

    assert not Case.objects.exists()


def test_takes_a_matter_in_with_six_statements(district: District) -> None:
    inside = district.sides[0].inside
    reported(district, 1, request_key="warm", place=places.locate(*inside))

    with CaptureQueriesContext(connection) as asked:
        place = places.locate(*inside)
        reported(district, 2, request_key="k", place=place, category="")

    statements = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert place.community_id == district.sides[0].community
    assert len(statements) == 6, "\n".join(statements)


def test_two_desks_at_once_one_wins_and_the_other_sees_why(district: District) -> None:
    case = brought(district, Stage.REGISTERED)
    one, other = step_of(case), step_of(case)
    handling.dispatch(desk_of(district), step=one, lead_id=district.sanitation, stamp=stamp())

    code = refused(
        case,
        lambda: handling.dispatch(
            desk_of(district, number=1), step=other, lead_id=district.sanitation, stamp=stamp()
        ),
    )

    assert code == "grid.changed_meanwhile"


def undo(case: Case, actor: Actor, at: timedelta, version: int | None = None) -> Case:
    return cases.undo(
        actor, case_id=case.pk, version=version or again(case).version, stamp=stamp(NOW + at)
    )


UNDOABLE = [Stage.REGISTERED, Stage.DISPATCHED, Stage.VERIFIED, Stage.CLOSED]
BEFORE = {
    Stage.REGISTERED: Stage.REPORTED,
    Stage.DISPATCHED: Stage.REGISTERED,
    Stage.VERIFIED: Stage.DONE,
    Stage.CLOSED: Stage.VERIFIED,
}
LEFT_BY_UNDO = {"version", "changed_at"}


@pytest.mark.parametrize("stage", UNDOABLE)
def test_undoing_brings_back_every_field_within_a_minute(district: District, stage: Stage) -> None:
    before = brought(district, BEFORE[stage], 1)
    earlier = {field: getattr(before, field) for field in _fields()}
    case = _one_step_on(district, before, stage)

    undo(case, desk_of(district), 60 * SECOND)

    case = again(case)
    assert {field: getattr(case, field) for field in _fields()} == earlier
    assert last_entry(case).facts["undoes"] == case.version - 1
    assert queries.verify_rows().faults == []


def _fields() -> list[str]:
    return [field.attname for field in queries.FOLDED if field.name not in LEFT_BY_UNDO]


def _one_step_on(district: District, case: Case, stage: Stage) -> Case:
    desk, step, at = desk_of(district), step_of(case), stamp()
    match stage:
        case Stage.REGISTERED:
            return handling.register(desk, step=step, category_code="06001", stamp=at)
        case Stage.DISPATCHED:
            return handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=at)
        case Stage.VERIFIED:
            return handling.verify(desk, step=step, stamp=at)
    return handling.close(desk, step=step, stamp=at)


def test_declining_can_be_undone(district: District) -> None:
    case = reported(district)
    due = case.due_at
    desk = desk_of(district)
    handling.decline(desk, step=step_of(case, "已办"), ground=Ground.REPEAT, stamp=stamp())

    undo(case, desk, SECOND)

    case = again(case)
    assert (case.stage, case.ground, case.closed_at, case.due_at) == ("reported", "", None, due)


def test_undoes_nothing_too_late_nor_by_another_nor_after_somebody_acted(
    district: District,
) -> None:
    case = brought(district, Stage.DISPATCHED)
    desk, colleague = desk_of(district), desk_of(district, number=1)
    foreign = desk_of(district, side=1)
    seen = case.version

    assert refused(case, lambda: undo(case, desk, 61 * SECOND)) == "grid.too_late_to_undo"
    assert refused(case, lambda: undo(case, colleague, SECOND)) == "grid.too_late_to_undo"
    assert refused(case, lambda: undo(case, BY_RULE, SECOND)) == "common.not_found"
    assert refused(case, lambda: undo(case, foreign, SECOND)) == "common.not_found"
    assert refused(case, lambda: undo(case, foreign, SECOND, 1)) == "common.not_found"
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    handling.accept(officer, step=step_of(case), stamp=stamp())
    assert refused(case, lambda: undo(case, desk, SECOND, seen)) == "grid.changed_meanwhile"
    assert refused(case, lambda: undo(case, desk, SECOND)) == "grid.too_late_to_undo"
    assert refused(case, lambda: undo(case, officer, SECOND)) == "grid.too_late_to_undo"


def test_an_undo_is_not_undone(district: District) -> None:
    case = brought(district, Stage.DISPATCHED)
    undo(case, desk_of(district), SECOND)

    code = refused(case, lambda: undo(case, desk_of(district), 2 * SECOND))

    assert code == "grid.too_late_to_undo"


def test_a_lost_link_is_replaced_for_number_and_telephone(district: District) -> None:
    case = reported(district)

    def renew(number: str, phone: str) -> Case:
        return reporters.renew_link(number=number, phone=phone, token="new", stamp=stamp())

    for number, phone in [
        (case.number, "13800138001"),
        (case.number, ""),
        ("20261123-999999", "13800138000"),
    ]:
        with pytest.raises(NotFound):
            renew(number, phone)
    renew(case.number, "13800138000")

    assert queries.holder(token_digest("new")) == reporter(case.pk)
    with pytest.raises(NotFound):
        queries.holder(token_digest("token-1"))
    assert last_entry(case).verb == "grid.case_link_renewed"


FORGETTERS = {Role.DISTRICT_DESK, Role.OPERATOR}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REPORTER, Role.RULE}))
def test_who_may_have_a_case_forgotten(district: District, role: Role) -> None:
    case = reported(district)
    actor = district.actor(role)

    if role in FORGETTERS:
        assert reporters.forget(actor, case_id=case.pk, stamp=stamp()) == 1
        return

    code = refused(case, lambda: reporters.forget(actor, case_id=case.pk, stamp=stamp()))
    assert code == "common.forbidden"


def test_forgetting_leaves_no_word_no_link_and_a_record_that_verifies(district: District) -> None:
    case = brought(district, Stage.CLOSED, request_key="k")
    stranger = reporter(key(1))
    assert (
        refused(case, lambda: reporters.forget(stranger, case_id=case.pk, stamp=stamp()))
        == "common.not_found"
    )

    reporters.forget(holder_of(case), case_id=case.pk, stamp=stamp())

    case = again(case)
    assert not Payload.objects.exclude(content=None, salt=None).exists()
    assert not Reporter.objects.exists()
    assert case.request_digest == ""
    assert last_entry(case).verb == "grid.case_reporter_forgotten"
    proof = journal.verify()
    assert (proof.faults, proof.payloads) == ([], 0)
    assert proof.erased == 7
    assert queries.verify_rows().faults == []
    with pytest.raises(NotFound):
        queries.holder(token_digest("token-1"))


def test_a_filter_and_a_guard_say_the_same_of_who_may_read_what(district: District) -> None:
    for number, (side, category) in enumerate(
        [(0, "06010"), (0, "L101"), (0, "06001"), (1, "06010"), (2, "L201"), (2, "")], start=1
    ):
        case = reported(district, number, side=side, category=category)
        handling.register_by_rule(case_id=case.pk, stamp=stamp())
    Case.objects.filter(category_code="L101").update(assist_ids=[district.sanitation])
    everything = list(Case.objects.all())
    posts = [
        (Role(post.role), number)
        for role in Role
        for number, post in enumerate(p for p in district.staff.posts if p.role == role)
    ]
    actors = [district.actor(role, number=number) for role, number in posts]
    links = [reporter(everything[0].pk), reporter(key(1)), ANONYMOUS, BY_RULE]

    for actor in [*actors, *links]:
        by_filter = set(queries.visible(actor).values_list("pk", flat=True))
        by_guard = {case.pk for case in everything if may_see(actor, case)}
        assert by_filter == by_guard, actor
        for case in everything:
            if case.pk in by_guard:
                assert queries.seen(actor, case.pk) == case
                continue
            with pytest.raises(NotFound):
                queries.seen(actor, case.pk)
    assert len(actors) == len(district.staff.posts)
