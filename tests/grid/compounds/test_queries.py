"""The matters of a compound: by stage, the most overdue first, on time over 90 days (row X1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.grid.cases.models import Case
from linli.grid.compounds import queries
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from tests.district import District, small_district
from tests.grid.desk.doors import case_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    """Return the small district."""
    return small_district()


def _set(case: Case, **fields: Any) -> None:
    Case.objects.filter(pk=case.pk).update(**fields)


def test_counts_by_stage_and_lists_what_is_longest_overdue_first(district: District) -> None:
    at = timezone.now()
    found = [case_at(district, Stage.REPORTED, number) for number in range(1, 5)]
    for case, hours in zip(found, (-5, -50, 5, None), strict=True):
        _set(case, due_at=None if hours is None else at + timedelta(hours=hours))
    case_at(district, Stage.REPORTED, 6, side=1)
    case_at(district, Stage.CLOSED, 7)

    got = queries.matters(
        district.actor(Role.COMMUNITY_DESK), district.sides[0].compounds[0], at=at, most=3
    )

    assert (got.open, got.late) == (4, 2)
    assert [(each.stage, each.count, each.late) for each in got.stages if each.count] == [
        ("reported", 4, 2)
    ]
    assert [line.number for line in got.lines] == [found[n].number for n in (1, 0, 2)]
    assert not any(line.excerpt for line in got.lines)


@pytest.mark.parametrize(
    ("done_days_ago", "due_days_ago", "counts"),
    [
        (1, 0, (1, 1)),
        (1, 1, (1, 1)),
        (1, 2, (0, 1)),
        (89, 88, (1, 1)),
        (91, 90, (0, 0)),
        (1, None, (0, 0)),
    ],
)
def test_on_time_counts_what_was_done_within_ninety_days_and_had_a_deadline(
    district: District, done_days_ago: int, due_days_ago: int | None, counts: tuple[int, int]
) -> None:
    at = timezone.now()

    def ago(days: int | None) -> datetime | None:
        return None if days is None else at - timedelta(days=days)

    case = case_at(district, Stage.CLOSED)
    _set(case, done_at=ago(done_days_ago), handle_due_at=ago(due_days_ago))

    got = queries.matters(
        district.actor(Role.COMMUNITY_DESK), district.sides[0].compounds[0], at=at
    )

    assert (got.on_time, got.with_deadline) == counts


def test_what_stands_still_is_not_overdue(district: District) -> None:
    at, case = timezone.now(), case_at(district, Stage.IN_HAND)
    _set(case, due_at=at - timedelta(days=1), stands_since=at - timedelta(days=2))
    desk, compound = district.actor(Role.COMMUNITY_DESK), district.sides[0].compounds[0]

    assert queries.matters(desk, compound, at=at).late == 0
    assert queries.waiting_in(desk, [compound], at=at) == {compound: (1, 0)}
