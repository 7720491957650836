"""The counts beside a queue's quick filters are those of now; of very many, of a moment ago."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.grid.moves.rules import Stage
from linli.grid.queues import queries
from linli.grid.queues.queries import Filters
from linli.kernel.people.rules import Role
from tests.courses import brought
from tests.district import NOW, small_district

pytestmark = pytest.mark.django_db

ALL = Filters()


def test_counts_of_few_are_those_of_now() -> None:
    district = small_district()
    desk = district.actor(Role.DISTRICT_DESK)
    brought(district, Stage.REGISTERED, 1)
    first = queries.counts(desk, ALL, at=NOW)["all"]

    brought(district, Stage.IN_HAND, 2)

    assert (first, queries.counts(desk, ALL, at=NOW)["all"]) == (1, 2)


def test_counts_of_many_are_those_of_a_moment_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    district = small_district()
    desk = district.actor(Role.DISTRICT_DESK)
    brought(district, Stage.REGISTERED, 1)
    monkeypatch.setattr(queries, "REMEMBERED_FROM", 1)
    queries.counts(desk, ALL, at=NOW)
    brought(district, Stage.IN_HAND, 2)

    with CaptureQueriesContext(connection) as asked:
        soon = queries.counts(desk, Filters(only="late"), at=NOW + timedelta(seconds=9))
    later = queries.counts(desk, ALL, at=NOW + timedelta(seconds=10))

    assert (soon["all"], len(asked), later["all"]) == (1, 0, 2)


def test_each_post_has_its_own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    district = small_district()
    monkeypatch.setattr(queries, "REMEMBERED_FROM", 0)
    brought(district, Stage.REGISTERED, 1)
    here, there = (district.actor(Role.STREET_DESK, street) for street in district.streets)

    assert queries.counts(here, ALL, at=NOW)["all"] == 1
    assert queries.counts(there, ALL, at=NOW)["all"] == 0
