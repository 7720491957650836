"""What each move changes in a case: pure functions from what is so to the new values.

Every function returns the changes only; ``grid.cases.services`` stores and records them.
Deadlines are a function of policy version, entries and calendar (row G1, “限期办结”).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.grid.clocks import rules as clocks
from linli.grid.clocks.rules import Clock, PolicyValues
from linli.grid.moves.rules import Held, Move, Stage, check_move
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from linli.kernel.common.errors import RuleBroken, gettext_noop

Changes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Book:
    """The rules in force when a move is made: policy, catalogue edition, calendar."""

    policy: PolicyValues
    policy_version: int
    edition: int
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Kind:
    """What a case must know of its category; without ``handle`` no handling clock runs."""

    code: str
    handle: Limit | None
    verify: Limit
    is_public: bool
    is_emergency: bool


class Standing(Held, Protocol):
    """What the rules read of a case, beside what the guard reads."""

    clock: str
    clock_started_at: datetime | None
    due_at: datetime | None
    limit_value: int
    limit_unit: str
    stands_since: datetime | None
    handle_due_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    first_receiver_id: UUID | None
    coordinator_id: UUID | None
    is_warned: bool
    level: int
    was_late: bool
    was_unsettled: bool
    judged: str
    pending: str
    is_on_site: bool
    is_sampled: bool
    returns: int
    reopens: int
    reworks: int
    extensions: int
    joined: int
    rated_at: datetime | None


class Ground(StrEnum):
    """The six lawful grounds for not taking a matter in (governance rules, H10)."""

    EMERGENCY_LINE = "emergency_line"
    OTHER_PROCEDURE = "other_procedure"
    REPEAT = "repeat"
    SECRET = "secret"
    BEYOND_DUTY = "beyond_duty"
    UNLAWFUL = "unlawful"


GROUNDS: dict[Ground, tuple[str, str]] = {
    Ground.EMERGENCY_LINE: (
        gettext_noop("A matter for the emergency lines."),
        gettext_noop("Call 110, 119 or 120."),
    ),
    Ground.OTHER_PROCEDURE: (
        gettext_noop("Court, arbitration, petition or discipline procedures deal with it."),
        gettext_noop("Turn to the office that conducts the procedure."),
    ),
    Ground.REPEAT: (
        gettext_noop("The same matter was settled and nothing new is reported."),
        gettext_noop("See the result of the earlier matter; report again when facts are new."),
    ),
    Ground.SECRET: (
        gettext_noop("It concerns state secrets, trade secrets or the privacy of others."),
        gettext_noop("Turn to the office in charge in person."),
    ),
    Ground.BEYOND_DUTY: (
        gettext_noop("It lies beyond the duties of government and community."),
        gettext_noop("The community can name who may help: mediation, a lawyer, a company."),
    ),
    Ground.UNLAWFUL: (
        gettext_noop("What is asked for is against the law or public order."),
        gettext_noop("The community explains the rule on request."),
    ),
}
"""Ground → (why, where to turn instead)."""


class Ask(StrEnum):
    """What can be asked of the desk that set the deadline, or of another judge."""

    SUSPEND = "suspend"
    EXTEND = "extend"
    JUDGE = "judge"


class Satisfied(StrEnum):
    """How satisfied the reporter is; asked apart from whether it is settled."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    DISSATISFIED = "dissatisfied"


class DeskAboveDecides(RuleBroken):
    """After the last return only a desk above may dispatch."""

    code = "grid.desk_above_decides"
    message = gettext_noop(
        "This matter was given back %(times)s times; the desk above decides whose it is."
    )
    hint = gettext_noop("Leave the dispatch to the street or district desk.")


class AlreadyAsked(RuleBroken):
    """Something is asked for already and waits for an answer."""

    code = "grid.already_asked"
    message = gettext_noop("A request on this matter already waits for an answer.")
    hint = gettext_noop("Wait for the answer of the desk, then ask again.")


def clock_of(case: Standing) -> Clock | None:
    """Return the clock a case stands under, or None where none runs."""
    if not case.clock or case.due_at is None or case.clock_started_at is None:
        return None
    return Clock(
        what=case.clock,
        started_at=case.clock_started_at,
        due_at=case.due_at,
        limit=Limit(case.limit_value, Unit(case.limit_unit)),
        stands_since=case.stands_since,
    )


