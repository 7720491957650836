"""Rows G1 and X3: what a moment means in a superior's cell, whole tables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.grid.cells import rules
from tests.district import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _local(day: tuple[int, int, int], *clock: int) -> datetime:
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime(*day, hour, minute, second, tzinfo=SHANGHAI).astimezone(UTC)


MOMENTS: list[tuple[str, datetime | None]] = [
    ("2026-11-27 14:30:00", _local((2026, 11, 27), 14, 30)),
    ("2026-11-27 14:30", _local((2026, 11, 27), 14, 30)),
    ("2026/11/27 14:30:05", _local((2026, 11, 27), 14, 30, 5)),
    ("2026/1/7 9:05", _local((2026, 1, 7), 9, 5)),
    ("2026.11.27 14:30", _local((2026, 11, 27), 14, 30)),
    ("2026年11月27日 14:30", _local((2026, 11, 27), 14, 30)),
    ("2026年11月27日14时30分", _local((2026, 11, 27), 14, 30)),
    ("2026年11月27日14时30分05秒", _local((2026, 11, 27), 14, 30, 5)),
    ("2026年11月27日下午2:30", _local((2026, 11, 27), 14, 30)),
    ("2026年11月27日 14点", _local((2026, 11, 27), 14)),
    ("2026-11-27 2:30 PM", _local((2026, 11, 27), 14, 30)),
    ("2026-11-27 24:00", _local((2026, 11, 28))),
    ("2026-11-27T14:30", _local((2026, 11, 27), 14, 30)),
    ("2026-11-27T14:30:00+08:00", _local((2026, 11, 27), 14, 30)),
    ("2026-11-27T06:30:00Z", _local((2026, 11, 27), 14, 30)),
    ("20261127143000", _local((2026, 11, 27), 14, 30)),
    ("202611271430", _local((2026, 11, 27), 14, 30)),
    ("46353.604166666664", _local((2026, 11, 27), 14, 30)),
    ("46353", _local((2026, 11, 27))),
    ("2026-11-27", _local((2026, 11, 27))),
    ("20261127", _local((2026, 11, 27))),
    ("11月27日 14:30", None),
    ("尽快", None),
    ("2026-13-01", None),
    ("2026-02-30 10:00", None),
    ("2026-11-27 25:00", None),
    ("1926-11-27", None),
    ("2126-11-27", None),
    ("5", None),
]


@pytest.mark.parametrize(("said", "meant"), MOMENTS)
def test_a_moment_is_read_in_every_usual_form_and_nothing_else_is(
    said: str, meant: datetime | None
) -> None:
    assert rules.moment(said, zone=SHANGHAI) == meant


@pytest.mark.parametrize("said", ["2026-11-27", "20261127", "2026年11月27日", "2026/11/27"])
def test_a_deadline_without_a_time_is_the_end_of_its_day(said: str) -> None:
    found = rules.moment(said, zone=SHANGHAI, ends_day=True)

    assert found == _local((2026, 11, 27), 23, 59)


def test_the_superiors_zone_counts() -> None:
    assert rules.moment("2026-11-27 14:30", zone=ZoneInfo("Asia/Urumqi")) == _local(
        (2026, 11, 27), 16, 30
    )


HOUR = timedelta(hours=1)
MIDNIGHT = _local((NOW.year, NOW.month, NOW.day + 1))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, None),
        (NOW - HOUR, NOW - HOUR),
        (NOW, NOW),
        (MIDNIGHT - timedelta(minutes=1), NOW),
        (MIDNIGHT + HOUR, MIDNIGHT + HOUR),
    ],
    ids=["none", "before", "now", "end of today", "tomorrow"],
)
def test_the_end_of_today_is_now_and_tomorrow_stays(
    said: datetime | None, meant: datetime | None
) -> None:
    assert rules.not_after(said, NOW, SHANGHAI) == meant
