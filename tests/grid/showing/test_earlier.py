"""Reopening clears the verdict of the row; the pages still show what was said before (G1, G4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import pytest
from django.test import Client

from linli.grid.cases.models import Case
from linli.grid.cases.rules import Satisfied
from linli.grid.followups import services as followups
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.showing import queries, rules
from linli.grid.verdicts import services as verdicts
from linli.kernel.people.rules import Actor
from tests.courses import brought, desk_of, holder_of, officer_of, step_of
from tests.district import District, again, key, local, stamp
from tests.grid.desk.doors import browser_of

TUESDAY_9 = local(2026, 11, 24, 9)


@dataclass
class Line:
    """An entry of a course that a test writes down."""

    number: int
    verb: str
    facts: dict[str, object] = field(default_factory=lambda: {"set": {}})


def reached(*, is_reached: bool) -> dict[str, object]:
    outcome = "reached" if is_reached else "no_answer"
    return {"set": {}, "follow_up": {"set": {"outcome": outcome}}}


@pytest.mark.parametrize(("before", "reopens"), list(product([False, True], [0, 1, 2])))
def test_what_was_said_before_the_last_reopening_is_set_aside(before: bool, reopens: int) -> None:
    said = [
        Line(1, "grid.case_rated"),
        Line(2, "grid.case_followed_up", reached(is_reached=True)),
        Line(3, "grid.case_followed_up", reached(is_reached=False)),
        Line(4, "grid.case_closed"),
    ]
    ends = [Line(5, "grid.case_reopened", {"set": {"reopens": 1}}), Line(6, "grid.case_rated")]
    last = Line(7, "grid.case_judged", {"set": {"reopens": 2}})
    course = (said if before else []) + ends + [last]

    expected = [1, 2, 6] if before else [6]
    found = [one.number for one in rules.set_aside(course, reopens=reopens)]

    assert found == [number for number in expected if number <= {0: 0, 1: 4, 2: 6}[reopens]]


def test_a_reopening_that_was_taken_back_sets_nothing_aside() -> None:
    course = [
        Line(1, "grid.case_rated"),
        Line(2, "grid.case_reopened", {"set": {"reopens": 1}}),
        Line(3, "grid.case_undone", {"set": {"reopens": 0}}),
    ]

    assert rules.set_aside(course, reopens=0) == []


def disputed(district: District, desk: Actor) -> Case:
    """Return a case that she rated and that a desk reopened."""
    case = brought(district, Stage.CLOSED)
    verdicts.rate(
        holder_of(case),
        step=step_of(case),
        settled=False,
        satisfied=Satisfied.DISSATISFIED,
        stamp=stamp(TUESDAY_9),
    )
    return verdicts.reopen(desk, step=step_of(case, "又堆上了"), stamp=stamp(TUESDAY_9, 2))


def test_her_verdict_of_before_stands_on_every_page(district: District) -> None:
    desk = desk_of(district)
    case = disputed(district, desk)

    at_desk = browser_of(desk).get(f"/desk/cases/{case.pk}/").content.decode()
    hers = Client().get("/m/token-1/").content.decode()

    assert again(case).rated_at is None
    for page in (at_desk, hers):
        before = page.partition("重办前")[2].partition("</ul>")[0]
        assert "未解决" in before
        assert "不满意" in before


def test_what_a_desk_heard_stands_in_the_panel_of_the_next_closing(district: District) -> None:
    desk = desk_of(district)
    case = brought(district, Stage.CLOSED)
    heard = Heard(How.PHONE, Outcome.REACHED, Settled.NO, Satisfied.MOSTLY)
    followups.follow_up(
        desk,
        step=step_of(case, "又堆上了"),
        key=key(41_000),
        heard=heard,
        reopens=True,
        stamp=stamp(TUESDAY_9),
    )
    officer, at = officer_of(district), stamp(TUESDAY_9, 2)
    handling.accept(officer, step=step_of(case), stamp=at)
    handling.done(officer, step=step_of(case, "已清运"), stamp=at)
    handling.verify(desk, step=step_of(case), stamp=at)
    handling.close(desk, step=step_of(case), stamp=at)

    page = browser_of(desk).get(f"/desk/cases/{case.pk}/").content.decode()
    panel = page.partition('id="follow-up"')[2].partition("</section>")[0]

    assert page.count("重办前") == 1
    assert "电话" in panel.partition("重办前")[2].partition("</ul>")[0]


def test_a_case_that_was_never_reopened_has_nothing_earlier(district: District) -> None:
    case = brought(district, Stage.CLOSED)

    page = queries.page(desk_of(district), case.pk, at=TUESDAY_9)

    assert page.earlier == []
