"""15,000 real requests keep the city's own deadlines, and say whose they are (rows G1, X3, X4)."""

import csv
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from linli.cli import replay
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.catalogue import queries as catalogue
from linli.grid.replay import rules, services
from linli.grid.replay.rules import Example, Kept
from linli.kernel.calendar import queries as calendar
from linli.kernel.common.points import PointFault

DATA = Path(os.environ.get("LINLI_REAL_DATA", "")) / "requests"

needs_data = pytest.mark.skipif(
    not os.environ.get("LINLI_REAL_DATA"), reason="LINLI_REAL_DATA names no folder with real data"
)

ROW = {
    "CASE_ENQUIRY_ID": "1",
    "OPEN_DT": "01/01/2015 12:25:36 AM",
    "TARGET_DT": "01/16/2015 08:30:00 AM",
    "CLOSED_DT": "01/16/2015 08:30:00 AM",
    "OnTime_Status": "ONTIME",
    "CASE_TITLE": "Street Light Outages",
    "CLOSURE_REASON": "Case Closed Case Resolved",
    "TYPE": "Street Light Outages",
    "Department": "PWDx",
    "LOCATION_STREET_NAME": "1 Example St",
    "LATITUDE": "42.3474",
    "LONGITUDE": "-71.0944",
}
LATE = {"CLOSED_DT": "01/16/2015 08:30:01 AM", "OnTime_Status": "OVERDUE"}
OPEN = {"CLOSED_DT": "", "OnTime_Status": "OVERDUE"}
NO_DEADLINE = {"TARGET_DT": "", "CLOSED_DT": "06/16/2015 08:30:00 AM"}
BEFORE = {"OPEN_DT": "01/16/2015 08:40:00 AM", "TARGET_DT": "01/20/2015 08:30:00 AM"}
NO_FLAG = {"OnTime_Status": "", "CLOSED_DT": "03/01/2015 08:30:00 AM"}


@pytest.fixture
def in_new_york(db: None, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Let the district keep the clock of New York; return an empty folder for files."""
    settings.TIME_ZONE = "America/New_York"
    settings.VAR = tmp_path
    calendar.forget()
    catalogue.forget()
    yield tmp_path
    calendar.forget()
    catalogue.forget()


def file_of(folder: Path, *changes: dict[str, str]) -> Path:
    """Return a file as the city writes it, one row for each set of changes."""
    path = folder / "requests" / "boston_311_2015H1_sample15000.csv.gz"
    path.parent.mkdir()
    with gzip.open(path, "wt", newline="") as file:
        writer = csv.DictWriter(file, ROW.keys())
        writer.writeheader()
        writer.writerows(
            ROW | change | {"CASE_ENQUIRY_ID": str(n)} for n, change in enumerate(changes)
        )
    return path


def test_a_deadline_of_the_city_is_kept_to_the_second(in_new_york: Path) -> None:
    file = file_of(in_new_york, {}, LATE, OPEN, NO_DEADLINE, BEFORE, NO_FLAG)

    kept = services.boston(requests=file, at=timezone.now())

    assert (kept.rows, kept.closed, kept.flagged, kept.reproduced) == (6, 5, 4, 4)
    assert (kept.late, kept.before_opening) == (2, 1)
    dues = Case.objects.exclude(handle_due_at=None).values_list("handle_due_at", flat=True)
    assert rules.moment(ROW["TARGET_DT"]) in set(dues)
    assert Case.objects.filter(due_at=rules.moment(ROW["TARGET_DT"]), stage="dispatched").exists()
    assert cases.verify_rows().faults == []


def test_a_flag_that_is_not_so_is_counted_as_not_reproduced(in_new_york: Path) -> None:
    file = file_of(in_new_york, {"OnTime_Status": "OVERDUE"}, {})

    kept = services.boston(requests=file, at=timezone.now())

    assert (kept.flagged, kept.reproduced) == (2, 1)


def example(number: int, words: str, office: str, type_: str = "t") -> Example:
    """Return a row for guessing; the number is its place in time."""
    at = rules.moment(f"01/01/2015 12:{number:02d}:00 AM")
    assert at
    return Example(at, {"title": words}, type_, office)


def test_words_are_learned_from_earlier_rows_and_tried_on_later_ones() -> None:
    rows = [
        example(3, "broken lamp", "light", "b"),
        example(0, "lamp is dark", "light"),
        example(1, "street lamp out", "light"),
        example(2, "rubbish bags", "waste"),
        example(5, "bags of rubbish", "waste", "c"),
        example(4, "nothing known", "waste", "c"),
    ]

    guessed = services._guessed(rows)

    assert (guessed.learned, guessed.tried.of) == (3, 3)
    assert (guessed.tried.majority, guessed.tried.type) == (1, 1)
    assert guessed.tried.words == {"title": 2}


@pytest.mark.parametrize(
    ("title", "is_own"),
    [("Street Light Outages", False), ("RE: street light outages (D4)", False), ("PRINTED", True)],
)
def test_a_title_that_repeats_the_type_is_told_apart(title: str, is_own: bool) -> None:
    found = rules.services([ROW | {"CASE_TITLE": title}])[0]

    assert rules.has_own_words(services._service_example(found)) is is_own


@needs_data
def test_reproduces_every_flag_and_guesses_departments_as_found(in_new_york: Path) -> None:
    kept = services.boston(
        requests=DATA / "boston_311_2015H1_sample15000.csv.gz", at=timezone.now()
    )

    assert (kept.rows, kept.closed, kept.flagged) == (15_000, 12_598, 12_581)
    assert kept.reproduced == kept.flagged
    assert (kept.late, kept.before_opening) == (2_563, 22)
    assert kept.set_aside == kept.reasons[PointFault.DEFAULT] == 2_245
    assert Case.objects.filter(words__content__lon_e6=None).count() == sum(kept.reasons.values())
    assert (kept.guessed.learned, kept.guessed.tried.of, kept.guessed.own.of) == (
        7_500,
        7_500,
        1_291,
    )
    assert_found(kept)
    assert cases.verify_rows().faults == []


def assert_found(kept: Kept) -> None:
    """Compare what was guessed with what was found when it was written down."""
    tried, own = kept.guessed.tried, kept.guessed.own
    assert (tried.majority, tried.type) == (3_114, 7_033)
    assert tried.words == {"title": 7_032, "title and closing words": 6_922}
    assert (own.majority, own.type) == (679, 1_157)
    assert own.words == {"title": 1_233, "title and closing words": 1_214}


@pytest.mark.parametrize("as_json", [True, False])
def test_prints_lines_or_one_json_object(
    in_new_york: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    file_of(in_new_york, *[{}, LATE] * 5)
    given = {"data": str(in_new_york), "city": "boston", "json": as_json}

    assert replay.handle(type("Options", (), given)) == 0  # type: ignore[arg-type]

    printed = capsys.readouterr().out
    if as_json:
        assert json.loads(printed)["reproduced"] == 10
    else:
        assert "10 of 10 flags of the city reproduced, 0 not; 0 have none" in printed
        assert "  by words (title): " in printed
