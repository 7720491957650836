"""Whatever happens to a case, in whatever order: its row is the fold of its entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.grid.cases import queries
from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask, Ground, Satisfied
from linli.grid.catalogue import queries as catalogue
from linli.grid.followups import services as followups
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.judgements import services as judgements
from linli.grid.judgements.rules import Finding
from linli.grid.moves.rules import OPEN, Move, Stage, open_to
from linli.grid.timing import services as timing
from linli.grid.verdicts import services as verdicts
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common.errors import LinliError
from linli.kernel.journal import queries as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, Role, reporter
from tests.courses import brought, desk_of, reported, step_of, supervise
from tests.district import NOW, District, again, key, small_district, stamp

pytestmark = pytest.mark.django_db

MOST_STEPS = 20
BEGINNINGS = [
    Stage.REPORTED,
    Stage.DECLINED,
    Stage.DISPATCHED,
    Stage.IN_HAND,
    Stage.DONE,
    Stage.CLOSED,
]
ENDS = frozenset({Stage.MERGED})
"""What was declined goes on where its superior sends it back; what was merged does not."""
ENDS_IT = {"merge", "decline"}
BESIDE = ENDS_IT | {"supervise", "split", "warn", "escalate", "join", "undo"}
"""Turns drawn less often than those that lead a case on its way."""
PAUSES = [timedelta(seconds=20), timedelta(hours=1), timedelta(hours=7), timedelta(days=3)]
CODES = ["06010", "06001", "L101", "L201", "L901"]

HEARD = [
    Heard(How.PHONE, Outcome.NO_ANSWER),
    Heard(How.PHONE, Outcome.REACHED, Settled.NO, Satisfied.DISSATISFIED),
    Heard(How.MESSAGE, Outcome.ASKED),
]

Turn = Callable[[Actor, Step, Stamp], object]


def _everybody(district: District, case: Case) -> list[Actor]:
    """Return each post, the holder of the link, and the rule."""
    kinds = {row.id: row.kind.value for row in district.rows}
    posts = [
        Actor(
            role=Role(post.role),
            person_id=post.person_id,
            post_id=post.pk,
            organisation_id=post.organisation_id,
            unit_id=post.unit_id,
            unit_kind=kinds[post.unit_id] if post.unit_id else "",
        )
        for post in district.staff.posts
    ]
    return [*posts, reporter(case.pk), BY_RULE]


def _leads(district: District, case: Case) -> list[UUID]:
    """Return the units that may lead, and one that perhaps may not."""
    may = []
    if case.category_code:
        may = catalogue.leads(case.category_code, case, edition=case.edition, at=NOW)
    return [*may, district.urban_management]


def _turns(
    district: District, case: Case, draw: st.DataObject, *, other: Case, number: int
) -> dict[Move, Turn]:
    """Return how each move of the table is made; choices are drawn."""
    code = draw.draw(st.sampled_from(CODES), label="category")
    lead = draw.draw(st.sampled_from(_leads(district, case)), label="lead")
    yes = draw.draw(st.booleans(), label="settled")
    longer = draw.draw(st.sampled_from([None, Limit(2, Unit.WORKING_DAY)]), label="longer")
    finding = draw.draw(st.sampled_from(Finding), label="finding")
    heard = draw.draw(st.sampled_from(HEARD), label="heard")
    part = district.report(number, category="", token="", reporter_id=None)
    return {
        Move.REGISTER: lambda who, step, at: handling.register(
            who, step=step, category_code=code, stamp=at
        ),
        Move.DECLINE: lambda who, step, at: handling.decline(
            who, step=step, ground=Ground.REPEAT, stamp=at
        ),
        Move.TAKE_UP: lambda _who, step, at: handling.take_up(case_id=step.case_id, stamp=at),
        Move.DISPATCH: lambda who, step, at: handling.dispatch(
            who, step=step, lead_id=lead, stamp=at
        ),
        Move.ACCEPT: lambda who, step, at: handling.accept(who, step=step, stamp=at),
        Move.GIVE_BACK: lambda who, step, at: handling.give_back(who, step=step, stamp=at),
        Move.DONE: lambda who, step, at: handling.done(who, step=step, stamp=at),
        Move.VERIFY: lambda who, step, at: handling.verify(who, step=step, stamp=at),
        Move.REWORK: lambda who, step, at: handling.rework(who, step=step, stamp=at),
        Move.CLOSE: lambda who, step, at: handling.close(who, step=step, stamp=at),
        Move.RATE: lambda who, step, at: verdicts.rate(
            who, step=step, settled=yes, satisfied=Satisfied.MOSTLY, stamp=at
        ),
        Move.REOPEN: lambda who, step, at: verdicts.reopen(who, step=step, stamp=at),
        Move.FOLLOW_UP: lambda who, step, at: followups.follow_up(
            who, step=step, key=key(70_000 + number), heard=heard, reopens=yes, stamp=at
        ),
        Move.ASK_JUDGEMENT: lambda who, step, at: judgements.ask(who, step=step, stamp=at),
        Move.JUDGE: lambda who, step, at: judgements.judge(
            who, step=step, key=key(80_000 + number), finding=finding, stamp=at
        ),
        Move.ASK_REVIEW: lambda who, step, at: judgements.ask_review(who, step=step, stamp=at),
        Move.ASK_SUSPENSION: lambda who, step, at: timing.ask(
            who, step=step, what=Ask.SUSPEND, stamp=at
        ),
        Move.ASK_EXTENSION: lambda who, step, at: timing.ask(
            who, step=step, what=Ask.EXTEND, stamp=at
        ),
        Move.GRANT: lambda who, step, at: timing.grant(who, step=step, extra=longer, stamp=at),
        Move.REFUSE: lambda who, step, at: timing.refuse(who, step=step, stamp=at),
        Move.RESUME: lambda who, step, at: timing.resume(who, step=step, stamp=at),
        Move.SUPERVISE: lambda who, step, at: supervise(district, who, step, at),
        Move.MERGE: lambda who, step, at: joining.merge(who, step=step, into_id=other.pk, stamp=at),
        Move.SPLIT: lambda who, step, at: joining.split(who, step=step, part=part, stamp=at),
        Move.WARN: lambda who, step, at: timing.watch(case_id=step.case_id, stamp=at),
        Move.ESCALATE: lambda who, step, at: timing.watch(case_id=step.case_id, stamp=at),
    }


def _join(step: Step, at: Stamp, number: int) -> object:
    return joining.join(
        case_id=step.case_id,
        reporter_id=key(60_000 + number),
        token=f"neighbour-{number}",
        name="",
        phone="13900139000",
        stamp=at,
    )


def _row(case: Case) -> object:
    return Case.objects.values().get(pk=case.pk)


def _takes(turn: Callable[[], object]) -> bool:
    """Return whether a turn was let through; a refusal leaves nothing behind."""
    try:
        with transaction.atomic():
            turn()
    except LinliError:
        return False
    return True


def _check(case: Case) -> None:
    """Check what is so of every case at every moment."""
    stream = [cases.stream_of(case.pk)]
    proof = journal.verify(stream)
    assert not proof.faults
    assert proof.entries == case.version
    assert not queries.row_fault(case, journal.entries(stream[0]))
    assert bool(case.clock) == (case.due_at is not None) == (case.clock_started_at is not None)
    assert case.stands_since is None or (case.due_at is not None and case.watch_at is None)
    assert case.watch_at is None or case.stage in OPEN
    assert case.level <= 3
    assert case.returns <= 2
    assert case.extensions <= 1


class _Numbers:
    """Numbers nobody had before: one test's cases live in one transaction."""

    last = 0

    @classmethod
    def next(cls) -> int:
        cls.last += 1
        return cls.last


