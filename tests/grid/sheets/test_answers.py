"""Rows G1 and X3: what a superior's sheet answers is recorded once, by the steps of the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.grid.cases import queries as case_queries
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ground, Satisfied
from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.external.rules import Result
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.grid.reporters import services as reporters
from linli.grid.sheets import queries, services
from linli.grid.sheets.rules import Choice
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.worker import tasks
from tests.courses import desk_of, entries_of, officer_of, step_of, words_of
from tests.district import NOW, again, key, stamp
from tests.grid.sheets.taking import outcomes, taken_in
from tests.sheets import ANSWERS, HEADER, answering, only_answers, row_of, table, usual, workbook
from tests.superiors import DAY, outside, passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District

HOUR = timedelta(hours=1)
HEARD: dict[str, object] = {
    "回访结果": "未解决", "满意度": "不满意", "回访时间": "2026-11-24", "回访情况": "仍有垃圾",
}  # fmt: skip
BACK: dict[str, object] = {
    "是否退回": "是", "退回原因": "市民反映未解决", "重办时限": "2026年12月20日",
}  # fmt: skip


def replied(district: District, number: int = 1, *, at: datetime = NOW) -> Case:
    """Return a closed case that came with a sheet and was replied to."""
    desk, platform = district.actor(Role.DISTRICT_DESK), Platform.objects.get()
    taken_in(desk, platform, usual(row_of(number)), 800 + number, at=at)
    case = Case.objects.get(external__number=f"YY2026{number:06d}")
    external.register(desk, case_id=case.pk, stamp=stamp(at, 1))
    handled(district, case, at)
    say(district, case, at)
    return case


def handled(district: District, case: Case, at: datetime) -> None:
    """Bring a case to its end by the ordinary steps."""
    desk, officer, when = desk_of(district), officer_of(district), stamp(at, 2)
    if again(case).stage == Stage.REPORTED:
        step = step_of(case, "已清运")
        handling.register(desk, step=step, category_code="06010", stamp=when)
        handling.dispatch(desk, step=step_of(case), lead_id=district.sanitation, stamp=when)
    handling.accept(officer, step=step_of(case), stamp=when)
    handling.done(officer, step=step_of(case, "已清运"), stamp=when)
    handling.verify(desk, step=step_of(case), stamp=when)
    handling.close(desk, step=step_of(case), stamp=when)


def say(district: District, case: Case, at: datetime) -> None:
    """Send the reply to the superior."""
    external.reply(
        desk_of(district),
        case_id=case.pk,
        result=Result.SETTLED,
        words="已清运。",
        stamp=stamp(at, 3),
    )


def verbs(case: Case) -> list[str]:
    """Return what the superior said of a case after our reply, and what that began anew."""
    told = [entry.verb.removeprefix("grid.") for entry in entries_of(case)]
    after = told[told.index("superior_replied") + 1 :]
    return [verb for verb in after if verb.startswith("superior") or verb == "case_reopened"]


@pytest.fixture
def desk(district: District) -> Actor:
    """Return the district's desk; a platform is set up."""
    platform_of(district)
    return district.actor(Role.DISTRICT_DESK)


def test_a_follow_up_in_a_sheet_is_recorded_once_as_a_desk_would(
    desk: Actor, district: District
) -> None:
    case = replied(district)
    content = answering((1, HEARD))

    first = taken_in(desk, Platform.objects.get(), content, 1)
    row, entries = External.objects.filter(case=case).values().get(), len(entries_of(case))
    second = taken_in(desk, Platform.objects.get(), content, 2, at=NOW + 2 * DAY)

    assert (outcomes(first), outcomes(second)) == (["answered"], ["known"])
    assert (row["state"], row["settled"], row["satisfied"]) == (
        "followed_up",
        False,
        "dissatisfied",
    )
    assert timezone.localtime(row["followed_at"]).strftime("%m-%d") == "11-24"
    assert words_of(entries_of(case)[-1]) == {"text": "仍有垃圾"}
    assert External.objects.filter(case=case).values().get() == row
    assert len(entries_of(case)) == entries
    assert case_queries.verify_rows().faults == []


