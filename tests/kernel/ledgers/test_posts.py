"""The ledger of posts: whom a row means, what it does, what it is refused for."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from linli.kernel.common.errors import Forbidden
from linli.kernel.deliveries.rules import Outcome, Report
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.ledgers import queries as ledgers
from linli.kernel.ledgers.rules import Ledger
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.people.rules import Actor, Role
from linli.kernel.people.services import Staff, add_staff
from linli.kernel.post_ledgers import queries, services
from linli.kernel.territory.rules import RowsRefused
from tests.kernel.ledgers.sheets import workbook
from tests.kernel.town import AT, OPERATOR, Town, key

HEAD = ("姓名", "联系电话", "登录名", "所属单位", "岗位", "责任辖区", "任职日期", "离任日期")
DISTRICT_DESK = Actor(role=Role.DISTRICT_DESK)


@pytest.fixture
def staffed(town: Town) -> Town:
    """Return the town with a committee, a department, and two officers called 王伟."""
    committee = Organisation(
        id=key(), kind="community", name="花板桥居委会", code="JW", unit_id=town.ids["花板桥"]
    )
    sanitation = Organisation(id=key(), kind="department", name="环卫中心", unit_id=town.ids["区"])
    persons = [
        Person(id=key(), name="王伟", phone="13000000001", username="wang", password="!"),
        Person(id=key(), name="王伟", phone="13000000002", username=None, password="!"),
        Person(id=key(), name="李某", phone="", username=None, password="!"),
    ]
    posts = [
        Post(
            id=key(),
            person=person,
            organisation=committee,
            role="grid_officer",
            unit_id=town.ids["一格"],
            starts_on=date(2026, 1, 1),
        )
        for person in persons
    ]
    staff = Staff(organisations=[committee, sanitation], persons=persons, posts=posts)
    add_staff(OPERATOR, staff=staff)
    return town


def _row(name: str = "张某", **cells: object) -> tuple[object, ...]:
    usual = {"所属单位": "花板桥居委会", "岗位": "网格员", "任职日期": "2026-02-01"}
    wanted = {"姓名": name, **usual, **cells}
    return tuple(wanted.get(heading, "") for heading in HEAD)


def _look(path: Path, actor: Actor = OPERATOR) -> Report:
    return services.look(actor, file=path, at=AT, keys=key)


def _take_in(path: Path, actor: Actor = OPERATOR, days: int = 0) -> Report:
    at = AT + timedelta(days=days)
    stamp = Stamp(at=at, recorded_at=at, salt=bytes(16))
    return services.take_in(actor, file=path, delivery_id=key(), stamp=stamp, keys=key)


def _outcomes(report: Report) -> list[str]:
    return [each.outcome.value for each in report.verdicts]


def _codes(report: Report) -> list[str]:
    return [error.code for _, error in report.faults]


def test_adds_persons_and_posts_and_changes_nothing_the_second_time(
    staffed: Town, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path,
        HEAD,
        _row(
            "张某",
            联系电话="１３０ ０００００００３",
            登录名="zhang",
            责任辖区="东茅岭/花板桥/一格",
        ),
        _row("张某", 登录名="zhang", 所属单位="环卫中心", 岗位="部门经办人"),
        _row("赵某", 岗位="grid_officer", 责任辖区="二格", 任职日期="2026年3月5日"),
        _row("赵某", 岗位="社区工作台"),
    )

    first = _take_in(path)
    second = _take_in(path, days=9)

    person = Person.objects.get(username="zhang")
    assert (person.name, person.phone, person.password) == ("张某", "13000000003", "!")
    posts = Post.objects.filter(person=person).order_by("role")
    assert [(post.role, post.unit_id) for post in posts] == [
        ("department_officer", staffed.ids["区"]),
        ("grid_officer", staffed.ids["一格"]),
    ]
    assert Person.objects.filter(name="赵某").count() == 1
    assert Post.objects.get(person__name="赵某", role="grid_officer").starts_on == date(2026, 3, 5)
    assert _outcomes(first) == ["new"] * 4
    assert _outcomes(second) == ["unchanged"] * 4


def test_changes_a_telephone_and_ends_a_post_once(staffed: Town, tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        HEAD,
        _row("李某", 联系电话="0730-8000000", 责任辖区="一格", 任职日期="", 离任日期="2026/2/20"),
        _row("王伟", 联系电话="13000000002", 责任辖区="一格", 任职日期=""),
    )

    first, second = _take_in(path), _take_in(path, days=30)

    post = Post.objects.get(person__name="李某")
    assert (post.starts_on, post.ends_on) == (date(2026, 1, 1), date(2026, 2, 20))
    assert post.person.phone == "07308000000"
    assert _outcomes(first) == ["changed", "unchanged"]
    assert first.verdicts[0].notes == ("Another telephone number", "Another last day")
    assert _outcomes(second) == ["unchanged", "unchanged"]


REFUSED = {
    "ledgers.named_nowhere": _row(所属单位="没有的单位"),
    "ledgers.cell_unreadable": _row(岗位="局长"),
    "people.phone_refused": _row(联系电话="12ab"),
    "post_ledgers.ends_too_early": _row(离任日期="2026-02-01"),
    "post_ledgers.person_unclear": _row("王伟", 责任辖区="一格"),
    "post_ledgers.sign_in_taken": _row("钱某", 登录名="wang", 所属单位="环卫中心"),
    "ledgers.cell_needed": _row(""),
}


@pytest.mark.parametrize(("code", "row"), REFUSED.items(), ids=list(REFUSED))
def test_a_row_that_cannot_be_used_keeps_all_of_them_out(
    code: str, row: tuple[object, ...], staffed: Town, tmp_path: Path
) -> None:
    path = workbook(tmp_path, HEAD, _row("孙某"), row)

    report = _look(path)
    with pytest.raises(RowsRefused):
        _take_in(path)

    assert _codes(report) == [code]
    assert _outcomes(report)[0] == "new"
    assert not Person.objects.filter(name="孙某").exists()
    assert not Entry.objects.exists()


def test_one_sign_in_name_for_two_persons_of_a_file_is_refused(
    staffed: Town, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path,
        HEAD,
        _row("李某", 登录名="li", 责任辖区="一格", 任职日期=""),
        _row("李四", 登录名="li"),
        _row("孙某", 登录名="sun"),
        _row("孙四", 登录名="sun", 所属单位="环卫中心"),
    )

    report = _look(path)

    assert _outcomes(report) == ["changed", "refused", "new", "refused"]
    assert _codes(report) == ["post_ledgers.sign_in_taken"] * 2


def test_the_same_post_twice_in_a_file_is_refused(staffed: Town, tmp_path: Path) -> None:
    report = _look(workbook(tmp_path, HEAD, _row("孙某"), _row("孙某")))

    assert _codes(report) == ["ledgers.stands_twice"]


@pytest.mark.parametrize("role", ["系统运维", "审计员"])
def test_the_district_desk_gives_no_post_that_looks_over_its_shoulder(
    role: str, staffed: Town, tmp_path: Path
) -> None:
    path = workbook(tmp_path, HEAD, _row("孙某", 岗位=role))

    assert _codes(_look(path, DISTRICT_DESK)) == ["post_ledgers.role_not_yours"]
    assert _outcomes(_look(path, OPERATOR)) == ["new"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_exported_changes_nothing_when_it_comes_back(
    form: str, staffed: Town, tmp_path: Path
) -> None:
    rows = queries.exported(OPERATOR, on=date(2026, 3, 2))
    path = tmp_path / "export"
    written = ledgers.written(Ledger.POSTS, rows, words=queries.possible_words())
    path.write_bytes(written if form == "xlsx" else ledgers.written_csv(Ledger.POSTS, rows))

    report = _look(path)

    assert _outcomes(report) == ["unchanged"] * 3
    assert {row["role"] for row in rows} == {"网格员"}


def test_the_record_keeps_counts_and_nobody_s_name(staffed: Town, tmp_path: Path) -> None:
    _take_in(workbook(tmp_path, HEAD, _row("孙某", 登录名="sun")))

    entry = Entry.objects.get(verb="kernel.post_ledger_taken_in")
    assert (entry.facts["what"], entry.facts["created"]) == ("posts", 1)
    assert "孙" not in str(entry.facts)
    assert "sun" not in str(entry.facts)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_edit_the_territory_brings_or_takes_the_ledger(
    role: Role, staffed: Town, tmp_path: Path
) -> None:
    path, actor = workbook(tmp_path, HEAD, _row("孙某")), Actor(role=role)
    if role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}:
        assert _take_in(path, actor).counts[Outcome.NEW] == 1
        assert queries.exported(actor, on=date(2026, 3, 2))
    else:
        with pytest.raises(Forbidden):
            _take_in(path, actor)
        with pytest.raises(Forbidden):
            queries.exported(actor, on=date(2026, 3, 2))
