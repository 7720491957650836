"""``./run bench``: what has to be fast, against the plain way, in the same run; one table.

Nothing here passes or fails. Every row does the same work both ways and stops when the two
do not agree.
"""

import argparse
import json
from dataclasses import asdict

from bench import arithmetic, doors
from bench.rows import machine, table


def main() -> None:
    """Measure and print: a table, or with ``--json`` an object."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--cases", type=int, nargs=2, default=[doors.FEW, doors.MANY])
    options = parser.parse_args()
    where = machine()
    rows = [*arithmetic.locating(), arithmetic.due_moments()]
    rows += doors.rows(few=options.cases[0], many=options.cases[1])
    if options.json:
        print(json.dumps({"machine": where, "rows": [asdict(row) for row in rows]}, indent=1))
    else:
        print("\n".join([", ".join(f"{name} {said}" for name, said in where.items()), table(rows)]))


if __name__ == "__main__":
    main()
