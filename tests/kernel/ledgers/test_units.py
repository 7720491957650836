"""Ledgers of compounds and buildings: what each row does, what it is refused for."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from linli.kernel.common.errors import Forbidden
from linli.kernel.deliveries.rules import Outcome, Report
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.ledgers import queries as ledgers
from linli.kernel.ledgers import rules
from linli.kernel.ledgers.rules import Ledger
from linli.kernel.people.rules import Actor, Role
from linli.kernel.sheets.rules import NotASheet, NotCsv, OldSheet, SheetEmpty, SheetTooLarge
from linli.kernel.territory import rules as territory
from linli.kernel.territory.models import TerritoryVersion, Unit, UnitCode, UnitShape
from linli.kernel.territory.rules import Kind
from linli.kernel.unit_ledgers import queries, services
from tests.kernel.ledgers.sheets import workbook
from tests.kernel.town import AT, OPERATOR, Town, key

COMPOUNDS = ("小区名称", "所属社区", "所属街道", "代码", "户数")
BUILDINGS = ("楼栋名称", "所属小区", "所属社区", "代码", "户数", "门牌码")
NEW, CHANGED, UNCHANGED, REFUSED = Outcome


def _stamp(days: int = 0) -> Stamp:
    at = AT + timedelta(days=days)
    return Stamp(at=at, recorded_at=at, salt=bytes(16))


def _take_in(path: Path, ledger: Ledger = Ledger.COMPOUNDS, actor: Actor = OPERATOR) -> Report:
    return services.take_in(
        actor,
        file=path,
        ledger=ledger,
        source=path.name,
        delivery_id=key(),
        stamp=_stamp(),
        keys=key,
    )


def _look(path: Path, ledger: Ledger = Ledger.COMPOUNDS) -> Report:
    return services.look(OPERATOR, file=path, ledger=ledger, at=AT, keys=key)


def _outcomes(report: Report) -> list[tuple[int, str]]:
    return [(each.number, each.outcome.value) for each in report.verdicts]


def _faults(report: Report) -> list[tuple[int, str]]:
    return [(number, error.code) for number, error in report.faults]


def test_says_what_is_new_changed_and_the_same_and_changes_nothing(
    town: Town, tmp_path: Path
) -> None:
    before = TerritoryVersion.objects.count()
    path = workbook(
        tmp_path,
        COMPOUNDS,
        ("新村", "湖滨", "", "C-7", "８８"),
        ("园", "花板桥", "东茅岭", "", "321"),
        ("苑", "湖滨", "", "", ""),
    )

    report = _look(path)

    assert _outcomes(report) == [(2, "new"), (3, "changed"), (4, "unchanged")]
    assert report.verdicts[1].notes == ("Another number of households",)
    assert TerritoryVersion.objects.count() == before
    assert not Unit.objects.filter(name="新村").exists()


def test_takes_in_rows_and_changes_nothing_the_second_time(town: Town, tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        COMPOUNDS,
        ("新村", "湖滨", "", "C-7", "８８户"),
        ("园", "花板桥", "", "C-1", 321.0),
    )

    first = _take_in(path)
    version = TerritoryVersion.objects.count()
    second = _take_in(path)

    unit = Unit.objects.get(name="新村")
    assert (unit.households, unit.parent_id, unit.valid_from) == (
        88,
        town.ids["湖滨"],
        date(2026, 3, 2),
    )
    assert UnitCode.objects.get(unit=unit).code == "C-7"
    assert Unit.objects.get(name="园").households == 321
    assert UnitShape.objects.filter(unit=town.ids["园"]).count() == 1
    assert [first.counts[each] for each in (NEW, CHANGED, UNCHANGED)] == [1, 1, 0]
    assert [second.counts[each] for each in (NEW, CHANGED, UNCHANGED)] == [0, 0, 2]
    assert TerritoryVersion.objects.count() == version


def test_the_record_keeps_what_was_taken_in_and_no_name(town: Town, tmp_path: Path) -> None:
    _take_in(workbook(tmp_path, COMPOUNDS, ("新村", "湖滨", "", "", "")))

    entry = Entry.objects.get(verb="kernel.unit_ledger_taken_in")
    assert (entry.facts["what"], entry.facts["created"]) == ("compounds", 1)
    assert len(str(entry.facts["digest"])) == 64
    assert "新村" not in str(entry.facts)


def test_understands_merged_cells_full_width_signs_and_titles_above(
    town: Town, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path,
        ("样例区小区台账", "", "", "", ""),
        ("小 区 名 称*", "社区", "街道", "编码", "户数"),
        ("东茅岭", "东茅岭", "东茅岭", "东茅岭", "东茅岭"),
        ("Ａ１　小区", "花板桥", "东茅岭", "", "１２０"),
        ("Ａ２小区", "", "", "", 130),
        (),
        ("小 区 名 称*", "社区", "街道", "编码", "户数"),
        ("阳光（二期）", "湖滨", "东茅岭", "", ""),
        merged=["A1:E1", "A3:E3", "B4:B5", "C4:C5"],
    )

    report = _take_in(path)

    assert _outcomes(report) == [(4, "new"), (5, "new"), (8, "new")]
    names = ["A1 小区", "A2小区", "阳光（二期）"]
    rows = Unit.objects.filter(name__in=names).order_by("name").values_list("name", "households")
    assert list(rows) == [("A1 小区", 120), ("A2小区", 130), ("阳光（二期）", None)]


def test_two_compounds_with_one_name_are_refused_in_one_community_and_fine_in_two(
    town: Town, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path,
        COMPOUNDS,
        ("新村", "湖滨", "", "", ""),
        ("新村", "花板桥", "", "", ""),
        ("新 村", "湖滨", "", "", ""),
        ("新村", "湖滨", "", "C-2", ""),
    )

    report = _look(path)

    assert _outcomes(report) == [(2, "new"), (3, "new"), (4, "new"), (5, "refused")]
    assert report.faults[0][1].facts == {"name": "新村", "row": 2}


def test_a_code_finds_a_compound_under_another_name(town: Town, tmp_path: Path) -> None:
    _take_in(workbook(tmp_path, COMPOUNDS, ("园", "花板桥", "", "C-1", "")))

    report = _take_in(workbook(tmp_path, COMPOUNDS, ("花园", "花板桥", "", "C-1", "")))

    assert _outcomes(report) == [(2, "changed")]
    assert Unit.objects.get(pk=town.ids["园"]).name == "花园"


def test_a_code_does_not_give_a_compound_the_name_of_its_neighbour(
    town: Town, tmp_path: Path
) -> None:
    _take_in(workbook(tmp_path, COMPOUNDS, ("苑", "湖滨", "", "C-1", "")))

    report = _look(workbook(tmp_path, COMPOUNDS, ("村", "湖滨", "", "C-1", "")))

    assert _faults(report) == [(2, "ledgers.name_taken")]


def test_every_row_that_cannot_be_used_is_named_and_nothing_is_taken_in(
    town: Town, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path,
        COMPOUNDS,
        ("", "湖滨", "", "", ""),
        ("甲", "", "", "", ""),
        ("乙", "湖边", "", "", ""),
        ("丙", "湖滨", "西茅岭", "", ""),
        ("丁", "湖滨", "", "", "很多"),
        ("x" * 121, "湖滨", "", "", ""),
        ("好", "湖滨", "", "", "7"),
    )

    with pytest.raises(territory.RowsRefused) as refused:
        _take_in(path)

    assert [(fault.row, fault.code) for fault in refused.value.faults] == [
        (2, "ledgers.cell_needed"),
        (3, "ledgers.cell_needed"),
        (4, "ledgers.named_nowhere"),
        (5, "ledgers.named_nowhere"),
        (6, "ledgers.cell_unreadable"),
        (7, "common.text_too_long"),
    ]
    assert not Unit.objects.filter(name="好").exists()
    assert not Entry.objects.exists()


def test_a_community_whose_name_stands_twice_needs_its_street(db: None, tmp_path: Path) -> None:
    town = Town()
    town.plan("区", Kind.DISTRICT, "")
    for street in ("甲街道", "乙街道"):
        town.plan(street, Kind.STREET, "区")
        town.plan("花园", Kind.COMMUNITY, street)
    town.add()
    path = workbook(
        tmp_path,
        COMPOUNDS,
        ("一", "花园", "", "", ""),
        ("二", "花园", "甲街道", "", ""),
        ("三", "乙街道/花园", "", "", ""),
    )

    report = _look(path)

    assert _outcomes(report) == [(2, "refused"), (3, "new"), (4, "new")]
    assert report.faults[0][1].facts["possible"] == ["乙街道/花园", "甲街道/花园"] or (
        report.faults[0][1].facts["possible"] == ["甲街道/花园", "乙街道/花园"]
    )


def test_buildings_are_found_by_their_door_code_and_stay_apart_by_compound(
    town: Town, tmp_path: Path
) -> None:
    door = Unit.objects.get(pk=town.ids["1栋"]).door_code
    path = workbook(
        tmp_path,
        BUILDINGS,
        ("一号楼", "园", "花板桥", "", "60", door),
        ("3栋", "园", "", "", "", ""),
        ("3栋", "苑", "", "", "", ""),
        ("9栋", "苑", "", "", "", "ZZZZ ZZZZ"),
    )

    report = _look(path, Ledger.BUILDINGS)

    assert _outcomes(report) == [(2, "changed"), (3, "new"), (4, "unchanged"), (5, "refused")]
    assert _faults(report) == [(5, "ledgers.named_nowhere")]


@pytest.mark.parametrize("ledger", [Ledger.COMPOUNDS, Ledger.BUILDINGS])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_exported_changes_nothing_when_it_comes_back(
    ledger: Ledger, form: str, town: Town, tmp_path: Path
) -> None:
    rows = queries.exported(OPERATOR, ledger)
    path = tmp_path / "export"
    written = ledgers.written(ledger, rows, words={})
    path.write_bytes(written if form == "xlsx" else ledgers.written_csv(ledger, rows))

    report = _look(path, ledger)

    assert len(report.verdicts) == Unit.objects.filter(kind=queries.KINDS[ledger]).count()
    assert {each.outcome for each in report.verdicts} == {UNCHANGED}


def test_a_template_has_the_headings_and_explains_each(town: Town) -> None:
    book = load_workbook(BytesIO(ledgers.written(Ledger.BUILDINGS, [], words={})))

    assert book.sheetnames == ["楼栋台账", "填写说明"]
    assert [cell.value for cell in book["楼栋台账"][1]] == list(BUILDINGS)
    assert [row[0].value for row in book["填写说明"]] == ["列名", *BUILDINGS]


def test_an_empty_template_is_refused_as_empty(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(ledgers.written(Ledger.COMPOUNDS, [], words={}))

    with pytest.raises(rules.LedgerEmpty):
        _look(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_reads_csv_in_either_encoding(
    encoding: str, comma: str, town: Town, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.csv"
    lines: list[Sequence[str]] = [COMPOUNDS, ("新村", "湖滨", "", "007", "５")]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=comma).writerows(lines)

    _take_in(path)

    assert UnitCode.objects.get(unit__name="新村").code == "007"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", rules.LedgerEmpty),
        (b"\xd0\xcf\x11\xe0", OldSheet),
        (b"PK\x03\x04xx", NotASheet),
        (b"\xff\xfe\x00", NotCsv),
        ("小区名称,户数\n甲,3\n".encode(), rules.HeadingsMissing),
    ],
)
def test_refuses_what_is_no_ledger(
    content: bytes, refusal: type[Exception], town: Town, tmp_path: Path
) -> None:
    path = tmp_path / "ledger"
    path.write_bytes(content)

    with pytest.raises((refusal, SheetEmpty) if refusal is rules.LedgerEmpty else refusal):
        _look(path)


def test_names_the_headings_that_are_missing(town: Town, tmp_path: Path) -> None:
    with pytest.raises(rules.HeadingsMissing) as refused:
        _look(workbook(tmp_path, ("小区名称", "户数"), ("甲", 3)))

    assert refused.value.facts == {"columns": ["所属社区"]}


def test_refuses_a_large_file_before_it_is_read(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with path.open("r+b") as file:
        file.truncate(1 << 30)

    with pytest.raises(SheetTooLarge):
        _look(path)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_edit_the_territory_brings_a_ledger(
    role: Role, town: Town, tmp_path: Path
) -> None:
    path = workbook(tmp_path, COMPOUNDS, ("新村", "湖滨", "", "", ""))
    if role in {Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE}:
        assert _take_in(path, actor=Actor(role=role)).acts
    else:
        for call in (
            lambda: _take_in(path, actor=Actor(role=role)),
            lambda: queries.exported(Actor(role=role), Ledger.COMPOUNDS),
        ):
            with pytest.raises(Forbidden):
                call()
