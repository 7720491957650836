"""A plan is asked for, carried out, stopped, started again, and changed by a person (G2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from linli.grid.plan_runs import queries, services
from linli.grid.plan_runs.models import PlanPart, PlanRun
from linli.grid.plan_runs.rules import (
    FallsApart,
    Level,
    NoGround,
    PieceUnknown,
    RunEnded,
    RunOpen,
    RunUnknown,
    Stage,
    StillAtWork,
)
from linli.grid.wishes.rules import Band
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.models import Unit
from tests.district import NOW, District, key, stamp
from tests.grid.plan_runs.courses import RUN, ask, planned, stamps

LATER = NOW + timedelta(minutes=4)
ROLES = {
    Role.DISTRICT_DESK: True,
    Role.OPERATOR: True,
    Role.STREET_DESK: True,
    Role.COMMUNITY_DESK: True,
    Role.GRID_OFFICER: False,
    Role.DEPARTMENT_OFFICER: False,
    Role.DEPARTMENT_HEAD: False,
    Role.SUPERVISOR: False,
    Role.AUDITOR: False,
}


def desk(district: District, side: int = 0) -> Actor:
    """Return the desk of a community."""
    return district.actor(Role.COMMUNITY_DESK, district.sides[side].community)


@pytest.mark.parametrize(("role", "may"), ROLES.items())
def test_desks_and_the_operator_ask_for_plans(district: District, role: Role, may: bool) -> None:
    actor = district.actor(role)

    if may:
        assert ask(actor, district.sides[0].community).stage == Stage.WAITING
    else:
        with pytest.raises(LinliError) as refused:
            ask(actor, district.sides[0].community)
        assert refused.value.code == "common.forbidden"


@pytest.mark.parametrize(
    ("role", "side", "sees"),
    [
        (Role.DISTRICT_DESK, None, True),
        (Role.STREET_DESK, 0, True),
        (Role.STREET_DESK, 2, False),
        (Role.COMMUNITY_DESK, 0, True),
        (Role.COMMUNITY_DESK, 1, False),
    ],
)
def test_a_plan_is_seen_from_its_place_and_above(
    district: District, role: Role, side: int | None, sees: bool
) -> None:
    ask(desk(district), district.sides[0].community)
    units = {None: None, 0: district.sides[0], 1: district.sides[1], 2: district.sides[2]}
    where = units[side]
    unit = None if where is None else where.street if role is Role.STREET_DESK else where.community

    if sees:
        assert queries.one(district.actor(role, unit), RUN).pk == RUN
    else:
        with pytest.raises(RunUnknown):
            queries.one(district.actor(role, unit), RUN)


def test_nothing_and_foreign_places_are_refused(district: District) -> None:
    with pytest.raises(NoGround):
        ask(desk(district))
    with pytest.raises(LinliError) as refused:
        ask(desk(district), district.sides[1].community)
    assert refused.value.code == "people.not_your_territory"
    assert not PlanRun.objects.exists()


def test_the_worker_is_told_once_the_plan_is_stored(
    district: District, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    told: list[UUID] = []
    services.start_by(told.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            ask(desk(district), district.sides[0].community)
    finally:
        services._starters.remove(told.append)

    assert told == [RUN]
    assert queries.due(at=NOW) == [RUN]


def test_a_plan_of_two_communities_is_carried_out(district: District) -> None:
    places = [side.community for side in district.sides[:2]]
    ask(district.actor(Role.DISTRICT_DESK), *places)

    run = services.carry_out(RUN, stamps=stamps(), processes=0)

    assert run is not None
    assert run.stage == Stage.ENDED
    for part in run.parts.all():
        assert len(part.pieces) == 4
        assert part.present["figures"]["grids"] == 2
        assert part.plan["figures"]["in_band"] == part.plan["figures"]["grids"] == 2
        assert part.plan["figures"]["moved"] == 0
        assert part.plan["bound"] <= part.plan["cost"]
    assert [e.verb for e in entries()] == ["grid.plan_asked", "grid.plan_ended"]
    assert queries.due(at=LATER) == []
    assert services.carry_out(RUN, stamps=stamps(), processes=0) is None


def entries() -> list[Any]:
    """Return the entries of the run, the first one first."""
    return list(journal.entries(services.stream_of(RUN)))


def test_micro_grids_are_planned_inside_a_grid(district: District) -> None:
    grid = district.sides[0].grids[0]
    ask(desk(district), grid, level=Level.MICRO_GRID, band=Band(50, 70, 60))

    services.carry_out(RUN, stamps=stamps(), processes=0)

    part = PlanPart.objects.get(run=RUN)
    assert len(part.pieces) == 2
    assert part.plan["figures"]["grids"] == 2


def test_a_place_without_compounds_is_left_out(district: District) -> None:
    Unit.objects.filter(kind="building").update(valid_to=NOW.date())
    Unit.objects.filter(kind="compound").update(valid_to=NOW.date())

    part = planned(desk(district), district)

    assert (part.pieces, part.plan) == ([], {})
    assert PlanRun.objects.get().stage == Stage.ENDED


def test_a_run_that_is_stopped_keeps_its_previews(district: District) -> None:
    places = [side.community for side in district.sides[:2]]
    actor = district.actor(Role.DISTRICT_DESK)
    ask(actor, *places)
    given = stamps()
    asked = iter(range(99))

    def stamps_and_stop() -> Any:
        if next(asked) == 2:  # begun, one place laid out, the second one now
            services.stop(actor, run_id=RUN, stamp=stamp(NOW, 77))
        return given()

    run = services.carry_out(RUN, stamps=stamps_and_stop, processes=0)

    assert run is not None
    assert run.stage == Stage.STOPPED
    assert sorted(bool(part.preview) for part in run.parts.all()) == [True, True]
    assert not any(part.plan for part in run.parts.all())


def test_a_plan_that_waits_is_stopped_at_once(district: District) -> None:
    ask(desk(district), district.sides[0].community)

    assert services.stop(desk(district), run_id=RUN, stamp=stamp()).stage == Stage.STOPPED

    with pytest.raises(RunEnded):
        services.stop(desk(district), run_id=RUN, stamp=stamp())
    assert services.carry_out(RUN, stamps=stamps(), processes=0) is None


def test_a_run_whose_worker_was_killed_goes_on_where_it_was(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(desk(district), district)
    PlanRun.objects.update(stage=Stage.AT_WORK, heard_at=NOW)
    PlanPart.objects.update(plan={})
    kept = PlanPart.objects.get().preview

    assert services.carry_out(RUN, stamps=stamps(), processes=0) is None
    with pytest.raises(StillAtWork):
        services.start_again(desk(district), run_id=RUN, stamp=stamp())
    assert queries.due(at=NOW) == []
    assert queries.due(at=LATER) == [RUN]
    services.start_again(desk(district), run_id=RUN, stamp=stamp(LATER))
    services.carry_out(RUN, stamps=stamps(LATER), processes=0)

    part = PlanPart.objects.get()
    assert part.preview == kept
    assert part.plan
    assert [e.verb for e in entries()][-2:] == ["grid.plan_started_again", "grid.plan_ended"]


def test_one_plan_is_carried_out_at_a_time(district: District) -> None:
    places = [side.community for side in district.sides[:2]]
    actor, other = district.actor(Role.DISTRICT_DESK), key(88_001)
    ask(actor, places[0])
    ask(actor, places[1], run=other)
    PlanRun.objects.filter(pk=RUN).update(stage=Stage.AT_WORK)

    assert services.carry_out(other, stamps=stamps(), processes=0) is None
    assert queries.due(at=NOW) == [other]
    assert services.carry_out(other, stamps=stamps(LATER), processes=0) is not None


def test_a_run_that_was_begun_too_often_waits_for_a_person(district: District) -> None:
    ask(desk(district), district.sides[0].community)
    PlanRun.objects.update(stage=Stage.AT_WORK, starts=3)

    assert queries.due(at=LATER) == []


def test_a_person_moves_a_compound_and_takes_it_back(district: District) -> None:
    part = planned(desk(district), district, band=Band(100, 200, 120))
    before = queries.chosen(part)
    building = UUID(part.pieces[0][0])
    to = next(label for label in before if label != before[0])

    part = services.move(
        desk(district), run_id=RUN, unit_id=part.unit_id, keys=[building], to=to, stamp=stamp()
    )

    assert queries.chosen(part) != before
    assert part.edited["figures"]["splits"] == 1
    assert part.edited["figures"]["disconnected"] == 0
    assert part.edited["figures"]["in_band"] == 1
    assert part.edited["why"] == ""
    part = services.take_back(
        desk(district), run_id=RUN, unit_id=part.unit_id, stamp=stamp(number=3)
    )
    assert queries.chosen(part) == before
    assert [e.verb for e in entries()][-2:] == ["grid.plan_changed"] * 2


Move = Callable[[], object]


def test_refuses_what_would_fall_apart_or_is_not_there(district: District) -> None:
    part = planned(desk(district), district)
    labels = [0, 1, 1, 0] if part.pieces else []
    part.plan["labels"] = labels
    part.save()

    def move(keys: list[UUID], to: int) -> object:
        return services.move(
            desk(district), run_id=RUN, unit_id=part.unit_id, keys=keys, to=to, stamp=stamp()
        )

    with pytest.raises(PieceUnknown):
        move([key(1)], 0)
    with pytest.raises(PieceUnknown):
        move([UUID(part.pieces[0][0])], 9)
    assert not PlanPart.objects.get().edited


def test_a_grid_in_two_places_is_refused(district: District) -> None:
    part = planned(desk(district), district)
    pieces = [UUID(piece[0]) for piece in part.pieces]
    work = queries.work_of(part)
    beside = work.neighbours()
    far = next(n for n in range(1, 4) if n not in beside[0])
    part.plan["labels"] = [0 if n == 0 else 1 for n in range(4)]
    part.save()

    with pytest.raises(FallsApart):
        services.move(
            desk(district), run_id=RUN, unit_id=part.unit_id, keys=[pieces[far]], to=0,
            stamp=stamp(),
        )  # fmt: skip


def test_an_open_run_is_not_changed_by_hand(district: District) -> None:
    ask(desk(district), district.sides[0].community)

    with pytest.raises(RunOpen):
        services.take_back(
            desk(district), run_id=RUN, unit_id=district.sides[0].community, stamp=stamp()
        )
