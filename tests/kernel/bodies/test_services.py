"""Bodies on their way: elected, filed, short of members, replaced; seals go along (row S2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from linli.kernel.bodies import queries, rules
from linli.kernel.bodies import services as bodies
from linli.kernel.bodies.models import Body
from linli.kernel.bodies.rules import (
    Ability,
    Clock,
    Ended,
    Kind,
    Term,
)  # fmt: skip
from linli.kernel.bodies.services import Filing
from linli.kernel.common.errors import Forbidden, LinliError, NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, POST_ROLES, Actor, Role
from linli.kernel.seals.models import Seal
from linli.kernel.seals.rules import NobodyTakesOver, SealKind, SealState
from linli.kernel.seats import rules as seat_rules
from linli.kernel.seats.models import Seat
from linli.kernel.seats.rules import Left, Office
from tests.district import District, key, stamp
from tests.everybody import everybody

MAY = date(2024, 5, 6)
TERM = Term(
    kind=Kind.OWNERS_COMMITTEE, name="甲东苑业主委员会", number=1, seats=5,
    elected_on=date(2024, 4, 28), starts_on=MAY, until=date(2027, 5, 5),
)  # fmt: skip
NEXT = replace(
    TERM, number=2, elected_on=date(2026, 10, 8), starts_on=date(2026, 10, 12),
    until=date(2029, 10, 11),
)  # fmt: skip
NAMES = ["张三丰", "李四光", "王五", "赵六", "钱七"]


def elected(district: District, term: Term = TERM, number: int = 0, actor: Actor = BY_RULE) -> Body:
    """Return a body of the first compound."""
    return bodies.elect(
        actor, body_id=key(320_000 + number), compound_id=district.sides[0].compounds[0],
        term=term, stamp=stamp(number=number),
    )  # fmt: skip


def seated(body: Body, members: int = 5, actor: Actor = BY_RULE) -> list[Seat]:
    """Let so many take their seats, the chair first."""
    return [
        bodies.take_seat(
            actor, body_id=body.pk, seat_id=key(330_000 + n), name=NAMES[n], on=MAY,
            office=Office.MEMBER if n else Office.CHAIR, stamp=stamp(number=100 + n),
        )
        for n in range(members)
    ]  # fmt: skip


def sealed(body: Body, kind: SealKind = SealKind.BODY) -> Seal:
    """Let a body get a seal."""
    return bodies.issue_seal(
        BY_RULE, body_id=body.pk, seal_id=key(340_000), kind=kind, on=MAY, stamp=stamp(number=1)
    )


def line(body: Body) -> queries.BodyLine:
    """Return how a body stands."""
    return next(
        each
        for each in queries.standing([body.compound_id])[body.compound_id]
        if each.body.pk == body.pk
    )


def test_a_body_fills_its_seats_and_loses_them(district: District) -> None:
    body = elected(district)
    seats = seated(body)
    assert (line(body).members, line(body).ability) == (5, Ability.WHOLE)

    for n, seat in enumerate(seats[2:]):
        bodies.leave_seat(
            BY_RULE, seat_id=seat.pk, on=date(2026, 1, 1), reason=Left.RESIGNED,
            stamp=stamp(number=200 + n),
        )  # fmt: skip

    assert (line(body).vacant, line(body).ability) == (3, Ability.UNABLE)
    with pytest.raises(rules.AlreadyDone):
        bodies.leave_seat(
            BY_RULE, seat_id=seats[2].pk, on=date(2026, 1, 2), reason=Left.REMOVED,
            stamp=stamp(number=210),
        )  # fmt: skip


def test_the_next_election_ends_the_body_before_and_its_seals_wait(district: District) -> None:
    first = elected(district)
    seal = bodies.issue_seal(
        BY_RULE, body_id=first.pk, seal_id=key(340_000), kind=SealKind.BODY, on=MAY,
        stamp=stamp(number=1),
    )  # fmt: skip
    with pytest.raises(NobodyTakesOver):
        bodies.hand_over_seal(BY_RULE, seal_id=seal.pk, on=MAY, stamp=stamp(number=2))

    second = elected(district, NEXT, 1)

    first.refresh_from_db()
    waiting = line(first)
    assert (first.ended_on, first.reason) == (NEXT.starts_on, "replaced")
    assert waiting.seals[0].state is SealState.TO_HAND_OVER
    assert set(waiting.clocks) == {Clock.HAND_OVER}
    assert waiting.clocks[Clock.HAND_OVER].on == date(2026, 10, 22)
    bodies.hand_over_seal(BY_RULE, seal_id=seal.pk, on=date(2026, 10, 15), stamp=stamp(number=3))
    assert [each.body.pk for each in queries.standing([first.compound_id])[first.compound_id]] == [
        second.pk
    ]
    assert line(second).seals[0].state is SealState.HELD


def test_a_seal_that_is_lost_is_declared_invalid_once(district: District) -> None:
    body = elected(district)
    seal = sealed(body, SealKind.ASSEMBLY)

    bodies.invalidate_seal(BY_RULE, seal_id=seal.pk, on=date(2026, 3, 1), stamp=stamp(number=2))

    assert line(body).seals[0].state is SealState.INVALID
    with pytest.raises(rules.AlreadyDone):
        bodies.invalidate_seal(BY_RULE, seal_id=seal.pk, on=MAY, stamp=stamp(number=3))


def test_filing_stops_its_clock_and_is_done_once(district: District) -> None:
    body = elected(district)
    filing = Filing("样房备〔2024〕8号", date(2024, 5, 20), district.street_offices[0])

    bodies.file(BY_RULE, body_id=body.pk, filing=filing, stamp=stamp(number=1))

    assert line(body).clocks[Clock.FILING].met_on == filing.on
    with pytest.raises(rules.AlreadyDone):
        bodies.file(BY_RULE, body_id=body.pk, filing=filing, stamp=stamp(number=2))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"number": " "}, rules.NameNeeded),
        ({"on": date(2024, 4, 27)}, rules.BeforeItCould),
        ({"with_id": key(7999)}, NotFound),
    ],
    ids=["number", "day", "office"],
)
def test_a_filing_has_a_number_a_day_after_the_election_and_an_office(
    district: District, changes: dict[str, Any], error: type[LinliError]
) -> None:
    filing = Filing("样房备〔2024〕8号", date(2024, 5, 20), district.street_offices[0])

    with pytest.raises(error):
        bodies.file(
            BY_RULE, body_id=elected(district).pk, filing=replace(filing, **changes), stamp=stamp()
        )


def test_party_members_are_a_number_and_nothing_else(district: District) -> None:
    body = elected(district)
    seated(body, 4)

    bodies.count_party_members(
        BY_RULE, body_id=body.pk, count=3, on=date(2024, 6, 1), stamp=stamp(number=1)
    )

    assert line(body).party_members == 3
    assert not {"party_member", "is_party_member"} & {
        field.name for field in Seat._meta.get_fields()
    }
    with pytest.raises(seat_rules.MoreThanMembers):
        bodies.count_party_members(BY_RULE, body_id=body.pk, count=5, on=MAY, stamp=stamp(number=2))


@pytest.mark.parametrize("role", POST_ROLES)
def test_who_sits_in_a_body_is_named_to_desks_and_masked_to_the_rest(
    district: District, role: Role
) -> None:
    body = elected(district)
    seated(body, 2)
    actor = district.actor(role)

    if role is Role.OPERATOR:
        with pytest.raises(Forbidden):
            queries.page(actor, body.pk)
        return
    shown = [seat.name for seat in queries.page(actor, body.pk).seats]

    is_desk = role in {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}
    assert shown == (NAMES[:2] if is_desk else ["张**", "李**"])


def test_a_forgotten_name_is_gone_from_register_and_record(district: District) -> None:
    body = elected(district)
    first, second = seated(body, 2)

    bodies.forget(district.actor(Role.OPERATOR), seat_id=first.pk, stamp=stamp(number=9))

    payloads = [journal.payload_of(entry) for entry in journal.entries(bodies.stream_of(body.pk))]
    kept = [payload.content for payload in payloads if payload]
    assert kept == [None, {"name": NAMES[1]}]
    assert [seat.name for seat in queries.page(BY_RULE, body.pk).seats] == ["", NAMES[1]]
    assert Seat.objects.get(pk=second.pk).name == NAMES[1]
    assert journal.verify([bodies.stream_of(body.pk)]).faults == []


def test_names_stand_in_no_fact(district: District) -> None:
    body = elected(district)
    seated(body)

    facts = [str(entry.facts) for entry in journal.entries(bodies.stream_of(body.pk))]

    assert not any(name in fact for fact in facts for name in NAMES)


def test_folding_the_entries_gives_body_seats_and_seals(district: District) -> None:
    body = elected(district)
    seats = seated(body, 3)
    sealed(body)
    bodies.leave_seat(
        BY_RULE, seat_id=seats[1].pk, on=date(2026, 1, 1), reason=Left.NO_LONGER_OWNER,
        stamp=stamp(number=2),
    )  # fmt: skip
    bodies.end(
        BY_RULE, body_id=body.pk, on=date(2026, 2, 1), reason=Ended.DISSOLVED,
        stamp=stamp(number=3),
    )  # fmt: skip

    folded = _folded(body)

    for table, rows in ((Body, "body"), (Seat, "seat"), (Seal, "seal")):
        for row in table.objects.all():
            kept = folded[rows, str(row.pk)]
            assert {name: str(getattr(row, name)) for name in kept} == {
                name: str(value) for name, value in kept.items()
            }


def _folded(body: Body) -> dict[tuple[str, str], dict[str, object]]:
    found: dict[tuple[str, str], dict[str, object]] = {("body", str(body.pk)): {}}
    for entry in journal.entries(bodies.stream_of(body.pk)):
        found["body", str(body.pk)] |= entry.facts.get("set", {})
        for noun in ("seat", "seal"):
            if noun in entry.facts:
                one = entry.facts[noun]
                found.setdefault((noun, one["id"]), {}).update(one["set"])
    return found


Step = Callable[[Actor, Body], object]
STEPS: dict[str, Step] = {
    "elect": lambda actor, body: bodies.elect(
        actor, body_id=key(320_001), compound_id=body.compound_id, term=NEXT, stamp=stamp(number=5)
    ),
    "end": lambda actor, body: bodies.end(
        actor, body_id=body.pk, on=MAY, reason=Ended.RESIGNED, stamp=stamp(number=5)
    ),
    "file": lambda actor, body: bodies.file(
        actor, body_id=body.pk, filing=Filing("1号", MAY, key(910)), stamp=stamp(number=5)
    ),
    "count": lambda actor, body: bodies.count_party_members(
        actor, body_id=body.pk, count=0, on=MAY, stamp=stamp(number=5)
    ),
    "take": lambda actor, body: bodies.take_seat(
        actor, body_id=body.pk, seat_id=key(330_009), office=Office.MEMBER, name="孙八", on=MAY,
        stamp=stamp(number=5),
    ),
    "leave": lambda actor, body: bodies.leave_seat(
        actor, seat_id=key(330_000), on=MAY, reason=Left.RESIGNED, stamp=stamp(number=5)
    ),
    "issue": lambda actor, body: bodies.issue_seal(
        actor, body_id=body.pk, seal_id=key(340_009), kind=SealKind.BODY, on=MAY,
        stamp=stamp(number=5),
    ),
    "invalidate": lambda actor, body: bodies.invalidate_seal(
        actor, seal_id=key(340_000), on=MAY, stamp=stamp(number=5)
    ),
    "hand_over": lambda actor, body: bodies.hand_over_seal(
        actor, seal_id=key(340_000), on=MAY, stamp=stamp(number=5)
    ),
    "forget": lambda actor, body: bodies.forget(
        actor, seat_id=key(330_000), stamp=stamp(number=5)
    ),
}  # fmt: skip


def test_each_step_is_for_the_desks_of_the_place_and_for_nobody_else(district: District) -> None:
    from django.db import transaction

    body = elected(district)
    seated(body, 1)
    bodies.issue_seal(
        BY_RULE, body_id=body.pk, seal_id=key(340_000), kind=SealKind.BODY, on=MAY,
        stamp=stamp(number=1),
    )  # fmt: skip
    keeps = {Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK}

    for actor, is_inside in everybody(district):
        for name, step in STEPS.items():
            may = is_inside and actor.role in keeps
            may = may or (name == "forget" and actor.role is Role.OPERATOR)
            with transaction.atomic():
                assert (_outcome(step, actor, body) not in {"refused"}) == may, (actor, name)
                transaction.set_rollback(True)


def _outcome(step: Step, actor: Actor, body: Body) -> str:
    try:
        step(actor, body)
    except (Forbidden, NotFound):
        return "refused"
    except NobodyTakesOver:
        return "nobody"
    return "done"


def test_an_ended_body_takes_no_entries(district: District) -> None:
    body = elected(district)
    bodies.end(BY_RULE, body_id=body.pk, on=MAY, reason=Ended.DISSOLVED, stamp=stamp(number=1))

    for name in ("end", "file", "count", "take", "issue"):
        with pytest.raises(rules.BodyEnded):
            STEPS[name](BY_RULE, body)


def test_terms_are_entered_from_the_oldest_to_the_newest(district: District) -> None:
    elected(district, NEXT)

    with pytest.raises(rules.TermTaken):
        elected(district, TERM, 1)


def test_how_bodies_stand_costs_three_statements(
    district: District, django_assert_num_queries: Any
) -> None:
    compounds: list[UUID] = [one for side in district.sides for one in side.compounds]
    for number, compound in enumerate(compounds):
        bodies.elect(
            BY_RULE, body_id=key(320_000 + number), compound_id=compound, term=TERM,
            stamp=stamp(number=number),
        )  # fmt: skip
    queries.standing(compounds)

    with django_assert_num_queries(3):
        found = queries.standing(compounds)

    assert len(found) == 6
