"""``./run bench``: what has to be fast, against the plain way, in the same run; one table.

Nothing here passes or fails. Every row does the same work both ways and stops when the two
do not agree.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.cli import house
from linli.cli.places import VAR
from linli.cli.postgres import Postgres
from linli.kernel.calendar import rules as calendar
from linli.kernel.calendar import solver as deadlines
from linli.kernel.calendar.rules import Limit, WorkCalendar
from linli.kernel.territory.solver import Locator

CELLS, POINTS, SINGLE = 1819, 1_000_000, 20_000
ROWS, WALKED = 1_000_000, 2_000
REPORTS = 400
ROUNDS = 3
SEED = 430602
HEAD = ("what", "Linli", "plain way", "factor", "the plain way")


@dataclass(frozen=True)
class Row:
    """One comparison; ``ours`` and ``plain`` are in ``unit``, ``factor`` is how often as good."""

    what: str
    unit: str
    ours: float
    plain: float
    factor: float
    against: str


def main() -> None:
    """Measure and print: a table, or with ``--json`` a list of objects."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("--json", action="store_true", help="print a list of JSON objects")
    as_json = parser.parse_args().json
    rows = [*locating(), due_moments(), reports()]
    print(json.dumps([asdict(row) for row in rows], indent=1) if as_json else _table(rows))


def locating() -> list[Row]:
    """Find points among as many cells as the demonstration has micro-grids."""
    noise = np.random.default_rng(SEED)
    cells = _cells(noise)
    keys = [number.to_bytes(16, "big") for number in range(CELLS)]
    locator, tree = Locator.build(keys, list(shapely.to_wkb(cells))), shapely.STRtree(cells)
    lon, lat = noise.uniform(113.0, 113.4, POINTS), noise.uniform(29.2, 29.5, POINTS)
    points = shapely.points(lon, lat)
    pairs = list(zip(lon[:SINGLE].tolist(), lat[:SINGLE].tolist(), strict=True))

    ours = _seconds(lambda: [locator.locate_one(*pair) for pair in pairs])
    plain = _seconds(
        lambda: [tree.query(shapely.Point(pair), predicate="intersects") for pair in pairs]
    )
    many = _seconds(lambda: locator.locate_many(lon, lat))
    by_tree = _seconds(lambda: tree.query(points, predicate="intersects"))

    found = locator.locate_many(lon, lat)
    which, cell = tree.query(points, predicate="intersects")
    _agree(np.array_equal(found[which], cell) and len(which) == np.count_nonzero(found >= 0))
    one, tree_s = [seconds / SINGLE * 1e6 for seconds in (ours, plain)]
    return [
        Row("locate one point", "µs", one, tree_s, tree_s / one, "shapely STRtree"),
        _rate(
            *("locate many points", "M points/s", "shapely STRtree"),
            count=POINTS / 1e6,
            ours=many,
            plain=by_tree,
        ),
    ]


def due_moments() -> Row:
    """Work out deadlines of three years, all four units mixed."""
    noise = np.random.default_rng(SEED)
    day_off = {date(2024, 1, 1) + timedelta(days=day): False for day in range(0, 1500, 37)}
    work = WorkCalendar(zone=ZoneInfo("Asia/Shanghai"), days=day_off)
    begin = deadlines.moment(datetime(2024, 1, 1, tzinfo=UTC))
    starts = begin + noise.integers(0, 3 * 365 * 86_400, ROWS) * 1_000_000
    units = noise.integers(0, len(deadlines.UNITS), ROWS)
    is_hours = np.isin(units, [deadlines.UNITS.index(unit) for unit in calendar.HOURS])
    values = noise.integers(1, 30, ROWS) * np.where(is_hours, 60, 1)

    def walk() -> list[int]:
        return [
            deadlines.moment(
                calendar.due(
                    work,
                    deadlines.EPOCH + timedelta(microseconds=int(starts[row])),
                    Limit(int(values[row]), deadlines.UNITS[units[row]]),
                )
            )
            for row in range(WALKED)
        ]

    ours = _seconds(lambda: deadlines.due_many(work, starts, values, units))
    plain = _seconds(walk) / WALKED * ROWS
    _agree(deadlines.due_many(work, starts, values, units)[:WALKED].tolist() == walk())
    words = ("deadlines", "M rows/s", "walk from day to day")
    return _rate(*words, count=ROWS / 1e6, ours=ours, plain=plain)


def reports() -> Row:
    """Take in reports, each stored for good before the next, as the web does."""
    with _database():
        from django.db import connection

        from linli.grid.cases import services as cases
        from linli.grid.cases.models import Case
        from linli.kernel.people.rules import ANONYMOUS
        from tests.district import small_district, stamp

        district = small_district()
        made = [district.report(number) for number in range(ROUNDS * REPORTS)]
        ready = iter(made)

        def take_in() -> None:
            for _ in range(REPORTS):
                cases.report(ANONYMOUS, report=next(ready), stamp=stamp())

        def insert() -> None:
            with connection.cursor() as cursor:
                for report in made[:REPORTS]:
                    cursor.execute("INSERT INTO bench VALUES (%s)", [report.text])

        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench (words text)")
        ours, plain = _seconds(take_in), _seconds(insert)
        _agree(Case.objects.count() == len(made))
    words = ("take in a report", "a second", "one INSERT, one commit")
    return _rate(*words, count=REPORTS, ours=ours, plain=plain)


@contextmanager
def _database() -> Iterator[None]:
    """Set Django up on a new database that writes to the disk as in service."""
    house.prepare()
    VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR) as folder, Postgres(Path(folder) / "pg") as server:
        os.environ["DATABASE_URL"] = server.url
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        yield
        connections.close_all()


def _cells(noise: np.random.Generator) -> NDArray[Any]:
    """Return cells with wavy borders that fill a district, in degrees."""
    seeds = np.column_stack([noise.uniform(113.0, 113.4, CELLS), noise.uniform(29.2, 29.5, CELLS)])
    parts = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds)))
    box = shapely.box(113.0, 29.2, 113.4, 29.5)
    fine = shapely.segmentize(shapely.intersection(parts, box), 0.0005)
    return np.asarray(
        shapely.transform(fine, lambda xy: xy + 0.0003 * np.sin(xy[:, ::-1] * 2000)), dtype=object
    )


def _seconds(work: Callable[[], object]) -> float:
    """Return how long the fastest of some rounds took."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def _rate(what: str, unit: str, against: str, *, count: float, ours: float, plain: float) -> Row:
    """Return a row of so many in a second, from what each way took."""
    return Row(what, unit, count / ours, count / plain, plain / ours, against)


def _agree(same: bool) -> None:  # noqa: FBT001
    if not same:
        raise SystemExit("The two ways do not agree; nothing is compared.")


def _table(rows: list[Row]) -> str:
    lines = [HEAD] + [
        (
            f"{row.what}, {row.unit}",
            f"{row.ours:,.3g}" if row.ours < 1000 else f"{row.ours:,.0f}",
            f"{row.plain:,.3g}" if row.plain < 1000 else f"{row.plain:,.0f}",
            f"{row.factor:.3g}",
            row.against,
        )
        for row in rows
    ]
    return "\n".join(f"{a:32}{b:>10}{c:>12}{d:>9}   {e}" for a, b, c, d, e in lines)


if __name__ == "__main__":
    main()
