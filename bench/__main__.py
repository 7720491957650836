"""``./run bench``: what has to be fast, against the plain way, in the same run; one table.

Nothing here passes or fails. Every row does the same work both ways and stops when the two
do not agree.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict

from bench import arithmetic, doors, grids, maps
from bench.rows import Row, machine, written


def main() -> None:
    """Measure and print: a table, or with ``--json`` an object."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--cases", type=int, nargs=2, default=[doors.FEW, doors.MANY])
    parser.add_argument("--map", action="store_true", help="only the map in a browser")
    options = parser.parse_args()
    where = machine()
    few, many = options.cases
    rows = maps.rows() if options.map else _rows(few=few, many=many)
    if options.json:
        print(json.dumps({"machine": where, "rows": [asdict(row) for row in rows]}, indent=1))
        return
    print(", ".join(f"{name} {said}" for name, said in where.items()))
    for row in rows:
        print(written(row), flush=True)


def _rows(*, few: int, many: int) -> Iterator[Row]:
    yield from arithmetic.locating()
    yield arithmetic.due_moments()
    yield arithmetic.size_relations()
    yield grids.planning()
    yield from doors.rows(few=few, many=many)


if __name__ == "__main__":
    main()
