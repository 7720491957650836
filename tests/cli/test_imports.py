"""A district's own history comes in from CSV; rows that cannot be used are named."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import load_workbook

from linli.cli import exports, history_file, imports
from linli.grid.cases.models import Case
from linli.kernel.common.points import DatumUnknown
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Unread
from tests.district import NOW, District, small_district

pytestmark = pytest.mark.django_db

HEAD = (
    "number,reported_at,place,category,words,lead,registered_at,dispatched_at,accepted_at,"
    "done_at,verified_at,closed_at,declined_at,ground,settled,satisfied,lon,lat\n"
)
LINE = "{n},2021-03-01 09:00,{place},06010,楼下垃圾,样例区环卫局"
CLOSED = LINE + ",,,,2021-03-02 10:00,,2021-03-03 09:00,,,是,基本满意,,\n"
DECLINED = (
    "{n},2021-03-01 09:00,,,已判决,,,,,,,,2021-03-01 10:00,other_procedure,,,113.104,29.3525\n"
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def district() -> District:
    return small_district()


def brought(tmp_path: Path, words: str, *, encoding: str = "utf-8", dry: bool = False) -> int:
    path = tmp_path / "history.csv"
    path.write_bytes(words.encode(encoding))
    return imports.handle(Namespace(what="cases", file=path, dry_run=dry))


def plate(district: District) -> str:
    from linli.kernel.territory.rules import door_code

    return door_code(district.sides[0].buildings[0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_brings_in_cases_with_their_course(
    district: District, tmp_path: Path, encoding: str
) -> None:
    rows = HEAD + CLOSED.format(n="A-1", place=plate(district)) + DECLINED.format(n="A-2")

    assert brought(tmp_path, rows, encoding=encoding) == 0

    closed = Case.objects.get(stage="closed")
    assert closed.lead_id == district.sanitation
    assert closed.satisfied == "mostly"
    assert closed.building_id == district.sides[0].buildings[0]
    assert closed.registered_at == closed.done_at
    declined = Case.objects.get(stage="declined")
    assert declined.community_id == district.sides[0].community
    assert Unread.objects.count() == 0
    assert journal.verify().faults == []


def test_changes_nothing_the_second_time(district: District, tmp_path: Path) -> None:
    rows = HEAD + CLOSED.format(n="A-1", place=plate(district))
    brought(tmp_path, rows)

    assert brought(tmp_path, rows) == 0

    assert Case.objects.count() == 1


def test_only_checks_in_a_dry_run(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = HEAD + CLOSED.format(n="A-1", place=plate(district))

    assert brought(tmp_path, rows, dry=True) == 0

    assert Case.objects.count() == 0
    assert "nothing was changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "to", "code"),
    [
        ("2021-03-01 09:00", "gestern", "cli.value_unreadable"),
        ("2021-03-01 09:00", "2121-03-01", "cli.value_unreadable"),
        ("2021-03-01 09:00", "2021-03-02 12:00", "grid.steps_out_of_order"),
        ("06010", "99999", "grid.unknown_category"),
        (",06010,", ",,", "cli.value_needed"),
        ("样例区环卫局", "niemand", "cli.value_unreadable"),
        ("PLATE", "00000000", "cli.value_unreadable"),
        ("PLATE", "", "cli.value_needed"),
        ("是", "vielleicht", "cli.value_unreadable"),
        ("楼下垃圾", "", "cli.value_needed"),
    ],
)
def test_names_the_line_of_a_row_that_cannot_be_used(
    district: District, changed: str, to: str, code: str
) -> None:
    good = CLOSED.format(n="A-1", place="PLATE")
    bad = good.replace("A-1", "A-2").replace(changed, to, 1)
    rows = (HEAD + good + bad).replace("PLATE", plate(district))

    matters, faults = history_file.read(rows.encode(), now=NOW)

    assert len(matters) == 1
    assert [(fault.line, fault.error.code) for fault in faults] == [(3, code)]


def test_brings_in_nothing_where_one_row_is_bad(district: District, tmp_path: Path) -> None:
    good = CLOSED.format(n="A-1", place=plate(district))

    assert brought(tmp_path, HEAD + good + good) == 2

    assert Case.objects.count() == 0


def test_refuses_a_file_without_headings(district: District) -> None:
    with pytest.raises(history_file.ColumnsMissing):
        history_file.read(b"a,b\n1,2\n", now=NOW)


# Maps and ledgers ---------------------------------------------------------------------------


def _run(*arguments: str) -> int:
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    for module in (imports, exports):
        module.add(commands)
    options = parser.parse_args(arguments)
    return imports.handle(options) if arguments[0] == "import" else exports.handle(options)


def test_what_was_exported_changes_nothing_when_it_comes_back(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grids, ledger = str(tmp_path / "grids.zip"), str(tmp_path / "posts.csv")
    asked = ["--kind", "grid", "--datum", "BD-09"]

    codes = [
        _run("export", "units", grids, *asked, "--form", "shapefile", "--encoding", "GBK"),
        _run("import", "units", grids, *asked, "--dry-run"),
        _run("import", "units", grids, *asked),
        _run("export", "posts", ledger),
        _run("import", "posts", ledger),
    ]

    said = capsys.readouterr().out
    assert codes == [0] * 5
    assert said.count("0 new, 0 changed, 6 as they were.") == 2
    assert "Only checked: nothing was changed." in said


def test_without_a_datum_the_shares_are_printed_and_nothing_is_brought_in(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grids = str(tmp_path / "grids.geojson")
    _run("export", "units", grids, "--kind", "grid", "--datum", "GCJ-02")

    with pytest.raises(DatumUnknown):
        _run("import", "units", grids, "--kind", "grid")

    assert "100.0 % of 6 outlines lie in their own unit as GCJ-02." in capsys.readouterr().out


def test_a_template_that_is_filled_in_is_taken_in_and_its_faults_are_named(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "compounds.xlsx"
    _run("export", "compounds", str(path), "--template")
    book = load_workbook(path)
    book.worksheets[0].append(["新苑", "甲社区", "", "", "１２"])
    book.worksheets[0].append(["", "甲社区"])
    book.save(path)

    refused = _run("import", "compounds", str(path))
    book.worksheets[0].delete_rows(3)
    book.save(path)
    taken = _run("import", "compounds", str(path))

    said = capsys.readouterr().out
    assert (refused, taken) == (2, 0)
    assert "Row 3: “小区名称” is empty." in said
    assert "1 new, 0 changed, 0 as they were." in said
