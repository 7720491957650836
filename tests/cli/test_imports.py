"""A district's own history comes in from CSV; rows that cannot be used are named."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from linli.cli import history_file, imports
from linli.grid.cases.models import Case
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
