"""A real district begins from one workbook, all of it or nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import load_workbook

from linli.cli import init, workbook
from linli.grid.catalogue import queries as catalogue
from linli.kernel.people.models import Organisation, Person, Post
from linli.kernel.places import queries as places
from linli.kernel.territory.models import Unit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "district.xlsx"
    workbook.write_template(path)
    return path


def put(path: Path, sheet: str, cell: str, value: object) -> None:
    book = load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_begins_a_district_from_its_own_template(file: Path) -> None:
    assert init.begin(file, at=NOW) == []

    assert Unit.objects.count() == 6
    assert Unit.objects.get(kind="building").parent == Unit.objects.get(name="样例家园")
    officer = Post.objects.select_related("person", "unit").get(role="grid_officer")
    assert officer.person.username == "bing"
    assert officer.unit
    assert officer.unit.name == "样例01网格"
    assert not any(person.has_usable_password() for person in Person.objects.all())
    assert catalogue.edition(NOW).categories


def test_gives_an_organisation_the_duties_of_its_row(file: Path) -> None:
    init.begin(file, at=NOW)

    community = places.place_of_unit(Unit.objects.get(kind="community").pk)
    edition = catalogue.edition(NOW).number
    leads = catalogue.leads("06010", community, edition=edition, at=NOW)

    assert leads == [Organisation.objects.get(kind="department").pk]


def test_folds_full_width_digits(file: Path) -> None:
    put(file, "units", "E5", "３２０")
    put(file, "staff", "B2", "１３００００００００１")

    assert init.begin(file, at=NOW) == []

    assert Unit.objects.get(kind="grid").households == 320
    assert Person.objects.get(username="jia").phone == "13000000001"


def test_reads_days_as_text_and_as_dates(file: Path) -> None:
    put(file, "staff", "G2", datetime(2026, 3, 1))  # noqa: DTZ001
    put(file, "staff", "H2", "2027/03/01")

    assert init.begin(file, at=NOW) == []

    post = Post.objects.get(person__username="jia")
    assert (post.starts_on, post.ends_on) == (date(2026, 3, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "says"),
    [
        ("units", "A3", "strasse", "Sheet units, row 3: “strasse” cannot stand"),
        ("units", "B4", None, "Sheet units, row 4: The column “name” is empty."),
        ("units", "C5", "niemand", "Sheet units, row 5: “niemand” is named in “parent”"),
        ("units", "D5", "C1", "Sheet units, row 5: “C1” stands here twice."),
        ("units", "E5", "viele", "Sheet units, row 5: “viele” cannot stand"),
        ("organisations", "E3", "tea", "Sheet organisations, row 3: “tea” cannot stand"),
        ("staff", "D2", "niemand", "Sheet staff, row 2: “niemand” is named in “organisation”"),
        ("staff", "E2", "king", "Sheet staff, row 2: “king” cannot stand"),
        ("staff", "B2", "12", "Sheet staff, row 2: This is not a telephone number"),
        ("staff", "G2", "morgen", "Sheet staff, row 2: “morgen” cannot stand"),
        ("staff", "C3", "jia", "Sheet staff, row 3: “jia” stands here twice."),
    ],
)
def test_names_sheet_and_row_and_changes_nothing(
    file: Path, sheet: str, cell: str, value: object, says: str
) -> None:
    put(file, sheet, cell, value)

    faults = init.begin(file, at=NOW)

    assert faults[0].startswith(says)
    assert Unit.objects.count() == Person.objects.count() == 0


def test_refuses_a_second_district(file: Path) -> None:
    init.begin(file, at=NOW)

    with pytest.raises(init.DistrictIsThere):
        init.begin(file, at=NOW)

    assert Unit.objects.count() == 6


def test_refuses_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "district.xlsx"
    path.write_text("no")

    with pytest.raises(workbook.NotAWorkbook):
        init.begin(path, at=NOW)
