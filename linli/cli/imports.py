"""``linli import``: outlines from a map program, and the history of the years before."""

import argparse
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli import history_file
from linli.grid.history import services as history
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused
from linli.kernel.common.points import DATUMS
from linli.kernel.map_files import services as map_files
from linli.kernel.people.rules import BY_RULE
from linli.kernel.territory.rules import Kind, RowsRefused
from linli.ui.errors import words


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("import", help="bring in outlines, or a district's history")
    kinds = parser.add_subparsers(dest="what", required=True)
    units = kinds.add_parser("units", help="units with their outlines, from GeoJSON")
    units.add_argument("file", type=Path)
    units.add_argument("--kind", required=True, choices=[kind.value for kind in Kind])
    units.add_argument("--datum", required=True, help=", ".join(sorted(DATUMS)))
    cases = kinds.add_parser("cases", help="cases of the past, from CSV")
    cases.add_argument("file", type=Path)
    cases.add_argument("--dry-run", action="store_true", help="check everything, change nothing")


def handle(options: argparse.Namespace) -> int:
    """Bring the file in, all of it or nothing; 2 where rows cannot be used."""
    return _units(options) if options.what == "units" else _cases(options)


def _units(options: argparse.Namespace) -> int:
    try:
        done = map_files.import_geojson(
            BY_RULE,
            content=options.file.read_bytes(),
            kind=Kind(options.kind),
            datum=options.datum,
            source=options.file.name,
            at=timezone.now(),
            keys=ids.new,
        )
    except RowsRefused as refused:
        return _refuse([(fault.row, fault.error) for fault in refused.faults])
    facts = {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}
    print(_("%(created)s new, %(changed)s changed, %(unchanged)s as they were.") % facts)
    return 0


def _cases(options: argparse.Namespace) -> int:
    now = timezone.now()
    matters, faults = history_file.read(options.file.read_bytes(), now=now)
    if faults:
        return _refuse([(fault.line, fault.error) for fault in faults])
    with transaction.atomic():
        done = history.import_cases(BY_RULE, matters=matters, recorded_at=now)
        transaction.set_rollback(options.dry_run)
    facts = {"cases": done.cases, "entries": done.entries, "known": len(matters) - done.cases}
    print(_("%(cases)s cases with %(entries)s entries; %(known)s were there already.") % facts)
    if options.dry_run:
        print(_("Only checked: nothing was changed."))
    return 0


def _refuse(faults: list[tuple[int, InputRefused]]) -> int:
    for row, error in faults:
        said = " ".join(part for part in words(error) if part)
        print(_("Row %(row)s: %(said)s") % {"row": row, "said": said})
    print(_("Nothing was changed."))
    return 2
