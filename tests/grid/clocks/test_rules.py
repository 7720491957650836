"""The clocks of a case: started, standing, running again, longer, watched."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.grid.clocks import rules
from linli.grid.clocks.rules import Clock, PolicyUnknownValue, PolicyValues
from linli.kernel.calendar import rules as calendar_rules
from linli.kernel.calendar.rules import Limit, Unit
from tests.kernel.calendar.tables import CHINA, MOMENTS, at

DEFAULTS = PolicyValues()
HOURS_10 = Limit(600, Unit.WORKING_HOUR)
DAYS_5 = Limit(5, Unit.WORKING_DAY)
LIMITS = st.one_of(
    st.builds(Limit, st.integers(0, 3000), st.sampled_from([Unit.WORKING_HOUR, Unit.URGENT_HOUR])),
    st.builds(Limit, st.integers(0, 30), st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY])),
)


def started(begins: str, limit: Limit, what: str = "handle") -> Clock:
    return rules.start_clock(what, at(begins), limit, CHINA)


def watch(
    clock: Clock, *, is_warned: bool = False, level: int = 0, policy: PolicyValues = DEFAULTS
) -> datetime | None:
    return rules.next_watch_at(
        clock, is_warned=is_warned, level=level, policy=policy, calendar=CHINA
    )


def test_a_clock_knows_its_beginning_its_limit_and_its_deadline() -> None:
    clock = started("2026-11-23 09:00", HOURS_10)

    assert clock == Clock(
        what="handle",
        started_at=at("2026-11-23 09:00"),
        due_at=at("2026-11-24 12:00"),
        limit=HOURS_10,
    )


def test_a_standing_clock_keeps_its_deadline_and_has_nothing_to_do() -> None:
    clock = started("2026-11-23 09:00", HOURS_10)

    stands = rules.suspend_clock(clock, at("2026-11-23 10:00"))

    assert stands == replace(clock, stands_since=at("2026-11-23 10:00"))
    assert [watch(stands, is_warned=warned, level=level) for warned in (False, True)
            for level in (0, 1, 3)] == [None] * 6  # fmt: skip


def test_suspending_twice_counts_from_the_first_time() -> None:
    stands = rules.suspend_clock(started("2026-11-23 09:00", HOURS_10), at("2026-11-23 10:00"))

    assert rules.suspend_clock(stands, at("2026-11-24 10:00")) is stands


def test_resuming_a_running_clock_changes_nothing() -> None:
    clock = started("2026-11-23 09:00", HOURS_10)

    assert rules.resume_clock(clock, at("2026-11-23 10:00"), CHINA) is clock


@pytest.mark.parametrize(
    ("limit", "stands", "resumes", "due"),
    [
        # nine of ten working hours are left, over a weekend
        (HOURS_10, "2026-11-23 10:00", "2026-11-28 10:00", "2026-12-01 10:30"),
        # five working days are left after that day
        (DAYS_5, "2026-11-23 10:00", "2026-12-01 10:00", "2026-12-08 18:00"),
        # a stand over the noon break moves nothing
        (HOURS_10, "2026-11-23 12:00", "2026-11-23 14:30", "2026-11-24 12:00"),
        (Limit(180, Unit.URGENT_HOUR), "2026-11-23 10:00", "2026-11-24 10:00", "2026-11-24 12:00"),
        (Limit(2, Unit.CALENDAR_DAY), "2026-11-23 10:00", "2026-11-30 10:00", "2026-12-02 09:00"),
    ],
)
def test_a_resumed_clock_has_left_what_it_had_left(
    limit: Limit, stands: str, resumes: str, due: str
) -> None:
    stood = rules.suspend_clock(started("2026-11-23 09:00", limit), at(stands))

    runs = rules.resume_clock(stood, at(resumes), CHINA)

    assert runs.due_at == at(due)
    assert runs.stands_since is None
    assert (runs.started_at, runs.limit) == (stood.started_at, limit)


def test_a_clock_that_was_late_when_it_stopped_is_late_when_it_runs_again() -> None:
    stood = rules.suspend_clock(started("2026-11-23 09:00", HOURS_10), at("2026-11-25 09:00"))

    assert rules.resume_clock(stood, at("2026-12-25 09:00"), CHINA).due_at == stood.due_at


@given(MOMENTS, LIMITS, st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_standing_once_or_twice_is_the_same(
    start: datetime, limit: Limit, ran: int, first: int, second: int
) -> None:
    clock = rules.start_clock("handle", start, limit, CHINA)
    stands = start + timedelta(minutes=ran)
    between, resumes = stands + timedelta(minutes=first), stands + timedelta(minutes=first + second)

    once = rules.resume_clock(rules.suspend_clock(clock, stands), resumes, CHINA)
    pause = rules.resume_clock(rules.suspend_clock(clock, stands), between, CHINA)
    twice = rules.resume_clock(rules.suspend_clock(pause, between), resumes, CHINA)

    if stands < clock.due_at and between < pause.due_at:
        assert twice.due_at == once.due_at


@pytest.mark.parametrize(
    ("limit", "extra", "due"),
    [
        (HOURS_10, Limit(60, Unit.WORKING_HOUR), "2026-11-24 15:30"),
        (HOURS_10, Limit(2, Unit.WORKING_DAY), "2026-11-26 18:00"),
        (HOURS_10, Limit(24 * 60, Unit.URGENT_HOUR), "2026-11-25 12:00"),
        (DAYS_5, DAYS_5, "2026-12-07 18:00"),
        (DAYS_5, Limit(60, Unit.WORKING_HOUR), "2026-12-01 09:30"),
        (DAYS_5, Limit(0, Unit.WORKING_DAY), "2026-11-30 18:00"),
    ],
)
def test_an_extension_is_added_after_the_deadline(limit: Limit, extra: Limit, due: str) -> None:
    clock = started("2026-11-23 09:00", limit)

    longer = rules.extend_clock(clock, extra, CHINA)

    assert longer == replace(clock, due_at=at(due))


@pytest.mark.parametrize(
    ("begins", "limit", "warns"),
    [
        ("2026-11-23 08:30", Limit(120, Unit.WORKING_HOUR), "2026-11-23 10:06"),
        ("2026-11-23 09:00", HOURS_10, "2026-11-24 10:00"),
        ("2026-11-20 17:00", Limit(300, Unit.WORKING_HOUR), "2026-11-23 11:30"),
        # the last fifth lies in the afternoon: the warning does not come at noon
        ("2026-11-23 08:30", Limit(4200, Unit.WORKING_HOUR), "2026-12-03 08:30"),
        ("2026-11-23 20:00", Limit(180, Unit.URGENT_HOUR), "2026-11-23 22:24"),
        ("2026-11-23 09:00", Limit(10, Unit.CALENDAR_DAY), "2026-12-01 09:00"),
        # 5 working days from 08:30 are six days of seven hours; a fifth is 8 h 24 min
        ("2026-11-23 08:30", DAYS_5, "2026-11-27 16:36"),
        ("2026-11-23 09:00", Limit(0, Unit.WORKING_HOUR), "2026-11-23 09:00"),
        ("2026-11-21 09:00", Limit(0, Unit.WORKING_DAY), "2026-11-23 16:36"),
    ],
)
def test_warns_when_four_fifths_of_the_limit_have_run(
    begins: str, limit: Limit, warns: str
) -> None:
    assert watch(started(begins, limit)) == at(warns)


def test_a_time_in_which_the_clock_stood_does_not_bring_the_warning_forward() -> None:
    clock = started("2026-11-23 08:30", HOURS_10)
    stood = rules.suspend_clock(clock, at("2026-11-23 09:30"))

    runs = rules.resume_clock(stood, at("2026-12-07 09:30"), CHINA)

    assert watch(clock) == at("2026-11-24 09:30")
    assert watch(runs) == at("2026-12-08 09:30")


def test_an_extended_clock_warns_a_fifth_of_its_limit_before_the_new_deadline() -> None:
    longer = rules.extend_clock(started("2026-11-23 08:30", HOURS_10), HOURS_10, CHINA)

    assert longer.due_at == at("2026-11-25 17:00")
    assert watch(longer) == at("2026-11-25 15:00")


@given(MOMENTS, LIMITS, st.integers(0, 100))
def test_the_warning_lies_between_beginning_and_deadline(
    start: datetime, limit: Limit, percent: int
) -> None:
    clock = rules.start_clock("handle", start, limit, CHINA)

    warns = watch(clock, policy=PolicyValues(warn_percent=percent))

    assert warns is not None
    assert start <= warns <= clock.due_at


@given(MOMENTS, LIMITS, st.integers(0, 30_000), st.integers(0, 30_000))
def test_a_stand_moves_the_warning_as_it_moves_the_deadline(
    start: datetime, limit: Limit, ran: int, stood: int
) -> None:
    clock = rules.start_clock("handle", start, limit, CHINA)
    stands = start + timedelta(minutes=ran)
    runs = rules.resume_clock(
        rules.suspend_clock(clock, stands), stands + timedelta(minutes=stood), CHINA
    )

    before, after = watch(clock), watch(runs)

    assert before is not None
    assert after is not None
    unit = limit.unit
    assert calendar_rules.span(CHINA, before, clock.due_at, unit) == calendar_rules.span(
        CHINA, after, runs.due_at, unit
    )


def sequence(clock: Clock, policy: PolicyValues) -> list[datetime]:
    """Return every moment at which a clock that nobody answers does something by itself."""
    moments = []
    is_warned, level = False, 0
    while (moment := watch(clock, is_warned=is_warned, level=level, policy=policy)) is not None:
        moments.append(moment)
        is_warned, level = True, level + is_warned
    return moments


@pytest.mark.parametrize(
    ("policy", "moments"),
    [
        (
            DEFAULTS,  # warned, breached, and two working days of escalation
            ["2026-11-24 10:00", "2026-11-24 12:00", "2026-11-25 18:00", "2026-11-26 18:00"],
        ),
        (PolicyValues(max_level=1), ["2026-11-24 10:00", "2026-11-24 12:00"]),
        (
            PolicyValues(max_level=2, escalation_step=Limit(120, Unit.URGENT_HOUR)),
            ["2026-11-24 10:00", "2026-11-24 12:00", "2026-11-24 14:00"],
        ),
        (
            PolicyValues(escalation_step=Limit(0, Unit.WORKING_HOUR)),
            ["2026-11-24 10:00", *["2026-11-24 12:00"] * 3],
        ),
        (
            PolicyValues(warn_percent=100, max_level=1),
            ["2026-11-24 12:00", "2026-11-24 12:00"],
        ),
        (
            PolicyValues(warn_percent=0, max_level=1),
            ["2026-11-23 09:00", "2026-11-24 12:00"],
        ),
    ],
)
def test_warns_then_breaches_then_escalates_up_to_the_highest_level(
    policy: PolicyValues, moments: list[str]
) -> None:
    assert sequence(started("2026-11-23 09:00", HOURS_10), policy) == [at(one) for one in moments]


@given(MOMENTS, LIMITS, st.integers(1, 6), st.integers(0, 100))
def test_a_clock_never_has_to_act_in_the_past_of_its_last_act(
    start: datetime, limit: Limit, levels: int, percent: int
) -> None:
    policy = PolicyValues(max_level=levels, warn_percent=percent)

    moments = sequence(rules.start_clock("handle", start, limit, CHINA), policy)

    assert moments == sorted(moments)
    assert len(moments) == levels + 1


@pytest.mark.parametrize("level", [0, 1, 3])
@pytest.mark.parametrize("is_warned", [False, True])
def test_a_closing_clock_only_ends(*, is_warned: bool, level: int) -> None:
    clock = started("2026-11-23 09:00", DEFAULTS.close_after_verified, "close")

    assert watch(clock, is_warned=is_warned, level=level) == at("2026-11-24 10:00")


def test_a_policy_says_only_what_differs() -> None:
    values = rules.policy_values({"accept": [4, "working_day"], "max_reopens": 3})

    assert values == PolicyValues(accept=Limit(4, Unit.WORKING_DAY), max_reopens=3)
    assert rules.policy_values({}) == PolicyValues()


ALL = [(field.name, getattr(DEFAULTS, field.name)) for field in fields(PolicyValues)]


@pytest.mark.parametrize(("name", "default"), ALL)
def test_every_value_can_be_set(name: str, default: object) -> None:
    is_limit = isinstance(default, Limit)
    number = 1 if name in rules.SO_OR_NOT else 7

    values = rules.policy_values({name: [7, "calendar_day"] if is_limit else number})

    assert getattr(values, name) == (Limit(7, Unit.CALENDAR_DAY) if is_limit else number)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("acept", [120, "working_hour"]),
        ("accept", 120),
        ("accept", [120]),
        ("accept", [120, "hour"]),
        ("accept", ["120", "working_hour"]),
        ("accept", [-1, "working_hour"]),
        ("accept", [True, "working_hour"]),
        ("accept", [1.5, "working_hour"]),
        ("accept", [100_001, "working_hour"]),
        ("accept", [120, "working_hour", 1]),
        ("accept", None),
        ("max_returns", [2, "working_day"]),
        ("max_returns", -1),
        ("max_returns", True),
        ("max_returns", "2"),
        ("max_returns", 2.0),
        ("max_returns", None),
        ("rate_window_days", 100_001),
        ("warn_percent", 101),
        ("on_site_sample_percent", 101),
        ("max_level", 0),
        ("part_pauses_when_asked", 2),
    ],
)
def test_refuses_a_value_without_meaning_and_names_it(name: str, value: object) -> None:
    with pytest.raises(PolicyUnknownValue) as refused:
        rules.policy_values({"max_reopens": 1, name: value})

    assert refused.value.code == "grid.policy_unknown_value"
    assert refused.value.facts == {"name": name}


@pytest.mark.parametrize("unit", list(Unit))
def test_the_largest_limit_still_has_a_deadline(unit: Unit) -> None:
    values = rules.policy_values({"accept": [rules.MOST, str(unit)]})

    assert started("2026-11-23 09:00", values.accept).due_at > at("2026-11-23 09:00")
