"""Rows G1 and X3: a newer sheet is taken over, and an old one undoes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.grid.cases import queries as case_queries
from linli.grid.cases.models import Case
from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.platforms.models import Platform
from linli.grid.sheets import queries, services
from linli.grid.sheets.rules import Choice
from linli.kernel.people.rules import Actor, Role
from linli.notices.inbox.models import Message
from linli.worker import tasks
from tests.courses import desk_of, entries_of, words_of
from tests.district import NOW, key, stamp
from tests.grid.sheets.taking import outcomes, taken_in
from tests.sheets import HEADER, row_of, usual, workbook
from tests.superiors import DAY, outside, platform_of

if TYPE_CHECKING:
    from tests.district import District

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(district: District) -> Actor:
    """Return the district's desk; a platform is set up."""
    platform_of(district)
    return district.actor(Role.DISTRICT_DESK)


MOMENTS = [*HEADER, "签收时限", "更新时间"]


def moments(due: object, receipt: object, updated: object = None, **more: object) -> bytes:
    """Return a sheet with one matter and its moments."""
    return workbook([MOMENTS, [*row_of(1, 办理时限=due, **more), receipt, updated]])


def test_changed_moments_in_a_sheet_are_taken_over_and_the_desk_is_told(
    desk: Actor, district: District
) -> None:
    platform = Platform.objects.get()
    taken_in(desk, platform, moments("2026-11-28", "2026-11-24 12:00"), 1, at=NOW)
    case = Case.objects.get()
    tasks.watch_due(NOW + 2 * DAY)
    warned, watched = outside(case).receipt_warned, outside(case).watch_at

    found = taken_in(desk, platform, moments("2026-11-30", "2026-11-27 12:00"), 2, at=NOW + 2 * DAY)
    same = taken_in(desk, platform, moments("2026-11-30", "2026-11-27 12:00"), 3, at=NOW + 2 * DAY)
    tasks.deliver_waiting(NOW + 2 * DAY)

    row, last = outside(case), entries_of(case)[-1]
    assert (outcomes(found), outcomes(same)) == (["changed"], ["known"])
    assert (warned, row.receipt_warned, row.receipt_level) == (True, False, 0)
    assert timezone.localtime(row.due_at).day == 30
    assert timezone.localtime(row.register_by or NOW).strftime("%d %H:%M") == "27 12:00"
    assert row.watch_at != watched
    assert (last.verb, words_of(last)) == ("grid.superior_moved", None)
    told = Message.objects.filter(verb="grid.superior_moved").values_list("post_id", flat=True)
    assert desk_of(district).post_id in set(told)
    assert case_queries.verify_rows().faults == []


def test_a_receipt_that_is_taken_back_ends_its_clock(desk: Actor) -> None:
    platform = Platform.objects.get()
    taken_in(desk, platform, moments("2026-11-28", "2026-11-24 12:00"), 1, at=NOW)

    found = taken_in(desk, platform, moments("2026-11-28", None), 2, at=NOW + HOUR)
    other = taken_in(desk, platform, usual(row_of(1, 办理时限="2026-11-28")), 3, at=NOW + 2 * HOUR)

    row = External.objects.get()
    assert (outcomes(found), outcomes(other)) == (["changed"], ["known"])
    assert row.register_by is None
    assert row.watch_at == row.received_at + (row.due_at - row.received_at) * 80 / 100


def test_an_empty_deadline_leaves_the_one_that_is_there(desk: Actor) -> None:
    platform = Platform.objects.get()
    taken_in(desk, platform, usual(row_of(1)), 1, at=NOW)
    due_at = External.objects.get().due_at

    found = taken_in(desk, platform, usual(row_of(1, 办理时限=None)), 2, at=NOW + HOUR)

    assert outcomes(found) == ["known"]
    assert External.objects.get().due_at == due_at