def test_what_a_sheet_sends_back_is_reopened_here_once(desk: Actor, district: District) -> None:
    case = replied(district)
    content = answering((1, HEARD | BACK))

    first = taken_in(desk, Platform.objects.get(), content, 1)
    second = taken_in(desk, Platform.objects.get(), content, 2, at=NOW + 2 * DAY)

    assert (outcomes(first), outcomes(second)) == (["answered"], ["known"])
    assert verbs(case) == ["superior_followed_up", "superior_sent_back", "case_reopened"]
    row = outside(case)
    assert (row.state, row.sent_back, row.settled) == ("registered", 1, None)
    assert timezone.localtime(row.due_at).strftime("%m-%d %H:%M") == "12-20 23:59"
    assert (again(case).stage, again(case).reopens) == ("dispatched", 1)
    assert case_queries.verify_rows().faults == []


def test_an_old_sheet_after_the_second_reply_does_not_answer_that_one(
    desk: Actor, district: District
) -> None:
    case = replied(district)
    content = answering((1, HEARD | BACK))
    taken_in(desk, Platform.objects.get(), content, 1)
    handled(district, case, NOW + 2 * DAY)
    say(district, case, NOW + 2 * DAY)

    same = taken_in(desk, Platform.objects.get(), content, 2, at=NOW + 3 * DAY)
    other = answering((1, HEARD | {"满意度": "基本满意"}))
    older = taken_in(desk, Platform.objects.get(), other, 3, at=NOW + 3 * DAY)
    new = answering(
        (1, HEARD | BACK | {"回访结果": "是", "满意度": "满意", "回访时间": "2026-11-26"})
    )
    newer = taken_in(desk, Platform.objects.get(), new, 4, at=NOW + 3 * DAY)

    assert (outcomes(same), outcomes(newer)) == (["known"], ["answered"])
    assert outcomes(older) == ["grid.answer_too_early"]
    assert older.rows[0].outcome == "older"
    assert (outside(case).state, outside(case).settled) == ("followed_up", True)
    assert verbs(case).count("superior_sent_back") == 1


def test_what_a_desk_recorded_by_hand_is_known_when_the_sheet_comes(
    desk: Actor, district: District
) -> None:
    heard, back = replied(district, 1), replied(district, 2)
    at = stamp(NOW + HOUR)
    external.follow_up(
        desk, case_id=heard.pk, settled=False, satisfied=Satisfied.DISSATISFIED, stamp=at
    )
    external.send_back(
        desk, case_id=back.pk, due_at=NOW + 20 * DAY, words="市民反映未解决", stamp=at
    )

    found = taken_in(desk, Platform.objects.get(), answering((1, HEARD), (2, BACK)))

    assert outcomes(found) == ["known", "known"]
    assert verbs(heard) == ["superior_followed_up"]
    assert outside(back).sent_back == 1


def test_a_list_of_follow_ups_needs_no_words_and_leaves_the_columns_of_matters(
    desk: Actor, district: District
) -> None:
    case = replied(district)
    before = Platform.objects.get().layout

    found = taken_in(
        desk,
        Platform.objects.get(),
        only_answers(["YY2026000001", "是", "满意", None, None, None, None, None]),
    )

    after = Platform.objects.get().layout
    assert outcomes(found) == ["answered"]
    assert outside(case).satisfied == "satisfied"
    assert after["columns"].items() > before["columns"].items()
    assert (after["titles"], after["reply"]) == (before["titles"], before["reply"])


