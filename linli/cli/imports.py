"""``linli import``: maps, ledgers, and the history of the years before."""

import argparse
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli import history_file
from linli.grid.history import services as history
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused
from linli.kernel.common.points import DATUMS, DatumUnknown
from linli.kernel.datum_evidence import queries as datum_evidence
from linli.kernel.deliveries.rules import Outcome, Report
from linli.kernel.ledgers.rules import LEDGER_NAMES, Ledger
from linli.kernel.map_files import services as map_files
from linli.kernel.map_files.rules import Wanted
from linli.kernel.map_readings import solver as reader
from linli.kernel.people.rules import BY_RULE
from linli.kernel.post_ledgers import services as posts
from linli.kernel.territory.rules import Kind, RowsRefused
from linli.kernel.unit_ledgers import services as units
from linli.ui.errors import words
from linli.ui.requests import stamp

DRY_RUN = "say what would become of each row, change nothing"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("import", help="bring in a map, a ledger, or a district's history")
    kinds = parser.add_subparsers(dest="what", required=True)
    maps = kinds.add_parser(
        "units", help="units with their outlines: GeoJSON, zipped Shapefile, GeoPackage, KML"
    )
    maps.add_argument("file", type=Path)
    maps.add_argument("--kind", required=True, choices=[kind.value for kind in Kind])
    datums = ", ".join(sorted(DATUMS))
    maps.add_argument("--datum", default="", help=f"{datums}; without it, the shares under each")
    maps.add_argument("--layer", default="", help="which one, where the file has several")
    maps.add_argument(
        "--overrule", action="store_true", help="what the file itself says of its datum is wrong"
    )
    maps.add_argument("--dry-run", action="store_true", help=DRY_RUN)
    for ledger, name in LEDGER_NAMES.items():
        parser = kinds.add_parser(ledger.value, help=f"{name[0].lower()}{name[1:]}: Excel or CSV")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help=DRY_RUN)
    cases = kinds.add_parser("cases", help="cases of the past, from CSV")
    cases.add_argument("file", type=Path)
    cases.add_argument("--dry-run", action="store_true", help="check everything, change nothing")


def handle(options: argparse.Namespace) -> int:
    """Bring the file in, all of it or nothing; 2 where rows cannot be used."""
    if options.what == "cases":
        return _cases(options)
    if options.what == "units":
        return _told(options, _map(options))
    return _told(options, _ledger(options))


def _map(options: argparse.Namespace) -> Callable[[], Report]:
    """Return what looks at a map or takes it in.

    Raises:
        DatumUnknown: none was declared; what speaks for each is printed.
    """
    wanted = Wanted(Kind(options.kind), options.datum, options.layer, options.overrule)
    if not options.datum:
        _print_evidence(options.file, wanted)
        raise DatumUnknown(datum="")
    if options.dry_run:
        return lambda: map_files.look(
            BY_RULE, file=options.file, wanted=wanted, at=timezone.now(), keys=ids.new
        )
    return lambda: map_files.take_in(
        BY_RULE,
        file=options.file,
        wanted=wanted,
        source=options.file.name,
        delivery_id=ids.new(),
        stamp=stamp(),
        keys=ids.new,
    )


def _print_evidence(file: Path, wanted: Wanted) -> None:
    found = datum_evidence.evidence(BY_RULE, reader.read(file, layer=wanted.layer), wanted.kind)
    for each in found.shares if found.count else ():
        facts = {"share": each.percent, "datum": each.datum, "count": found.count}
        print(_("%(share)s %% of %(count)s outlines lie in their own unit as %(datum)s.") % facts)


def _ledger(options: argparse.Namespace) -> Callable[[], Report]:
    file, ledger, at = options.file, Ledger(options.what), timezone.now()
    if ledger is Ledger.POSTS and options.dry_run:
        return lambda: posts.look(BY_RULE, file=file, at=at, keys=ids.new)
    if ledger is Ledger.POSTS:
        return lambda: posts.take_in(
            BY_RULE, file=file, delivery_id=ids.new(), stamp=stamp(), keys=ids.new
        )
    if options.dry_run:
        return lambda: units.look(BY_RULE, file=file, ledger=ledger, at=at, keys=ids.new)
    return lambda: units.take_in(
        BY_RULE,
        file=file,
        ledger=ledger,
        source=file.name,
        delivery_id=ids.new(),
        stamp=stamp(),
        keys=ids.new,
    )


def _told(options: argparse.Namespace, call: Callable[[], Report]) -> int:
    """Print what became of the rows; 2 where any of them cannot be used."""
    try:
        report = call()
    except RowsRefused as refused:
        return _refuse([(fault.row, fault.error) for fault in refused.faults])
    if report.faults:
        return _refuse(report.faults)
    for each in report.verdicts:
        for note in each.notes:
            print(_("Row %(row)s: %(said)s") % {"row": each.number, "said": _(note)})
    facts = {
        "created": report.counts[Outcome.NEW],
        "changed": report.counts[Outcome.CHANGED],
        "unchanged": report.counts[Outcome.UNCHANGED],
    }
    print(_("%(created)s new, %(changed)s changed, %(unchanged)s as they were.") % facts)
    if options.dry_run:
        print(_("Only checked: nothing was changed."))
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