def test_the_usual_days_do_not_move_a_deadline_with_every_sheet(desk: Actor) -> None:
    sheets = []
    for number, at in ((1, NOW), (2, NOW + DAY)):
        sheet = services.keep(
            desk,
            sheet_id=key(90_000 + number),
            platform=Platform.objects.get(),
            name="工单.xlsx",
            content=usual(row_of(1, 派单时间=None, 办理时限=None)),
            stamp=stamp(at, number),
        )
        editor = queries.columns(sheet)
        choice = Choice(editor.chosen, editor.reply, zone="Asia/Shanghai", days=5)
        services.map_columns(desk, sheet_id=sheet.pk, choice=choice, stamp=stamp(at, number))
        sheets.append(services.take_in(desk, sheet_id=sheet.pk, stamp=stamp(at, number)))

    assert [outcomes(each) for each in sheets] == [["new"], ["known"]]
    assert External.objects.get().due_at == NOW + 5 * DAY


def test_an_old_sheet_does_not_undo_what_a_newer_one_said(desk: Actor) -> None:
    platform = Platform.objects.get()
    old, new = moments("2026-11-28", None), moments("2026-11-30", None, 诉求内容="又多了。")
    taken_in(desk, platform, old, 1, at=NOW)
    taken_in(desk, platform, new, 2, at=NOW + HOUR)

    found = taken_in(desk, platform, old, 3, at=NOW + 2 * HOUR)

    assert outcomes(found) == ["grid.row_older"]
    assert found.rows[0].outcome == "older"
    assert timezone.localtime(External.objects.get().due_at).day == 30


def test_the_superiors_own_moment_of_change_decides_before_everything_else(desk: Actor) -> None:
    platform = Platform.objects.get()
    taken_in(desk, platform, moments("2026-11-28", None, "2026-11-23 09:00"), 1, at=NOW)
    taken_in(desk, platform, moments("2026-11-30", None, "2026-11-23 12:00"), 2, at=NOW + HOUR)

    unseen = taken_in(desk, platform, moments("2026-11-29", None, "2026-11-23 10:00"), 3)
    back = taken_in(desk, platform, moments("2026-11-28", None, "2026-11-23 15:00"), 4)

    assert (outcomes(unseen), outcomes(back)) == (["grid.row_older"], ["changed"])
    assert timezone.localtime(External.objects.get().due_at).day == 28


def test_a_sheet_that_was_sent_before_is_older_although_it_is_taken_in_later(desk: Actor) -> None:
    platform = Platform.objects.get()
    taken_in(desk, platform, moments("2026-11-28", None), 1, at=NOW)
    waits = services.keep(
        desk,
        sheet_id=key(90_009),
        platform=platform,
        name="工单.xlsx",
        content=moments("2026-11-29", None),
        stamp=stamp(NOW + HOUR, 9),
    )
    taken_in(desk, platform, moments("2026-11-30", None), 2, at=NOW + 2 * HOUR)

    found = services.take_in(desk, sheet_id=waits.pk, stamp=stamp(NOW + 3 * HOUR, 9))

    assert outcomes(found) == ["grid.row_older"]


def test_a_deadline_that_was_granted_stays_when_the_same_row_comes_with_other_words(
    desk: Actor, district: District
) -> None:
    platform = Platform.objects.get()
    taken_in(desk, platform, usual(row_of(1)), 1, at=NOW)
    case = Case.objects.get()
    external.register(desk, case_id=case.pk, stamp=stamp(NOW, 1))
    external.ask(desk, case_id=case.pk, until=NOW + 9 * DAY, words="待料", stamp=stamp(NOW, 2))
    external.answer(desk, case_id=case.pk, due_at=NOW + 9 * DAY, stamp=stamp(NOW, 3))

    found = taken_in(desk, platform, usual(row_of(1, 诉求内容="又多了。")), 2)

    assert outcomes(found) == ["changed"]
    assert outside(case).due_at == NOW + 9 * DAY
    assert entries_of(case)[-1].verb == "grid.superior_told_again"
