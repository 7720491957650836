"""10,000 real requests keep their neighbourhoods, their deadlines and their delays (row G1)."""

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from linli.cli import replay
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.catalogue import queries as catalogue
from linli.grid.replay import rules, services
from linli.grid.replay.rules import Outcome
from linli.kernel.calendar import queries as calendar
from linli.kernel.calendar.rules import Limit, Unit
from linli.kernel.common.points import PointFault

DATA = Path(os.environ.get("LINLI_REAL_DATA", "")) / "requests"

needs_data = pytest.mark.skipif(
    not os.environ.get("LINLI_REAL_DATA"), reason="LINLI_REAL_DATA names no folder with real data"
)

ROW = {
    "ServiceRequestNum": "18-1",
    "SRType": "SW-Dirty Alley",
    "Agency": "Solid Waste",
    "MethodReceived": "Phone",
    "CreatedDate": "03/09/2018 05:30:13 AM",
    "DueDate": "03/16/2018 05:30:13 AM",
    "CloseDate": "03/20/2018 06:25:33 AM",
    "Address": "12 S STOCKTON ST",
    "Neighborhood": "Hollins Market",
    "Latitude": "39.2883",
    "Longitude": "-76.6391",
}


def test_reads_a_wall_clock_limit_across_the_change_of_the_clocks() -> None:
    (request,) = rules.requests([ROW])

    assert request.days == 7
    assert request.created_at.utcoffset() != rules.moment(ROW["DueDate"]).utcoffset()  # type: ignore[union-attr]
    assert rules.limits([request]) == {"SW-Dirty Alley": Limit(7, Unit.CALENDAR_DAY)}


def test_sets_a_truncated_point_aside_with_its_reason() -> None:
    (request,) = rules.requests([ROW | {"Latitude": "39", "Longitude": "-77"}])

    assert request.fault is PointFault.TRUNCATED


def test_keeps_a_missing_deadline_and_one_of_no_days_apart() -> None:
    found = rules.requests(
        [
            ROW | {"DueDate": ""},
            ROW | {"SRType": "Look Up", "DueDate": ROW["CreatedDate"]},
        ]
    )

    assert rules.limits(found) == {"Look Up": Limit(0, Unit.CALENDAR_DAY), "SW-Dirty Alley": None}


def test_refuses_a_type_with_two_limits() -> None:
    found = rules.requests([ROW, ROW | {"DueDate": "03/17/2018 05:30:13 AM"}])

    with pytest.raises(ValueError, match="more than one limit"):
        rules.limits(found)


def test_says_which_file_is_missing(tmp_path: Path) -> None:
    options = type("Options", (), {"data": str(tmp_path), "json": True, "city": "baltimore"})

    with pytest.raises(replay.DataMissing) as refused:
        replay.handle(options)  # type: ignore[arg-type]

    assert refused.value.facts["file"] == tmp_path / "requests" / "baltimore_311_10000.csv.gz"


@pytest.fixture
def in_new_york(db: None, settings: Any) -> Iterator[None]:
    """Let the district keep the clock of New York."""
    settings.TIME_ZONE = "America/New_York"
    calendar.forget()
    catalogue.forget()
    yield
    calendar.forget()
    catalogue.forget()


@pytest.fixture
def outcome(in_new_york: None, settings: Any, tmp_path: Path) -> Outcome:
    """Replay the whole file."""
    settings.VAR = tmp_path
    return services.baltimore(
        requests=DATA / "baltimore_311_10000.csv.gz",
        neighbourhoods=DATA / "baltimore_neighborhoods_278.geojson",
        at=timezone.now(),
    )


@needs_data
def test_reproduces_the_recorded_neighbourhoods_and_the_late_ones(outcome: Outcome) -> None:
    assert (outcome.rows, outcome.located_of) == (10_000, 8_331)
    assert outcome.located / outcome.located_of >= 0.995
    assert outcome.set_aside == sum(outcome.reasons.values()) > 0
    assert (outcome.late, outcome.late_of) == (1_567, 9_555)
    assert asdict(outcome.guessed.tried) == {
        "of": 5_000,
        "majority": 2_393,
        "type": 4_805,
        "words": {"type": 4_915, "type without its sign": 4_800},
    }

    stays_aside = Case.objects.filter(grid_id__isnull=True)
    assert stays_aside.count() >= outcome.set_aside
    assert Case.objects.filter(limit_unit="", handle_due_at=None, done_at__isnull=False).count() > 0
    assert cases.verify_rows().faults == []


@needs_data
def test_prints_one_json_object(
    in_new_york: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAR = tmp_path
    small = tmp_path / "requests"
    small.mkdir()
    with gzip.open(DATA / "baltimore_311_10000.csv.gz", "rt") as whole:
        lines = [next(whole) for _ in range(51)]
    with gzip.open(small / "baltimore_311_10000.csv.gz", "wt") as part:
        part.writelines(lines)
    polygons = "baltimore_neighborhoods_278.geojson"
    (small / polygons).symlink_to(DATA / polygons)
    options = type("Options", (), {"data": str(tmp_path), "json": True, "city": "baltimore"})

    assert replay.handle(options) == 0  # type: ignore[arg-type]

    printed = json.loads(capsys.readouterr().out)
    assert set(printed) >= {"rows", "located", "located_of", "set_aside", "late", "late_of"}
    assert printed["rows"] == 50
