"""Live figures are written with what they count and equal a recount at any moment (rows G4, X1)."""

import random
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ground
from linli.grid.figures import queries, services
from linli.grid.figures.models import Delta, Total
from linli.grid.figures.rules import EDGES, Count, Measure, bin_of, counted, median_minutes
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.history import services as history
from linli.kernel.journal import queries as journal
from linli.kernel.journal.services import told_of
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Role
from tests.district import NOW, District, key, small_district, stamp
from tests.grid.history.test_services import LATER, matter_of

TODAY = date(2026, 11, 23)
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))

REPORTED = "2026-11-23T01:00:00.000000+00:00"
HOUR_LATER = "2026-11-23T02:00:30.000000+00:00"
DONE: dict[str, object] = {
    "reported_at": REPORTED,
    "done_at": HOUR_LATER,
    "handle_due_at": HOUR_LATER,
    "is_on_site": False,
}
TOOK_AN_HOUR = Count(Measure.HANDLED, 1, bin_of(60))


@pytest.mark.parametrize(
    ("verb", "facts", "case", "expected"),
    [
        ("grid.case_reported", {}, {}, [Count(Measure.REPORTED, 1)]),
        ("grid.case_settled_on_site", {}, {}, [Count(Measure.REPORTED, 1)]),
        ("grid.case_declined", {}, {}, [Count(Measure.DECLINED, 1)]),
        ("grid.case_reopened", {}, DONE, [Count(Measure.REOPENED, 1)]),
        ("grid.case_escalated", {"set": {"level": 1}}, {}, [Count(Measure.LATE, 1)]),
        ("grid.case_escalated", {"set": {"level": 2}}, {}, []),
        ("grid.case_accepted", {}, {}, []),
        ("grid.case_undone", {"undone": "grid.case_registered"}, {}, []),
        ("grid.case_undone", {"undone": "grid.case_declined"}, {}, [Count(Measure.DECLINED, -1)]),
        (
            "grid.case_closed",
            {},
            DONE,
            [Count(Measure.CLOSED, 1), Count(Measure.ON_TIME, 1), TOOK_AN_HOUR],
        ),
        (
            "grid.case_closed",
            {},
            DONE | {"handle_due_at": REPORTED},
            [Count(Measure.CLOSED, 1), Count(Measure.OVERDUE, 1), TOOK_AN_HOUR],
        ),
        (
            "grid.case_closed",
            {},
            DONE | {"handle_due_at": None},
            [Count(Measure.CLOSED, 1), TOOK_AN_HOUR],
        ),
        (
            "grid.case_closed",
            {},
            DONE | {"is_on_site": True, "handle_due_at": None},
            [Count(Measure.CLOSED, 1)],
        ),
        (
            "grid.case_undone",
            {"undone": "grid.case_closed"},
            DONE,
            [
                Count(Measure.CLOSED, -1),
                Count(Measure.ON_TIME, -1),
                Count(Measure.HANDLED, -1, bin_of(60)),
            ],
        ),
    ],
)
def test_counts_each_entry_for_what_it_is(
    verb: str, facts: dict[str, object], case: dict[str, object], expected: list[Count]
) -> None:
    assert list(counted(verb, facts, case)) == expected


@settings(deadline=None)
@given(st.lists(st.integers(0, 5_000_000), min_size=1, max_size=300))
def test_a_median_read_from_bins_is_off_by_a_twentieth_at_most(minutes: list[int]) -> None:
    bins: dict[int, int] = {}
    for each in minutes:
        bins[bin_of(each)] = bins.get(bin_of(each), 0) + 1

    found, ordered = median_minutes(bins), sorted(minutes)
    least, most = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]

    assert found is not None
    assert least * 10 // 11 - 1 <= found <= most * 11 // 10 + 1


def test_the_median_of_many_lies_within_one_in_a_hundred() -> None:
    drawn = random.Random(430602)
    minutes = [int(drawn.lognormvariate(7, 1.2)) for _ in range(20_001)]
    bins: dict[int, int] = {}
    for each in minutes:
        bins[bin_of(each)] = bins.get(bin_of(each), 0) + 1

    assert median_minutes(bins) == pytest.approx(median(minutes), rel=0.01)


