"""Rows G1 and X3: sheets of superiors become cases once; replies go back in their own columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.grid.cases import queries as case_queries
from linli.grid.cases.models import Case
from linli.grid.external import services as external
from linli.grid.external.models import External
from linli.grid.external.rules import Result
from linli.grid.intake.rules import Outcome
from linli.grid.intake.services import Taken
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import layout, suggested
from linli.grid.reporters import services as reporters
from linli.grid.sheets import queries, services
from linli.grid.sheets.models import Sheet
from linli.grid.sheets.rules import Choice
from linli.grid.sheets.services import TakenIn
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, Role
from linli.worker import tasks
from tests.courses import desk_of, entries_of, words_of
from tests.district import NOW, again, key, stamp
from tests.sheets import HEADER, row_of, table, usual, workbook
from tests.superiors import DAY, outside, passed_down, platform_of

if TYPE_CHECKING:
    from tests.district import District


def _sent(actor: Actor, platform: Platform, content: bytes, number: int = 1) -> Sheet:
    """Return a sheet that was sent, with the columns that were suggested for it."""
    sheet = services.keep(
        actor,
        sheet_id=key(90_000 + number),
        platform=platform,
        name="工单.xlsx",
        content=content,
        stamp=stamp(NOW, number),
    )
    editor = queries.columns(sheet)
    choice = Choice(editor.chosen, editor.reply, zone="Asia/Shanghai", days=0)
    return services.map_columns(actor, sheet_id=sheet.pk, choice=choice, stamp=stamp(NOW, number))


def _taken(actor: Actor, platform: Platform, content: bytes, number: int = 1) -> TakenIn:
    sheet = _sent(actor, platform, content, number)
    return services.take_in(actor, sheet_id=sheet.pk, stamp=stamp(NOW, number))


def _case(each: Taken) -> Case:
    """Return the case that a row became."""
    assert each.case_id
    return Case.objects.get(pk=each.case_id)


def _outcomes(taken: TakenIn) -> list[str]:
    return [each.outcome.value for each in taken.rows]


def test_rows_become_cases_with_place_words_number_and_deadline(district: District) -> None:
    desk = district.actor(Role.DISTRICT_DESK)

    taken = _taken(
        desk, platform_of(district), usual(row_of(1), row_of(2, 事发地址="", 所属小区="甲西苑"))
    )

    assert _outcomes(taken) == ["new", "new"]
    first, second = map(_case, taken.rows)
    assert first.building_id == district.sides[0].buildings[0]
    assert second.compound_id == district.sides[0].compounds[1]
    assert first.source == "hotline"
    row = outside(first)
    assert (row.number, row.category) == ("YY2026000001", "市容环境/暴露垃圾")
    assert timezone.localtime(row.due_at).strftime("%Y-%m-%d %H:%M") == "2026-11-28 18:00"
    said = words_of(entries_of(first)[0])
    assert isinstance(said, dict)
    assert (said["name"], said["phone"]) == ("王某", "13800138000")
    assert case_queries.verify_rows().faults == []


def test_the_same_sheet_twice_changes_nothing_and_says_so(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    content = usual(row_of(1), row_of(2))
    _taken(desk, platform, content)
    before = list(External.objects.order_by("pk").values())
    entries = [len(entries_of(case)) for case in Case.objects.order_by("pk")]

    again_taken = _taken(desk, platform, content, 2)

    assert _outcomes(again_taken) == ["known", "known"]
    assert list(External.objects.order_by("pk").values()) == before
    assert [len(entries_of(case)) for case in Case.objects.order_by("pk")] == entries


def test_a_changed_row_is_told_at_its_case_and_moves_only_the_superiors_deadline(
    district: District,
) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    _taken(desk, platform, usual(row_of(1)))
    case = Case.objects.get()
    own_due = case.due_at

    changed = usual(row_of(1, 诉求内容="垃圾又多了。", 办理时限="2026年11月30日 18:00"))
    taken = _taken(desk, platform, changed, 2)
    once_more = _taken(desk, platform, changed, 3)

    assert (_outcomes(taken), _outcomes(once_more)) == (["changed"], ["known"])
    row = outside(case)
    assert timezone.localtime(row.due_at).day == 30
    assert timezone.localtime(row.first_due_at).day == 28
    assert again(case).due_at == own_due
    last = entries_of(case)[-1]
    assert last.verb == "grid.superior_moved"
    assert words_of(last) == {"text": "垃圾又多了。"}
    assert case_queries.verify_rows().faults == []


def test_one_bad_row_does_not_spoil_the_others(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    rows = [
        row_of(1),
        row_of(2, 办理时限="尽快"),
        row_of(3, 诉求内容=None),
        row_of(1),
        row_of(5, 办理时限="2026-11-01"),
        row_of(6),
    ]

    taken = _taken(desk, platform, usual(*rows))

    assert _outcomes(taken) == ["new", "refused", "refused", "refused", "refused", "new"]
    codes = [each.error.code for each in taken.rows if each.error]
    assert codes == [
        "grid.moment_unreadable",
        "grid.cell_needed",
        "grid.number_stands_twice",
        "grid.deadline_before_start",
    ]
    assert [each.verdict.row.number for each in taken.rows] == [3, 4, 5, 6, 7, 8]
    assert taken.rows[1].error is not None
    assert taken.rows[1].error.facts["column"] == "办理时限"
    assert Case.objects.count() == 2


def test_looking_stores_nothing_and_says_what_taking_in_then_does(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    sheet = _sent(desk, platform, usual(row_of(1), row_of(2, 办理时限="尽快")))

    found = queries.preview(desk, sheet, number="", at=NOW)

    assert Case.objects.count() == 0
    assert [(each.outcome, each.count) for each in found.counts] == [("new", 1), ("refused", 1)]
    refused = found.page.object_list[0]
    assert (refused.number, refused.outcome) == (4, "refused")
    assert refused.reason
    taken = services.take_in(desk, sheet_id=sheet.pk, stamp=stamp())
    assert _outcomes(taken) == ["new", "refused"]


def test_a_streets_desk_takes_in_what_lies_in_its_street_only(district: District) -> None:
    platform = platform_of(district)
    own = district.actor(Role.STREET_DESK, district.streets[0])
    rows = [
        row_of(1),
        row_of(2, 所属小区="丙东苑", 事发地址=""),
        row_of(3, 所属小区="", 事发地址="某处"),
    ]

    taken = _taken(own, platform, usual(*rows))

    assert _outcomes(taken) == ["new", "refused", "refused"]
    assert {each.error.code for each in taken.rows if each.error} == {"grid.other_street"}


def test_what_another_street_has_is_not_told_a_streets_desk(district: District) -> None:
    platform = platform_of(district)
    case = passed_down(district, platform, Stage.REPORTED, 1, side=2)
    own = district.actor(Role.STREET_DESK, district.streets[0])

    taken = _taken(own, platform, usual(row_of(1)))

    assert _outcomes(taken) == ["refused"]
    assert taken.rows[0].case_id is None
    assert len(entries_of(case)) == 2


@pytest.mark.parametrize(
    "role",
    [
        Role.COMMUNITY_DESK,
        Role.GRID_OFFICER,
        Role.DEPARTMENT_OFFICER,
        Role.DEPARTMENT_HEAD,
        Role.SUPERVISOR,
        Role.AUDITOR,
        Role.OPERATOR,
    ],
)
def test_nobody_else_takes_sheets_in(district: District, role: Role) -> None:
    platform = platform_of(district)

    with pytest.raises(LinliError) as refusal:
        _sent(district.actor(role), platform, usual(row_of(1)))

    assert refusal.value.code == "common.forbidden"
    assert Sheet.objects.count() == 0


def test_another_posts_sheet_does_not_exist(district: District) -> None:
    sheet = _sent(district.actor(Role.DISTRICT_DESK), platform_of(district), usual(row_of(1)))

    with pytest.raises(LinliError) as refusal:
        services.take_in(district.actor(Role.STREET_DESK), sheet_id=sheet.pk, stamp=stamp())

    assert refusal.value.code == "grid.sheet_gone"


def test_a_place_nobody_knows_waits_for_the_districts_desk(district: District) -> None:
    desk = district.actor(Role.DISTRICT_DESK)

    taken = _taken(desk, platform_of(district), usual(row_of(1, 所属小区="", 事发地址="某路口")))

    case = _case(taken.rows[0])
    assert (case.district_id, case.street_id, case.stage) == (district.id, None, "reported")


def test_a_word_that_means_a_category_is_given_on_by_rule(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    sheet = _sent(desk, platform, usual(row_of(1), row_of(2, 问题类型="其他")))

    services.name_categories(
        desk,
        sheet_id=sheet.pk,
        categories={"市容环境/暴露垃圾": "06010", "其他": ""},
        stamp=stamp(),
    )
    taken = services.take_in(desk, sheet_id=sheet.pk, stamp=stamp())
    tasks.deliver_waiting(NOW)

    first, second = map(_case, taken.rows)
    assert (first.category_code, first.stage) == ("06010", "dispatched")
    assert second.category_code == ""
    assert case_queries.verify_rows().faults == []


def test_columns_are_remembered_for_the_next_sheet(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    sheet = _sent(desk, platform, usual(row_of(1)))
    own = queries.columns(sheet).chosen | {"number": "序号", "title": ""}
    services.map_columns(
        desk, sheet_id=sheet.pk, choice=Choice(own, {}, "Asia/Shanghai", 3), stamp=stamp()
    )

    following = services.keep(
        desk,
        sheet_id=key(90_002),
        platform=Platform.objects.get(),
        name="工单.xlsx",
        content=usual(row_of(2)),
        stamp=stamp(),
    )

    editor = queries.columns(following)
    assert (editor.chosen["number"], editor.layout.days) == ("序号", 3)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"number": "工单编号", "text": "没有的列"}, "grid.column_gone"),
        ({"number": "工单编号"}, "grid.column_needed"),
        ({"number": "工单编号", "text": "工单编号"}, "grid.column_twice"),
    ],
)
def test_columns_that_cannot_be_are_refused(
    district: District, columns: dict[str, str], code: str
) -> None:
    desk = district.actor(Role.DISTRICT_DESK)
    sheet = _sent(desk, platform_of(district), usual(row_of(1)))

    with pytest.raises(LinliError) as refusal:
        services.map_columns(
            desk, sheet_id=sheet.pk, choice=Choice(columns, {}, "Asia/Shanghai", 0), stamp=stamp()
        )

    assert refusal.value.code == code


def test_another_row_may_be_named_as_the_header(district: District) -> None:
    desk = district.actor(Role.DISTRICT_DESK)
    sheet = _sent(desk, platform_of(district), usual(row_of(1), row_of(2)))

    moved = services.choose_header(desk, sheet_id=sheet.pk, number=3)

    assert queries.titles(moved)[1] == "YY2026000001"
    for number in (0, 4, 99):
        with pytest.raises(LinliError) as refusal:
            services.choose_header(desk, sheet_id=sheet.pk, number=number)
        assert refusal.value.code == "grid.header_missing"


def test_many_rows_are_taken_in_step_by_step(district: District) -> None:
    desk = district.actor(Role.DISTRICT_DESK)
    sheet = _sent(desk, platform_of(district), usual(*[row_of(n) for n in range(1, 6)]))

    first = services.take_in(desk, sheet_id=sheet.pk, most=3, stamp=stamp(NOW, 1))
    second = services.take_in(desk, sheet_id=sheet.pk, most=3, stamp=stamp(NOW, 2))
    third = services.take_in(desk, sheet_id=sheet.pk, most=3, stamp=stamp(NOW, 3))

    assert (_outcomes(first), first.left) == (["new"] * 3, 2)
    assert (_outcomes(second), second.left) == (["known"] * 3 + ["new"] * 2, 0)
    assert (_outcomes(third), third.left) == (["known"] * 5, 0)


def test_words_that_were_forgotten_do_not_come_back_with_the_same_sheet(
    district: District,
) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    content = usual(row_of(1))
    _taken(desk, platform, content)
    case = Case.objects.get()
    reporters.forget(desk, case_id=case.pk, stamp=stamp())
    tasks.deliver_waiting(NOW)

    taken = _taken(desk, platform, content, 2)

    assert _outcomes(taken) == ["known"]
    assert words_of(entries_of(case)[0]) is None


def _replied(district: District, platform: Platform, number: int) -> Case:
    desk = desk_of(district)
    case = passed_down(district, platform, Stage.CLOSED, number)
    external.register(desk, case_id=case.pk, stamp=stamp(NOW, number))
    external.reply(
        desk, case_id=case.pk, result=Result.SETTLED, words="已清运。", stamp=stamp(NOW, number)
    )
    return case


def test_replies_go_back_in_the_columns_of_the_superiors_own_sheet(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    header = [
        "序号",
        "工单编号",
        "诉求内容",
        "办理时限",
        "办理结果",
        "是否解决",
        "承办单位",
        "备注",
    ]
    _sent(
        desk, platform, workbook([header, [1, "YY9", "垃圾", "2026-12-01", None, None, None, None]])
    )
    _replied(district, platform, 1)

    content = services.write_replies(
        desk, platform=Platform.objects.get(), case_ids=[], stamp=stamp()
    )

    written = table(content)
    assert written[0] == header
    assert written[1] == [
        None, "YY2026000001", None, None, "已清运。", "是", "样例区环卫局", None,
    ]  # fmt: skip
    assert External.objects.get().exported_at == NOW
    with pytest.raises(LinliError) as refusal:
        services.write_replies(desk, platform=platform, case_ids=[], stamp=stamp())
    assert refusal.value.code == "grid.nothing_to_write"


def test_chosen_replies_are_written_again_and_recorded_once(district: District) -> None:
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    first, second = _replied(district, platform, 1), _replied(district, platform, 2)

    for number in (1, 2):
        content = services.write_replies(
            desk, platform=platform, case_ids=[first.pk], stamp=stamp(NOW + DAY, number)
        )
        assert [row[0] for row in table(content)] == ["工单编号", "YY2026000001"]

    verbs = [entry.verb for entry in entries_of(first)]
    assert verbs.count("grid.superior_exported") == 1
    assert outside(second).exported_at is None
    assert case_queries.verify_rows().faults == []


def test_what_goes_out_comes_in_again_as_known(district: District) -> None:
    """A reply sheet has the numbers of the rows it answers, so nothing becomes a second case."""
    desk, platform = district.actor(Role.DISTRICT_DESK), platform_of(district)
    _taken(desk, platform, usual(row_of(1)))
    case = Case.objects.get()
    external.register(desk, case_id=case.pk, stamp=stamp())
    Case.objects.filter(pk=case.pk).update(stage="done")
    external.reply(desk, case_id=case.pk, result=Result.PARTLY, words="已清运", stamp=stamp())
    content = services.write_replies(
        desk, platform=Platform.objects.get(), case_ids=[], stamp=stamp()
    )

    rows = table(content)
    number = rows[0].index("工单编号")
    sent = [list(row) for row in rows]
    for title, value in zip(HEADER, row_of(1), strict=True):
        sent[1][rows[0].index(title)] = value
    taken = _taken(desk, platform, workbook(sent), 2)

    assert rows[1][number] == "YY2026000001"
    assert _outcomes(taken) == [Outcome.KNOWN.value]
    assert Case.objects.count() == 1


def test_sheets_are_gone_after_a_day(district: District) -> None:
    _sent(district.actor(Role.DISTRICT_DESK), platform_of(district), usual(row_of(1)))

    assert services.sweep(at=NOW + DAY) == 0
    assert services.sweep(at=NOW + DAY * 1.1) == 1
    assert layout(Platform.objects.get().layout).columns == suggested(HEADER)
