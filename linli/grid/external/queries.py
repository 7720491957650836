"""Reads the superior's side of cases: for the page of a case, for lists, for the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import Expression, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext

from linli.grid.cases.models import Case
from linli.grid.cases.rules import GROUNDS, Ground
from linli.grid.external import rules
from linli.grid.external.models import RUNNING_WORDS, External
from linli.grid.external.rules import Act
from linli.grid.fixed_clocks import rules as clocks
from linli.grid.fixed_clocks.rules import ClockState, Counting
from linli.grid.followups.rules import SATISFIED_NAMES
from linli.grid.superior_clocks import rules as both
from linli.kernel.calendar.rules import Unit
from linli.kernel.common.errors import NotFound
from linli.kernel.common.statements import moments_in
from linli.kernel.common.text import half_width
from linli.kernel.people.rules import Actor, covers
from linli.ui import pieces


def of_case(case_id: UUID) -> External:
    """Return the superior's side of a case; one statement.

    Raises:
        NotFound: it came from no superior.
    """
    external = External.objects.select_related("platform").filter(case_id=case_id).first()
    if external is None:
        raise NotFound
    return external


def by_number(platform_id: UUID, number: str) -> External | None:
    """Return what a superior calls by a number, with its case, or None; one statement."""
    found = External.objects.select_related("case")
    return found.filter(platform_id=platform_id, number=number).first()


def by_numbers(platform_id: UUID, numbers: Sequence[str]) -> dict[str, External]:
    """Return number → what is known of it already; one statement."""
    found = External.objects.filter(platform_id=platform_id, number__in=numbers)
    return {external.number: external for external in found.select_related("case")}


def numbered(words: str) -> QuerySet[External]:
    """Return what superiors call by a number that begins so, typed in full width or small too."""
    typed = half_width(words)
    begins = Q(number__startswith=typed) | Q(number__startswith=typed.upper())
    return External.objects.filter(begins)


def due_for_watch(*, at: datetime, most: int = 500) -> list[UUID]:
    """Return the cases whose superior's clock has something to do, longest due first."""
    due = External.objects.filter(watch_at__lte=at).order_by("watch_at")
    return list(due.values_list("case_id", flat=True)[:most])


def deadline(outside: External, at: datetime) -> pieces.Deadline:
    """Return the superior's deadline as the chip shows it: hours of the wall clock, then days."""
    watch = both.reply(outside)
    runs, was_late = rules.runs(outside), outside.was_late
    return _chip(watch.ends_at, clocks.clock_state(watch, runs=runs, was_late=was_late, at=at))


def receipt(outside: External, at: datetime) -> pieces.Deadline | None:
    """Return by when receipt has to be confirmed as the chip shows it; None where it was."""
    watch = both.receipt(outside)
    if watch is None:
        return None
    return _chip(watch.ends_at, clocks.clock_state(watch, runs=True, was_late=False, at=at))


ANSWERED = {"met": "answered", "met_late": "answered_late"}
"""A superior's clock is ended by our answer: our own may go on."""


def _chip(due_at: datetime, found: ClockState) -> pieces.Deadline:
    hours, days = found.left_minutes // 60, found.left_minutes // (24 * 60)
    is_long = days >= 2
    return pieces.Deadline(
        state=ANSWERED.get(found.state, found.state),
        due_at=due_at,
        left=days if is_long else hours,
        unit=Unit.CALENDAR_DAY if is_long else Unit.URGENT_HOUR,
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """The superior's number and deadline beside a line of a list."""

    platform: str
    number: str
    deadline: pieces.Deadline
    runs: bool


TIMES = ("state", "received_at", "due_at", "is_warned", "was_late")


def times() -> Expression:
    """Return what ``waiting`` reads of the superior that waits for a case: JSON, or null."""
    seen = JSONObject(**{name: f"external__{name}" for name in TIMES})
    return models.Case(models.When(external__state__in=RUNNING_WORDS, then=seen))


def waiting(written: str | None, at: datetime) -> pieces.Deadline | None:
    """Return the deadline of the superior whose ``times`` came with a case, or None."""
    return deadline(External(**moments_in(written)), at) if written else None


def mark(external: External, at: datetime) -> Mark:
    """Return the mark of a row that was loaded with its platform."""
    return Mark(
        platform=external.platform.name,
        number=external.number,
        deadline=deadline(external, at),
        runs=rules.runs(external),
    )


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act as a page offers it."""

    word: str
    name: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The superior's side of a case as its page shows it.

    ``acts`` are open to the actor now; ``is_first`` says that the superior's clock ends before
    ours does.
    """

    mark: Mark
    kind: str
    state: str
    extension: str
    asked_until: datetime | None
    received_at: datetime
    receipt: pieces.Deadline | None
    was_moved: bool
    ground: str
    result: str
    heard: list[str]
    heard_on: date | None
    sent_back: int
    is_first: bool
    acts: list[ActLine]


def panel(actor: Actor, case: Case, *, at: datetime) -> Panel | None:
    """Return the superior's side of a case, or None where it has none; one statement."""
    external = External.objects.select_related("platform").filter(case_id=case.pk).first()
    if external is None:
        return None
    seen = mark(external, at)
    stands = case.stands_since is not None
    first = clocks.counting(case.due_at, external.due_at, stands=stands, runs=seen.runs)
    may = actor.role in rules.MAY_ACT and covers(actor, case)
    acts = rules.open_acts(external, case.stage) if may else []
    return Panel(
        mark=seen,
        kind=gettext(external.platform.get_kind_display()),
        state=gettext(rules.STATE_NAMES[rules.State(external.state)]),
        extension=gettext(rules.EXTENSION_NAMES[rules.Extension(external.extension)])
        if external.extension
        else "",
        asked_until=external.asked_until,
        received_at=external.received_at,
        receipt=receipt(external, at),
        was_moved=external.due_at != external.first_due_at,
        ground=gettext(GROUNDS[Ground(external.ground)][0]) if external.ground else "",
        result=gettext(rules.RESULT_NAMES[rules.Result(external.result)])
        if external.result
        else "",
        heard=_heard(external),
        heard_on=timezone.localdate(external.followed_at) if external.followed_at else None,
        sent_back=external.sent_back,
        is_first=first is Counting.SUPERIOR and seen.runs,
        acts=[ActLine(act.value, gettext(rules.ACT_NAMES[act])) for act in acts],
    )


def _heard(external: External) -> list[str]:
    """Return what the superior's follow-up found: settled? satisfied? [] where there is none."""
    if external.settled is None:
        return []
    verdict = gettext("settled") if external.settled else gettext("not settled")
    satisfied = SATISFIED_NAMES.get(external.satisfied, "")
    return [verdict, gettext(satisfied)] if satisfied else [verdict]


def act_of(word: str) -> Act:
    """Return the act that an address names.

    Raises:
        NotFound: there is none.
    """
    if word not in set(Act):
        raise NotFound
    return Act(word)