def under(clock: Clock, book: Book, *, is_warned: bool = False, level: int = 0) -> Changes:
    """Return the fields that put a case under ``clock``, and when it has next to be looked at."""
    watch = clocks.next_watch_at(
        clock, is_warned=is_warned, level=level, policy=book.policy, calendar=book.calendar
    )
    return {
        "clock": clock.what,
        "clock_started_at": clock.started_at,
        "due_at": clock.due_at,
        "limit_value": clock.limit.value,
        "limit_unit": clock.limit.unit,
        "stands_since": clock.stands_since,
        "watch_at": watch,
        "is_warned": is_warned,
        "level": level,
    }


def start(what: str, limit: Limit, at: datetime, book: Book) -> Changes:
    """Return the fields that start a clock (accept, handle, verify, close) at ``at``."""
    return under(clocks.start_clock(what, at, limit, book.calendar), book)


def start_handling(kind: Kind, at: datetime, book: Book) -> Changes:
    """Return the fields that start the handling clock, or none where there is no deadline."""
    return start("handle", kind.handle, at, book) if kind.handle else dict(NO_CLOCK)


def start_until(due_at: datetime, at: datetime, book: Book) -> Changes:
    """Return the fields that start the handling clock with a deadline others have set.

    Its limit is the time on the wall between the two moments, in whole minutes, at least one.
    """
    minutes = max(math.ceil((due_at - at).total_seconds() / 60), 1)
    return under(Clock("handle", at, due_at, Limit(minutes, Unit.URGENT_HOUR)), book)


NO_CLOCK: Changes = {
    "clock": "",
    "clock_started_at": None,
    "due_at": None,
    "limit_value": 0,
    "limit_unit": "",
    "stands_since": None,
    "watch_at": None,
    "is_warned": False,
    "level": 0,
}


def is_late(case: Standing, at: datetime) -> bool:
    """Return whether the case is or was late, seen at ``at``.

    A standing clock is not late, nor is the ``close`` clock, at whose end a rule closes.
    """
    return case.was_late or (
        case.due_at is not None
        and case.stands_since is None
        and case.clock != "close"
        and at > case.due_at
    )


def of_kind(kind: Kind, book: Book) -> Changes:
    """Return the fields that a category gives a case; an emergency is never public."""
    return {
        "category_code": kind.code,
        "edition": book.edition,
        "is_public": kind.is_public and not kind.is_emergency,
        "is_emergency": kind.is_emergency,
    }


def reported(kind: Kind | None, *, at: datetime, book: Book) -> Changes:
    """Return what a report sets; ``kind`` only where the reporter chose the category."""
    chosen = of_kind(kind, book) if kind else {"edition": book.edition}
    return {
        "stage": check_move(Stage.NONE, Move.REPORT),
        "reported_at": at,
        "policy": book.policy_version,
        **chosen,
        **start("accept", book.policy.accept, at, book),
    }


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a matter lies, for finding others like it: compound, and the pin if one was set.

    Coordinates are whole millionths of a degree, EPSG:4490.
    """

    compound_id: UUID | None
    lon_e6: int | None = None
    lat_e6: int | None = None


METRES_A_DEGREE = 111_320
"""Length of a degree of latitude; good to half a percent, enough for a hint."""


def box_around(lon_e6: int, lat_e6: int, radius_m: int) -> tuple[int, int, int, int]:
    """Return west, east, south and north of the square that reaches ``radius_m`` from a point."""
    high = round(radius_m * 1_000_000 / METRES_A_DEGREE)
    wide = round(high / max(math.cos(math.radians(lat_e6 / 1_000_000)), 0.01))
    return lon_e6 - wide, lon_e6 + wide, lat_e6 - high, lat_e6 + high


def is_sampled(case_id: UUID, *, percent: int) -> bool:
    """Return whether a case settled on the spot is drawn into the sample; by its key alone."""
    return case_id.int % 100 < percent


def asked_for(case: Standing, what: Ask, post_id: UUID | None) -> Changes:
    """Return the fields that let a request wait for its answer.

    Raises:
        AlreadyAsked: another one waits.
    """
    if case.pending:
        raise AlreadyAsked
    return {"pending": what.value, "pending_by_id": post_id}


def fold(facts: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return the fields of a case from the facts of its entries, oldest first.

    An entry that undoes another (``undoes``: its number) carries the values that hold again,
    so a fold never has to look back.
    """
    fields: dict[str, object] = {}
    for one in facts:
        changes = one.get("set")
        if isinstance(changes, Mapping):
            fields.update(changes)
    return fields
