"""The clocks of a case: started, standing, running again, longer, watched.

A clock is a value; every function returns a new one. Nothing here counts anything that could
drift: a deadline is a function of policy version, entries and calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar
from linli.kernel.common.errors import InputRefused, gettext_noop


@dataclass(frozen=True, slots=True)
class PolicyValues:
    """POLICY: every number that decides a deadline or a cap, with its default.

    None of these stands in a law; a district changes them by adopting a new version
    (decision 0007 says where each default comes from).
    """

    accept: Limit = Limit(120, Unit.WORKING_HOUR)
    """From the report to the dispatch: 2 working hours."""
    close_after_verified: Limit = Limit(8 * 60, Unit.WORKING_HOUR)
    """A verified case that no desk closes is closed by rule after 8 working hours."""
    escalation_step: Limit = Limit(1, Unit.WORKING_DAY)
    """From the breach to the next level, and from each level to the next."""
    dispute_decide: Limit = Limit(8 * 60, Unit.WORKING_HOUR)
    """From the beginning of a dispute of duty to its decision: 8 working hours (decision 0022)."""
    warn_percent: int = 80
    """Share of the allowed time after which those responsible are reminded."""
    max_level: int = 3
    """Levels of escalation: head or street, supervisors or district, district."""
    max_returns: int = 2
    max_reopens: int = 2
    max_extensions: int = 1
    rate_window_days: int = 15
    follow_up_percent: int = 100
    """Share of the closed, unrated matters with somebody to reach that are followed up."""
    follow_up_attempts: int = 3
    """So often nobody answers before a desk need not try again."""
    part_pauses_when_asked: int = 0
    """1: a part's own clock stands while its question waits for an answer; 0: it runs (0031)."""
    review_days: int = 30
    """From a judgement, in which the reporter may ask for a review."""
    undo_seconds: int = 60
    duplicate_radius_m: int = 100
    duplicate_days: int = 14
    on_site_sample_percent: int = 10
    photos_max: int = 9
    photo_max_mb: int = 10
    photos_total_mb: int = 40
    """Of the photos that are sent at once; a telephone's own page makes them smaller before."""
    original_days: int = 184
    """The original of a covered photo stays after the last step of an ended matter (0025)."""
    files_max: int = 5
    file_max_mb: int = 10
    text_max: int = 4000
    """Characters of a description (Open311 GeoReport v2 asks for 4,000)."""
    reports_an_hour_device: int = 6
    reports_an_hour_address: int = 60
    """Many households share one address of a telephone network."""
    recoveries_an_hour: int = 10
    additions_an_hour: int = 6
    """Words that a reporter adds to one matter; ten times as many from one network address."""
    open311_reports_an_hour: int = 100_000
    """By one key, and from one network address (decision 0016)."""
    open311_refusals_an_hour: int = 60
    """Keys that open nothing, from one network address (decision 0016)."""
    open311_reads_a_minute: int = 30_000
    """From one network address (decision 0016)."""
    api_calls_a_minute: int = 60_000
    """Of one key, over all web processes: it stops a tool that has lost its head (decision 0019)."""


class PolicyTooEarly(InputRefused):
    """A new policy would begin before the one it follows."""

    code = "grid.policy_too_early"
    message = gettext_noop("The policy in force began later than the new one would.")
    hint = gettext_noop("Let the new policy begin after %(began_at)s.")


class PolicyUnknownValue(InputRefused):
    """A policy names a value that does not exist, or gives it a form it does not have."""

    code = "grid.policy_unknown_value"
    message = gettext_noop("The policy has no value “%(name)s” of this form.")
    hint = gettext_noop("docs/reference/policy.md lists every value with its unit.")


SO_OR_NOT = frozenset({"part_pauses_when_asked"})
"""Values of a policy that say whether something is so: 1, or 0."""

MOST = 100_000
"""No value of a policy is larger; a deadline stays within the years a calendar can hold."""