def test_each_row_that_does_not_fit_says_why_and_stops_no_other(
    desk: Actor, district: District
) -> None:
    case = replied(district, 1)
    taken_in(desk, Platform.objects.get(), usual(row_of(2), row_of(7)), 7)
    rows: list[tuple[int, dict[str, object]]] = [
        (9, HEARD),
        (2, HEARD),
        (1, HEARD | {"满意度": "５分"}),
        (3, HEARD | {"回访时间": "昨天"}),
        (4, BACK | {"退回原因": ""}),
        (7, {"诉求内容": "垃圾又多了。"}),
    ]

    found = taken_in(desk, Platform.objects.get(), answering(*rows))
    second = taken_in(
        desk,
        Platform.objects.get(),
        answering((1, HEARD | {"回访时间": "2027-11-24"}), (7, BACK)),
        2,
    )
    third = taken_in(
        desk, Platform.objects.get(), answering((1, BACK | {"重办时限": "2026-11-20"})), 3
    )

    assert outcomes(found) == [
        "grid.number_not_ours",
        "grid.not_replied_yet",
        "grid.answer_word_unknown",
        "grid.moment_unreadable",
        "grid.cell_needed",
        "changed",
    ]
    assert outcomes(second) == ["grid.answer_in_future", "grid.not_replied_yet"]
    assert outcomes(third) == ["grid.not_later"]
    assert found.rows[2].error is not None
    assert found.rows[2].error.facts["column"] == "满意度"
    assert verbs(case) == []
    assert Case.objects.count() == 3


def test_looking_says_what_taking_in_then_does(desk: Actor, district: District) -> None:
    replied(district)
    sheet = services.keep(
        desk,
        sheet_id=key(90_001),
        platform=Platform.objects.get(),
        name="工单.xlsx",
        content=answering((1, HEARD | BACK), (2, HEARD)),
        stamp=stamp(NOW + DAY),
    )
    editor = queries.columns(sheet)
    choice = Choice(editor.chosen, editor.reply, zone="Asia/Shanghai", days=0)
    sheet = services.map_columns(desk, sheet_id=sheet.pk, choice=choice, stamp=stamp())

    found = queries.preview(desk, sheet, number="", at=NOW + DAY)

    assert [(each.outcome, each.count) for each in found.counts] == [
        ("answered", 1),
        ("refused", 1),
    ]
    assert found.to_take == 1
    assert External.objects.get().state == "replied"


def test_merged_cells_answer_every_row_they_cover(desk: Actor, district: District) -> None:
    first, second = replied(district, 1), replied(district, 2)
    column = "ABCDEFGHIJKLMNOPQ"[len(HEADER) + ANSWERS.index("回访结果")]

    found = taken_in(
        desk,
        Platform.objects.get(),
        answering((1, HEARD), (2, HEARD | {"回访结果": None}), merges=[f"{column}2:{column}3"]),
    )

    assert outcomes(found) == ["answered", "answered"]
    assert [outside(each).settled for each in (first, second)] == [False, False]


def test_a_streets_desk_answers_for_its_own_street_only(desk: Actor, district: District) -> None:
    platform = Platform.objects.get()
    case = passed_down(district, platform, Stage.REPORTED, 1, side=2)
    external.refuse(
        desk, case_id=case.pk, ground=Ground.BEYOND_DUTY, words="属铁路", stamp=stamp(NOW, 1)
    )
    other = district.actor(Role.STREET_DESK, district.streets[0])

    found = taken_in(other, platform, answering((1, BACK)))

    assert outcomes(found) == ["grid.other_street"]
    assert found.rows[0].case_id is None
    assert outside(case).state == "refused"


def test_what_we_refused_and_declined_is_taken_up_when_a_sheet_sends_it_back(
    desk: Actor, district: District
) -> None:
    taken_in(desk, Platform.objects.get(), usual(row_of(1)), 7, at=NOW)
    case = Case.objects.get()
    step = step_of(case, "属铁路")
    handling.decline(desk_of(district), step=step, ground=Ground.BEYOND_DUTY, stamp=stamp())
    external.refuse(
        desk, case_id=case.pk, ground=Ground.BEYOND_DUTY, words="属铁路", stamp=stamp(NOW, 1)
    )

    found = taken_in(desk, Platform.objects.get(), answering((1, BACK)))

    assert outcomes(found) == ["answered"]
    assert (outside(case).state, again(case).stage) == ("registered", "reported")
    assert case_queries.verify_rows().faults == []


