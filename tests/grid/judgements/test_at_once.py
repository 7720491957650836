"""Two judges at the same moment: one judgement, and the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from linli.grid.cases import queries as cases
from linli.grid.cases.rules import Satisfied
from linli.grid.judgements import services as judgements
from linli.grid.judgements.models import Judgement
from linli.grid.judgements.rules import Finding
from linli.grid.moves.rules import Stage
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from tests.courses import brought, desk_of, holder_of, step_of
from tests.district import District, key, small_district, stamp


@pytest.mark.django_db(transaction=True)
def test_two_judges_at_once_make_one_judgement() -> None:
    district: District = small_district()
    case = brought(district, Stage.CLOSED)
    verdicts.rate(
        holder_of(case),
        step=step_of(case),
        settled=False,
        satisfied=Satisfied.DISSATISFIED,
        stamp=stamp(),
    )
    desk = desk_of(district)
    judgements.ask(desk, step=step_of(case, "请另一岗位认定"), stamp=stamp())
    judges = [
        district.actor(Role.STREET_DESK, district.streets[0]),
        district.actor(Role.DISTRICT_DESK),
        district.actor(Role.SUPERVISOR),
    ]
    step, barrier = step_of(case, "已依法办结"), Barrier(len(judges))

    def judge(number: int, actor: Actor) -> str:
        barrier.wait()
        try:
            judgements.judge(
                actor,
                step=step,
                key=key(50_000 + number),
                finding=Finding.LAWFULLY_SETTLED,
                stamp=stamp(number=number),
            )
        except LinliError as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(judges)) as pool:
        outcomes = sorted(pool.map(judge, range(len(judges)), judges))

    assert outcomes == ["", "grid.changed_meanwhile", "grid.changed_meanwhile"]
    assert Judgement.objects.count() == 1
    assert cases.verify_rows().faults == []
