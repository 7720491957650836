"""Cases of the small district, brought to a stage by the ordinary steps of ordinary posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Actor, Role, reporter
from linli.party.moves.rules import Source
from linli.party.numbering import queries as numbering_queries
from linli.party.numbering import services as numbering
from linli.party.orders.rules import Order
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from linli.party.supervision.services import Draft
from tests.district import NOW, District, again, stamp


def desk_of(district: District, side: int = 0, number: int = 0) -> Actor:
    """Return a desk of a community."""
    return district.actor(Role.COMMUNITY_DESK, district.sides[side].community, number)


def officer_of(district: District) -> Actor:
    """Return the officer of the sanitation department."""
    return district.actor(Role.DEPARTMENT_OFFICER)


def head_of(district: District) -> Actor:
    """Return the head of the sanitation department."""
    return district.actor(Role.DEPARTMENT_HEAD)


def holder_of(case: Case) -> Actor:
    """Return the one who holds the link of a case."""
    return reporter(case.pk)


def reported(district: District, number: int = 1, *, at: datetime = NOW, **more: Any) -> Case:
    """Return a case that a resident has reported."""
    report = district.report(number, **more)
    return cases.report(ANONYMOUS, report=report, stamp=stamp(at, number))


def step_of(case: Case, words: str = "") -> Step:
    """Return a step on a case by somebody who saw it as it is now."""
    return Step(case_id=case.pk, version=again(case).version, words=words)


def brought(
    district: District, stage: Stage, number: int = 1, *, at: datetime = NOW, **more: Any
) -> Case:
    """Return a case that was brought to a stage, all steps at ``at``; sanitation leads."""
    case = reported(district, number, at=at, **more)
    desk, officer, when = desk_of(district), officer_of(district), stamp(at, number)
    line: list[Callable[[Step], Case]] = [
        lambda step: handling.register(desk, step=step, category_code="06010", stamp=when),
        lambda step: handling.dispatch(desk, step=step, lead_id=district.sanitation, stamp=when),
        lambda step: handling.accept(officer, step=step, stamp=when),
        lambda step: handling.done(officer, step=step, stamp=when),
        lambda step: handling.verify(desk, step=step, stamp=when),
        lambda step: handling.close(desk, step=step, stamp=when),
    ]
    for take in line:
        if case.stage == stage:
            break
        case = take(Step(case_id=case.pk, words="已清运"))
    assert case.stage == stage
    return again(case)


def entries_of(case: Case) -> list[Entry]:
    """Return the entries of a case, oldest first."""
    return journal.entries(cases.stream_of(case.pk))


def last_entry(case: Case) -> Entry:
    """Return the last entry of a case."""
    return entries_of(case)[-1]


def words_of(entry: Entry) -> object:
    """Return what the payload of an entry keeps, or None where it has none."""
    payload = journal.payload_of(entry)
    return payload.content if payload else None


def supervise(district: District, actor: Actor, step: Step, at: Stamp) -> Supervision:
    """Issue a supervision document about a case to the community of its place, due in a week."""
    office = actor.organisation_id
    if office and not numbering_queries.code_of(office):
        code = "督" + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(office.int)[-4:])
        numbering.set_code(BY_RULE, organisation_id=office, code=code, stamp=at)
    order = Order(
        source=Source.INSPECTION,
        title="督办通知",
        text=step.words,
        to_ids=(district.sides[0].organisation,),
        due_at=at.at + timedelta(days=7),
    )
    key_of = UUID(int=step.case_id.int ^ (step.version or 0) << 64)
    new = Draft(key_of, "grid.case", step.case_id, order)
    return supervision.order(actor, new=new, stamp=at)


def refused(case: Case, turn: Callable[[], object]) -> str:
    """Return the code a turn is refused with; nothing of the case has changed."""
    before = Case.objects.values().get(pk=case.pk)
    count = len(entries_of(case))
    with pytest.raises(LinliError) as refusal, transaction.atomic():
        turn()
    assert Case.objects.values().get(pk=case.pk) == before
    assert len(entries_of(case)) == count
    assert str(refusal.value)
    return refusal.value.code