def test_the_bins_grow_by_a_tenth_and_never_stand_still() -> None:
    assert EDGES[0] == 1
    assert all(low < high <= max(low + 1, low * 11 // 10) for low, high in pairwise(EDGES))
    assert bin_of(0) == 0
    assert median_minutes({}) is None


@pytest.mark.django_db
def test_counts_nothing_of_what_is_taken_back() -> None:
    district = small_district()

    with transaction.atomic():
        cases.report(ANONYMOUS, report=district.report(), stamp=stamp())
        transaction.set_rollback(True)

    assert Delta.objects.count() == 0


@pytest.mark.django_db
def test_counts_the_same_before_and_after_folding() -> None:
    district = small_district()
    for number in (1, 2, 3):
        cases.report(ANONYMOUS, report=district.report(number), stamp=stamp())
    before = queries.figures(TODAY, TODAY).counts

    services.fold()
    services.fold()
    cases.report(ANONYMOUS, report=district.report(4), stamp=stamp())
    services.fold()

    assert before == {"reported": 3}
    assert queries.figures(TODAY, TODAY).counts == {"reported": 4}
    assert Delta.objects.count() == 0
    total = Total.objects.get()
    assert (total.street_id, total.community_id, total.grid_id) == (
        district.streets[0],
        district.sides[0].community,
        district.sides[0].grids[0],
    )


@pytest.mark.django_db
def test_takes_back_what_an_undo_undoes() -> None:
    district = small_district()
    desk = district.actor(Role.COMMUNITY_DESK)
    case = cases.report(ANONYMOUS, report=district.report(category=""), stamp=stamp())
    handling.decline(
        desk,
        step=Step(case_id=case.pk, words="已受理过"),
        ground=Ground.REPEAT,
        stamp=stamp(),
    )
    declined = queries.figures(*ALWAYS).counts

    cases.undo(desk, case_id=case.pk, version=2, stamp=stamp(NOW + timedelta(seconds=30)))

    assert declined["declined"] == 1
    assert queries.figures(*ALWAYS).counts["declined"] == 0
    assert queries.tallied() == queries.recounted()


def _close(district: District, number: int, *, hours: int) -> None:
    """Report a matter, have it handled after so many hours, and close it."""
    cases.report(ANONYMOUS, report=district.report(number), stamp=stamp())
    desk = district.actor(Role.COMMUNITY_DESK, district.sides[0].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    step = Step(case_id=key(10_000 + number), words="已处理")
    done = stamp(NOW + timedelta(hours=hours))
    handling.register(desk, step=step, category_code="06010", stamp=stamp())
    handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=stamp())
    handling.accept(officer, step=step, stamp=stamp())
    handling.done(officer, step=step, stamp=done)
    handling.verify(desk, step=step, stamp=done)
    handling.close(desk, step=step, stamp=done)


@pytest.mark.django_db
def test_says_of_each_unit_and_category_what_was_on_time_and_how_long_it_took() -> None:
    district = small_district()
    for number, hours in enumerate((1, 2, 30), start=1):
        _close(district, number, hours=hours)
    side = district.sides[0]

    whole = queries.figures(*ALWAYS)
    in_grid = queries.figures(*ALWAYS, unit_kind="grid", unit_id=side.grids[0], category="06010")
    elsewhere = queries.figures(*ALWAYS, unit_kind="street", unit_id=district.streets[1])

    assert (whole.counts["on_time"], whole.with_deadline) == (2, 3)
    assert whole.median_minutes == pytest.approx(120, rel=0.05)
    assert in_grid == whole
    assert (elsewhere.counts, elsewhere.median_minutes) == ({}, None)


@pytest.mark.django_db
def test_closing_looks_a_case_up_once() -> None:
    district = small_district()
    _close(district, 1, hours=1)
    told = told_of(journal.entries(f"grid.case:{Case.objects.get().pk}")[-1])

    with CaptureQueriesContext(connection) as asked:
        assert list(services.witness([told]))

    assert len(asked) == 1


@pytest.mark.django_db
def test_equals_a_recount_of_a_history_and_of_what_came_after() -> None:
    district = small_district()
    history.import_cases(
        BY_RULE, matters=[matter_of(district, n) for n in range(50)], recorded_at=LATER
    )
    _close(district, 77, hours=3)
    services.fold()
    _close(district, 78, hours=60)

    found = queries.figures(*ALWAYS).counts
    assert found["reported"] == 52
    assert (found["declined"], found["closed"], found["reopened"]) == (10, 22, 10)
    assert found["handled"] == 22
    assert queries.tallied() == queries.recounted()


@pytest.mark.django_db
def test_counts_anew_what_somebody_altered() -> None:
    district = small_district()
    _close(district, 1, hours=1)
    services.fold()
    right = queries.tallied()
    Total.objects.update(count=7)

    assert services.recount() == len(right)
    assert queries.tallied() == right
