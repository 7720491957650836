"""A kind of subject of our own, and documents about it brought to a stage by ordinary posts.

Party code knows no case; these tests show that it works with whatever somebody registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.kernel.places.rules import Place
from linli.party.moves.rules import Source, Stage
from linli.party.numbering import services as numbering
from linli.party.orders.rules import Order
from linli.party.steps.rules import Step
from linli.party.supervision import queries
from linli.party.supervision import services as supervision
from linli.party.supervision.models import Supervision
from linli.party.supervision.queries import Followed, Subject, SubjectKind, Suggestion
from linli.party.supervision.services import Draft
from tests.district import NOW, District, key, stamp

KIND = "tests.errand"
DUE = NOW + timedelta(days=4, hours=9)
"""Friday 27 November 2026, 18:00 in Shanghai."""

WEDNESDAY = NOW + timedelta(days=2)


@dataclass
class Errands:
    """Everything that is an errand, where each lies, and what they were told."""

    district: District
    told: list[Followed] = field(default_factory=list)
    asks: list[Suggestion] = field(default_factory=list)

    def place(self, number: int) -> Place:
        """Return where an errand lies: 1 in the first community, 3 in the second street."""
        side = self.district.sides[number - 1]
        return Place(
            district_id=self.district.id,
            street_id=side.street,
            community_id=side.community,
            grid_id=side.grids[0],
        )

    def one(self, actor: Actor, errand: UUID) -> Subject:
        """Return an errand; everybody may see it."""
        for number in (1, 2, 3):
            if errand == key(40_000 + number):
                return Subject(
                    kind=KIND, id=errand, label=f"E{number}", title="清扫楼道", url="/",
                    place=self.place(number), lead_id=self.district.sanitation,
                )  # fmt: skip
        raise NotFound

    def follow(self, actor: Actor, told: Followed, *, stamp: Stamp) -> None:
        """Keep what is told."""
        self.told.append(told)

    def kind(self) -> SubjectKind:
        """Return how an errand is treated."""
        return SubjectKind(
            kind=KIND,
            one=self.one,
            hold=lambda _: None,
            follow=self.follow,
            suggestions=lambda _actor, _at, most: self.asks[:most],
        )


@contextmanager
def known(district: District) -> Iterator[Errands]:
    """Let errands be known for a while; the offices of the district have their codes."""
    errands = Errands(district)
    queries.register(errands.kind())
    codes = {
        district.district_office: "样督",
        district.street_offices[0]: "一街督",
        district.street_offices[1]: "二街督",
    }
    for number, (office, code) in enumerate(codes.items(), start=900):
        at = stamp(number=number)
        numbering.set_code(BY_RULE, organisation_id=office, code=code, stamp=at)
    yield errands
    del queries.KINDS[KIND]


def order(district: District, **more: Any) -> Order:
    """Return an order to the sanitation department, due on Friday."""
    given: dict[str, Any] = {
        "source": Source.INSTRUCTION,
        "title": "关于限期清扫楼道的督办通知",
        "text": "请立即组织清扫。\n举一反三，排查同类问题。",
        "to_ids": (district.sanitation,),
        "due_at": DUE,
    }
    return Order(**(given | more))


def draft_of(district: District, number: int = 1, *, errand: int = 1, **more: Any) -> Draft:
    """Return a document to be about an errand."""
    return Draft(key(50_000 + number), KIND, key(40_000 + errand), order(district, **more))


def supervisor_of(district: District) -> Actor:
    """Return the supervisor of the district."""
    return district.actor(Role.SUPERVISOR)


def officer_of(district: District) -> Actor:
    """Return the officer of the sanitation department."""
    return district.actor(Role.DEPARTMENT_OFFICER)


def step_of(paper: Supervision, words: str = "") -> Step:
    """Return a step on a document by somebody who saw it as it is now."""
    return Step(paper.pk, version=again(paper).version, words=words)


def brought(
    district: District, stage: Stage, number: int = 1, *, at: datetime = NOW, **more: Any
) -> Supervision:
    """Return a document that was brought to a stage, all steps at ``at``."""
    chief, officer, when = supervisor_of(district), officer_of(district), stamp(at, number)
    paper = supervision.draft(chief, new=draft_of(district, number, **more), stamp=when)
    line: dict[Stage, Callable[[Step], Supervision]] = {
        Stage.ISSUED: lambda step: supervision.issue(chief, step=step, stamp=when),
        Stage.ANSWERED: lambda step: supervision.answer(officer, step=step, stamp=when),
        Stage.CANCELLED_OFF: lambda step: supervision.cancel_off(chief, step=step, stamp=when),
    }
    back: dict[Stage, Callable[[Step], Supervision]] = {
        Stage.SENT_BACK: lambda step: supervision.send_back(
            chief, step=step, due_at=DUE, stamp=when
        ),
        Stage.WITHDRAWN: lambda step: supervision.withdraw(chief, step=step, stamp=when),
    }
    for reached, take in line.items():
        if paper.stage == stage or (stage in back and paper.stage == "answered"):
            break
        paper = take(Step(paper.pk, words="已办结"))
        assert paper.stage == reached
    if stage in back:
        paper = back[stage](Step(paper.pk, words="材料不全"))
    assert paper.stage == stage
    return again(paper)


def again(paper: Supervision) -> Supervision:
    """Return a document as the database has it now."""
    return Supervision.objects.get(pk=paper.pk)


def entries_of(paper: Supervision) -> list[Entry]:
    """Return the entries of a document, oldest first."""
    return journal.entries(queries.stream_of(paper.pk))


def verbs_of(paper: Supervision) -> list[str]:
    """Return what happened to a document, oldest first."""
    return [entry.verb.removeprefix("party.supervision_") for entry in entries_of(paper)]


def code_of(turn: Callable[[], object]) -> str:
    """Return the code a turn is refused with."""
    with pytest.raises(LinliError) as refusal:
        turn()
    assert str(refusal.value)
    return refusal.value.code
