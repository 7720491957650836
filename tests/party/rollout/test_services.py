"""The plan: waves, targets, who plans, and what stays when another one follows (row P3)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import BY_RULE, Role
from linli.party.relations.rules import DECIDED, ORDER, Relation
from linli.party.rollout import queries, rules, services
from linli.party.rollout.models import RollOutPlan
from linli.party.rollout.rules import PLANNERS, Progress, Wave
from linli.party.rollout.services import NewPlan
from tests.district import District, key, stamp
from tests.party.errands import code_of

EQUAL, LARGER, SMALLER, CROSSING, UNPLACED = ORDER
SPRING = (date(2026, 1, 1), date(2026, 6, 30))
AUTUMN = (date(2026, 7, 1), date(2026, 12, 31))
OTHERS = frozenset({LARGER, SMALLER, CROSSING})


def waves(
    *kinds: frozenset[Relation], days: tuple[tuple[date, date], ...] = (SPRING, AUTUMN)
) -> list[Wave]:
    return [Wave(each, *day) for each, day in zip(kinds, days, strict=True)]


TWO = waves(frozenset({EQUAL}), OTHERS)

REFUSED = [
    (waves(frozenset({EQUAL}), OTHERS - {SMALLER}), "party.waves_unclear"),
    (waves(frozenset({EQUAL}), OTHERS | {EQUAL}), "party.waves_unclear"),
    (waves(frozenset(DECIDED), frozenset()), "party.waves_unclear"),
    ([], "party.waves_unclear"),
    (waves(frozenset({EQUAL}), OTHERS, days=(AUTUMN, SPRING)), "party.wave_days_refused"),
    (waves(frozenset(DECIDED), days=(SPRING[::-1],)), "party.wave_days_refused"),
    (
        waves(frozenset(DECIDED), days=((date(2020, 1, 1), date(2023, 1, 1)),)),
        "party.wave_days_refused",
    ),
]


@pytest.mark.parametrize(("refused", "code"), REFUSED)
def test_waves_that_leave_something_open_are_refused(refused: list[Wave], code: str) -> None:
    assert code_of(lambda: rules.check_waves(refused)) == code


@pytest.mark.parametrize(
    "taken",
    [
        TWO,
        waves(frozenset({EQUAL, UNPLACED}), OTHERS),
        waves(frozenset(DECIDED), days=((date(2020, 1, 1), date(2022, 12, 31)),)),
    ],
)
def test_other_waves_are_taken(taken: list[Wave]) -> None:
    rules.check_waves(taken)


@pytest.mark.parametrize(
    ("relation", "number"), [(EQUAL, 1), (LARGER, 2), (SMALLER, 2), (CROSSING, 2), (UNPLACED, 0)]
)
def test_a_kind_belongs_to_one_wave(relation: Relation, number: int) -> None:
    assert rules.wave_of(relation, TWO) == number


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 2000))
def test_months_are_first_days_one_after_the_other(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)

    found = rules.months(first, last)

    assert [each.day for each in found] == [1] * len(found)
    assert (found[0], found[-1]) == (first.replace(day=1), last.replace(day=1))
    assert found == sorted(set(found))
    assert len(found) == (last.year - first.year) * 12 + last.month - first.month + 1


def test_what_the_plan_wants_by_a_day_is_that_of_its_month() -> None:
    one, other = key(1), key(2)
    targets = {
        (one, date(2026, 1, 1)): 3, (one, date(2026, 2, 1)): 4, (other, date(2026, 2, 1)): 10,
    }  # fmt: skip

    assert rules.wanted(targets, street_id=one, until=date(2026, 1, 31)) == 3
    assert rules.wanted(targets, street_id=one, until=date(2026, 2, 1)) == 7
    assert rules.wanted(targets, street_id=None, until=date(2026, 2, 28)) == 17
    assert Progress(total=30, founded=5, target=7).difference == -2


def adopt(district: District, number: int = 1, *, kinds: list[Wave] = TWO) -> queries.Plan:
    new = NewPlan(key(60_000 + number), f"计划{number}", "区委办〔2026〕1号", kinds)
    return services.adopt(district.actor(Role.DISTRICT_DESK), new=new, stamp=stamp(number=number))


@pytest.mark.django_db
def test_a_plan_is_in_force_until_another_follows(district: District) -> None:
    first = adopt(district)
    street = district.streets[0]
    months = {date(2026, 1, 1): 2, date(2026, 8, 1): 3}
    services.set_targets(BY_RULE, plan_id=first.id, targets={street: months}, stamp=stamp())
    assert queries.plan() == queries.Plan(
        first.id, "计划1", "区委办〔2026〕1号", TWO, {(street, m): n for m, n in months.items()}
    )

    later = waves(frozenset(DECIDED), days=(AUTUMN,))
    second = adopt(district, 2, kinds=later)

    assert second.targets == {(street, date(2026, 8, 1)): 3}
    assert queries.plan() == second
    assert RollOutPlan.objects.filter(ended_at=None).count() == 1
    verbs = [entry.verb for entry in journal.entries(queries.stream_of(first.id))]
    assert verbs == ["party.roll_out_planned", "party.roll_out_targets_set"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "code"),
    [({date(2025, 1, 1): 1}, "party.target_refused"), ({date(2026, 1, 1): -1}, "party.target_refused")],
)  # fmt: skip
def test_a_target_lies_in_the_plan(district: District, months: dict[date, int], code: str) -> None:
    plan, street = adopt(district), district.streets[0]

    def turn() -> object:
        wanted = {street: months}
        return services.set_targets(BY_RULE, plan_id=plan.id, targets=wanted, stamp=stamp())

    assert code_of(turn) == code


@pytest.mark.django_db
def test_targets_are_for_streets_and_the_plan_in_force(district: District) -> None:
    first = adopt(district)
    second = adopt(district, 2)

    def aim(plan_id: UUID, unit: UUID) -> object:
        return services.set_targets(BY_RULE, plan_id=plan_id, targets={unit: {}}, stamp=stamp())

    assert code_of(lambda: aim(first.id, district.streets[0])) == "common.not_found"
    assert code_of(lambda: aim(second.id, district.sides[0].community)) == "common.not_found"
    aim(second.id, district.streets[0])


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.RULE)])
def test_only_the_district_desk_plans(district: District, role: Role) -> None:
    actor, known = district.actor(role), adopt(district)

    def plan() -> object:
        new = NewPlan(key(60_009), "计划", "文件", TWO)
        return services.adopt(actor, new=new, stamp=stamp(number=9))

    def aim() -> object:
        return services.set_targets(actor, plan_id=known.id, targets={}, stamp=stamp())

    for turn in (aim, plan):
        if role in PLANNERS:
            turn()
        else:
            assert code_of(turn) == "common.forbidden"