@settings(
    max_examples=20,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(draw=st.data())
def test_any_course_of_moves_leaves_a_row_that_its_entries_prove(
    small: District, draw: st.DataObject
) -> None:
    code = draw.draw(st.sampled_from(["", *CODES]), label="reported as")
    begins = draw.draw(st.sampled_from(BEGINNINGS), label="begins")
    other = reported(small, _Numbers.next())
    case = _begun(small, begins, category=code)
    when = NOW

    for _ in range(draw.draw(st.integers(1, MOST_STEPS), label="steps")):
        when += draw.draw(st.sampled_from(PAUSES), label="pause")
        at = replace(stamp(when), salt=case.version.to_bytes(16, "big"))
        step = Step(case_id=case.pk, version=case.version, words="因为")
        turn = _turn(small, case, draw, other=other, step=step, at=at)
        before = _row(case)

        let_through = _takes(turn)

        assert let_through or _row(case) == before
        case = again(case)
        _check(case)
        if case.stage in ENDS:
            break
    _check(again(other))
    assert queries.verify_rows().faults == []


def _begun(district: District, stage: Stage, *, category: str) -> Case:
    """Return a case at a stage; what shall begin as declined was declined by its desk."""
    if stage is not Stage.DECLINED:
        return brought(district, stage, _Numbers.next(), category=category)
    case = reported(district, _Numbers.next(), category=category)
    step = step_of(case, "属铁路专用线")
    return handling.decline(
        desk_of(district), step=step, ground=Ground.BEYOND_DUTY, stamp=stamp(NOW)
    )


def _turn(
    district: District, case: Case, draw: st.DataObject, *, other: Case, step: Step, at: Stamp
) -> Callable[[], object]:
    """Return one turn that is open to somebody now: a move, a neighbour joining, or an undo."""
    able: dict[str, list[Actor]] = {"join": [], "undo": []}
    for one in _everybody(district, case):
        for move in open_to(one, case):
            able.setdefault(move, []).append(one)
    onward = [name for name in sorted(able) if name not in BESIDE]
    name = draw.draw(st.sampled_from([*onward, *onward, *sorted(able)]), label="turn")
    if name == "join":
        return lambda: _join(step, at, _Numbers.next())
    if name == "undo":
        return lambda: cases.undo(
            _last_actor(district, case), case_id=case.pk, version=case.version, stamp=at
        )
    who = draw.draw(st.sampled_from(able[name]), label="who")
    turn = _turns(district, case, draw, other=other, number=_Numbers.next())[Move(name)]
    return lambda: turn(who, step, at)


def _last_actor(district: District, case: Case) -> Actor:
    post = journal.entries(cases.stream_of(case.pk))[-1].actor["post"]
    found = [one for one in _everybody(district, case) if str(one.post_id) == post]
    return found[0] if found else BY_RULE


def test_the_whole_record_of_many_courses_verifies(small: District) -> None:
    for number in range(1, 6):
        reported(small, number)

    assert journal.verify().faults == []
    assert queries.verify_rows().faults == []
    assert queries.verify_rows().rows == 5


@pytest.fixture
def small() -> District:
    """Return the small district."""
    return small_district()
