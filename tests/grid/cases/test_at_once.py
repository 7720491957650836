"""Many at once: the same report twenty times, two desks on one case, two merges crosswise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connections

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage
from linli.grid.photos.rules import PhotoKind, Stored
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import ANONYMOUS, Role
from tests.courses import brought, desk_of, reported, step_of
from tests.district import District, again, key, small_district, stamp

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district() -> District:
    """Return the small district; there is no transaction around the test."""
    return small_district()


def at_once(turns: list[Callable[[], object]]) -> list[object]:
    """Run all turns in threads of their own at the same moment; return results and refusals."""
    begin = threading.Barrier(len(turns))
    outcomes: list[object] = []

    def run(turn: Callable[[], object]) -> None:
        begin.wait()
        try:
            outcomes.append(turn())
        except LinliError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(turn,)) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _is_sound() -> bool:
    return not journal.verify().faults and not queries.verify_rows().faults


def test_the_same_report_twenty_times_at_once_is_one_case(district: District) -> None:
    def turn(number: int) -> Callable[[], object]:
        report = replace(
            district.report(1, request_key="k"),
            case_id=key(500 + number),
            token=f"t{number}",
            reporter_id=key(600 + number),
        )
        return lambda: cases.report(ANONYMOUS, report=report, stamp=stamp(number=number)).pk

    outcomes = at_once([turn(number) for number in range(20)])

    assert len(outcomes) == 20
    assert set(outcomes) == {Case.objects.get().pk}
    assert Reporter.objects.count() == journal.verify().entries == 1
    assert _is_sound()


def test_the_same_matter_settled_on_the_spot_many_times_at_once_is_one_case(
    district: District,
) -> None:
    officer = district.actor(Role.GRID_OFFICER, district.sides[0].grids[0])

    def turn(number: int) -> Callable[[], object]:
        pictures = [
            Stored(key(700 + 2 * number + n), kind, "a.jpg", "b.jpg", 1, 1, "0" * 64)
            for n, kind in enumerate([PhotoKind.BEFORE, PhotoKind.AFTER])
        ]
        report = replace(
            district.report(1, request_key="k", token="", reporter_id=None),
            case_id=key(500 + number),
            photos=pictures,
        )
        return lambda: handling.resolve_on_site(officer, report=report, stamp=stamp()).pk

    outcomes = at_once([turn(number) for number in range(6)])

    assert set(outcomes) == {Case.objects.get().pk}
    assert _is_sound()


def test_of_two_desks_at_once_one_wins(district: District) -> None:
    case = brought(district, Stage.REGISTERED)
    step = step_of(case)

    def dispatch(number: int) -> Callable[[], object]:
        desk = desk_of(district, number=number)
        return lambda: (
            handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=stamp()).stage
        )

    outcomes = at_once([dispatch(0), dispatch(1)])

    assert sorted(map(str, outcomes)) == ["dispatched", "grid.changed_meanwhile"]
    assert again(case).version == case.version + 1
    assert _is_sound()


def test_neighbours_who_join_at_once_are_all_counted(district: District) -> None:
    case = reported(district)

    def join(number: int) -> Callable[[], object]:
        return lambda: joining.join(
            case_id=case.pk,
            reporter_id=key(600 + number),
            token=f"t{number}",
            name="",
            phone="",
            stamp=stamp(),
        )

    at_once([join(number) for number in range(10)])

    assert again(case).joined == 10
    assert _is_sound()


def test_two_cases_merged_crosswise_at_once_do_not_wait_for_each_other(
    district: District,
) -> None:
    one, other = reported(district, 1), reported(district, 2)

    def merge(case: Case, into: Case) -> Callable[[], object]:
        step = Step(case_id=case.pk, version=1)
        return lambda: (
            joining.merge(desk_of(district), step=step, into_id=into.pk, stamp=stamp()).pk
        )

    outcomes = at_once([merge(one, other), merge(other, one)])

    assert len(outcomes) == 2
    assert sorted([again(one).stage, again(other).stage]) == ["merged", "reported"]
    assert _is_sound()
