"""Live figures are written with what they count and equal a recount at any moment (row X1)."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.cases.rules import Ground
from linli.grid.figures import queries, services
from linli.grid.figures.models import Delta, Total
from linli.grid.figures.rules import Measure, counted
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.history import services as history
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Role
from tests.district import NOW, small_district, stamp
from tests.grid.history.test_services import LATER, matter_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("verb", "facts", "expected"),
    [
        ("grid.case_reported", {}, (Measure.REPORTED, 1)),
        ("grid.case_settled_on_site", {}, (Measure.REPORTED, 1)),
        ("grid.case_declined", {}, (Measure.DECLINED, 1)),
        ("grid.case_closed", {}, (Measure.CLOSED, 1)),
        ("grid.case_reopened", {}, (Measure.REOPENED, 1)),
        ("grid.case_escalated", {"set": {"level": 1}}, (Measure.LATE, 1)),
        ("grid.case_escalated", {"set": {"level": 2}}, None),
        ("grid.case_undone", {"undone": "grid.case_closed"}, (Measure.CLOSED, -1)),
        ("grid.case_undone", {"undone": "grid.case_registered"}, None),
        ("grid.case_accepted", {}, None),
    ],
)
def test_counts_each_entry_for_what_it_is(
    verb: str, facts: dict[str, object], expected: tuple[Measure, int] | None
) -> None:
    assert counted(verb, facts) == expected


def test_counts_nothing_of_what_is_taken_back() -> None:
    district = small_district()

    with transaction.atomic():
        cases.report(ANONYMOUS, report=district.report(), stamp=stamp())
        transaction.set_rollback(True)

    assert Delta.objects.count() == 0


def test_counts_the_same_before_and_after_folding() -> None:
    district = small_district()
    for number in (1, 2, 3):
        cases.report(ANONYMOUS, report=district.report(number), stamp=stamp())
    before = queries.counts(TODAY, TODAY)

    services.fold()
    services.fold()
    cases.report(ANONYMOUS, report=district.report(4), stamp=stamp())
    services.fold()

    assert before == {"reported": 3}
    assert queries.counts(TODAY, TODAY) == {"reported": 4}
    assert Delta.objects.count() == 0
    assert Total.objects.get().community_id == district.sides[0].community


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
    declined = queries.counts(*ALWAYS)

    cases.undo(desk, case_id=case.pk, version=2, stamp=stamp(NOW + timedelta(seconds=30)))

    assert declined["declined"] == 1
    assert queries.counts(*ALWAYS)["declined"] == 0


def test_equals_a_recount_of_a_history() -> None:
    district = small_district()
    history.import_cases(
        BY_RULE, matters=[matter_of(district, n) for n in range(50)], recorded_at=LATER
    )
    services.fold()

    assert queries.counts(*ALWAYS) == {
        "reported": 50,
        "declined": 10,
        "closed": 20,
        "reopened": 10,
    }
    assert Total.objects.filter(category_code="").count() > 0