def test_replies_go_out_with_the_answers_in_the_superiors_own_columns(
    desk: Actor, district: District
) -> None:
    case = replied(district)
    taken_in(desk, Platform.objects.get(), answering((1, HEARD | BACK)))
    handled(district, case, NOW + 2 * DAY)
    say(district, case, NOW + 2 * DAY)

    content = services.write_replies(
        desk, platform=Platform.objects.get(), case_ids=[], stamp=stamp(NOW + 2 * DAY)
    )
    header, row = table(content)
    written = dict(zip(header, row, strict=True))
    back_again = taken_in(desk, Platform.objects.get(), content, 5, at=NOW + 3 * DAY)

    assert set(ANSWERS) <= set(header)
    assert (written["是否退回"], written["退回原因"]) == ("是", "市民反映未解决")
    assert str(written["重办时限"]).startswith("2026-12-20")
    assert (written["回访结果"], written["满意度"]) == (None, None)
    assert outcomes(back_again) == ["known"]


def test_a_reply_sheet_with_a_follow_up_comes_in_again_as_known(
    desk: Actor, district: District
) -> None:
    case = replied(district)
    taken_in(desk, Platform.objects.get(), answering((1, HEARD)))

    content = services.write_replies(
        desk, platform=Platform.objects.get(), case_ids=[case.pk], stamp=stamp(NOW + DAY)
    )
    header, row = table(content)
    written = dict(zip(header, row, strict=True))
    back_again = taken_in(desk, Platform.objects.get(), content, 5, at=NOW + 3 * DAY)

    assert (written["回访结果"], written["满意度"]) == ("否", "不满意")
    assert written["回访情况"] == "仍有垃圾"
    assert outcomes(back_again) == ["known"]


def test_our_own_settled_is_not_read_as_the_superiors_follow_up(
    desk: Actor, district: District
) -> None:
    """The column “是否解决” of a reply sheet is ours to fill in; it answers nothing."""
    replied(district)
    header = [*HEADER, "是否解决"]

    found = taken_in(desk, Platform.objects.get(), workbook([header, [*row_of(1), "是"]]))

    assert outcomes(found) == ["known"]
    assert outside(Case.objects.get()).state == "replied"


def test_after_forgetting_no_words_come_back_with_the_same_answer(
    desk: Actor, district: District
) -> None:
    case = replied(district)
    content = answering((1, HEARD | BACK))
    taken_in(desk, Platform.objects.get(), content)
    reporters.forget(desk, case_id=case.pk, stamp=stamp(NOW + DAY))
    tasks.deliver_waiting(NOW + DAY)

    found = taken_in(desk, Platform.objects.get(), content, 2, at=NOW + 2 * DAY)

    assert outcomes(found) == ["known"]
    assert outside(case).earlier == []
    assert verbs(case).count("superior_followed_up") == 1


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"heard_settled": "回访结果"}, "grid.column_needed"),
        ({"heard_satisfied": "满意度"}, "grid.column_needed"),
        ({"heard_at": "回访时间"}, "grid.column_needed"),
        ({"back_due_at": "重办时限"}, "grid.column_needed"),
        ({"back_words": "退回原因"}, ""),
        ({"heard_settled": "回访结果", "heard_satisfied": "满意度"}, ""),
        ({}, "grid.column_needed"),
    ],
)
def test_an_answer_needs_its_columns_and_no_words_of_the_matter(
    desk: Actor, columns: dict[str, str], code: str
) -> None:
    sheet = services.keep(
        desk,
        sheet_id=key(90_001),
        platform=Platform.objects.get(),
        name="回访.xlsx",
        content=only_answers(["YY1", *([None] * 7)]),
        stamp=stamp(),
    )
    choice = Choice(columns | {"number": "工单编号"}, {}, zone="Asia/Shanghai", days=0)

    if not code:
        assert services.map_columns(desk, sheet_id=sheet.pk, choice=choice, stamp=stamp()).is_mapped
        return
    with pytest.raises(LinliError) as refusal:
        services.map_columns(desk, sheet_id=sheet.pk, choice=choice, stamp=stamp())
    assert refusal.value.code == code
