"""Two desks call at the same moment: she is heard once, and the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from linli.grid.cases import queries as cases
from linli.grid.cases.rules import Satisfied
from linli.grid.followups import services as followups
from linli.grid.followups.models import FollowUp
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.moves.rules import Stage
from linli.grid.steps.services import Step
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from tests.courses import brought, desk_of
from tests.district import District, key, small_district, stamp


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_hear_her_once() -> None:
    district: District = small_district()
    case = brought(district, Stage.CLOSED)
    street = district.actor(Role.STREET_DESK, district.streets[0])
    desks = [desk_of(district), desk_of(district, number=1), street]
    heard = Heard(How.PHONE, Outcome.REACHED, Settled.YES, Satisfied.SATISFIED)
    barrier = Barrier(len(desks))

    def call(number: int, actor: Actor) -> str:
        barrier.wait()
        try:
            followups.follow_up(
                actor,
                step=Step(case_id=case.pk),
                key=key(40_000 + number),
                heard=heard,
                stamp=stamp(number=number),
            )
        except LinliError as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(desks)) as pool:
        outcomes = sorted(pool.map(call, range(len(desks)), desks))

    assert outcomes == ["", "grid.followed_up_already", "grid.followed_up_already"]
    assert FollowUp.objects.count() == 1
    assert cases.verify_rows().faults == []