def policy_values(changed: Mapping[str, object]) -> PolicyValues:
    """Return the defaults with the values of a policy put over them.

    A limit is written as ``[value, unit]``, everything else as a whole number; none is
    negative or above ``MOST``, a percentage not above 100, ``max_level`` not below 1, and what
    is so or not is 0 or 1.

    Raises:
        PolicyUnknownValue: a name or a form is not known.
    """
    defaults = PolicyValues()
    known = {field.name: getattr(defaults, field.name) for field in fields(PolicyValues)}
    values: dict[str, object] = {}
    for name, value in changed.items():
        if name not in known:
            raise PolicyUnknownValue(name=name)
        values[name] = _value(name, value, is_limit=isinstance(known[name], Limit))
    return replace(defaults, **values)  # type: ignore[arg-type]


def _value(name: str, value: object, *, is_limit: bool) -> object:
    match value:
        case [int() as amount, str() as unit] if is_limit and unit in set(Unit):
            return Limit(_within(name, amount), Unit(unit))
        case int() if not is_limit:
            return _within(name, value)
    raise PolicyUnknownValue(name=name)


def _within(name: str, amount: int) -> int:
    least = 1 if name == "max_level" else 0
    most = 1 if name in SO_OR_NOT else 100 if name.endswith("_percent") else MOST
    if isinstance(amount, bool) or not least <= amount <= most:
        raise PolicyUnknownValue(name=name)
    return amount


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a case.

    ``what``: accept, handle, verify or close. ``stands_since`` is set while it stands still;
    ``due_at`` is then the deadline as it was when it stopped.
    """

    what: str
    started_at: datetime
    due_at: datetime
    limit: Limit
    stands_since: datetime | None = None


def start_clock(what: str, at: datetime, limit: Limit, calendar: WorkCalendar) -> Clock:
    """Return a clock that starts at ``at``."""
    return Clock(
        what=what, started_at=at, due_at=calendar_rules.due(calendar, at, limit), limit=limit
    )


def suspend_clock(clock: Clock, at: datetime) -> Clock:
    """Return the clock standing still since ``at``; one that stands stays as it is."""
    return clock if clock.stands_since else replace(clock, stands_since=at)


def resume_clock(clock: Clock, at: datetime, calendar: WorkCalendar) -> Clock:
    """Return the clock running again, with what was left when it stopped."""
    if clock.stands_since is None:
        return clock
    due_at = calendar_rules.shift(calendar, clock.due_at, clock.stands_since, at, clock.limit.unit)
    return replace(clock, due_at=due_at, stands_since=None)


def extend_clock(clock: Clock, extra: Limit, calendar: WorkCalendar) -> Clock:
    """Return the clock with ``extra`` added after its deadline."""
    return replace(clock, due_at=calendar_rules.due(calendar, clock.due_at, extra))


def next_watch_at(
    clock: Clock, *, is_warned: bool, level: int, policy: PolicyValues, calendar: WorkCalendar
) -> datetime | None:
    """Return when the clock has next something to do by itself, or None.

    The warning first, then the breach, then one escalation step after another up to the
    highest level. A standing clock does nothing; a ``close`` clock only ends.
    """
    if clock.stands_since is not None:
        return None
    if clock.what == "close":
        return clock.due_at
    if level:
        return _step(clock, level, policy, calendar) if level < policy.max_level else None
    if is_warned:
        return clock.due_at
    return _warning(clock, policy.warn_percent, calendar)


def _warning(clock: Clock, percent: int, calendar: WorkCalendar) -> datetime:
    """Return when so much of the limit has run that only the rest is left before the deadline.

    Counted back from the deadline, so that a time in which the clock stood does not count.
    """
    unit = clock.limit.unit
    ends = calendar_rules.due(calendar, clock.started_at, clock.limit)
    allowed = calendar_rules.span(calendar, clock.started_at, ends, unit)
    return calendar_rules.moment_before(
        calendar, clock.due_at, allowed * (100 - percent) / 100, unit
    )


def _step(clock: Clock, level: int, policy: PolicyValues, calendar: WorkCalendar) -> datetime:
    at = clock.due_at
    for _ in range(level):
        at = calendar_rules.due(calendar, at, policy.escalation_step)
    return at
