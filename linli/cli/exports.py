"""``linli export``: outlines as a map file, ledgers as Excel or CSV, and their templates."""

import argparse
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.common.points import DATUMS
from linli.kernel.ledgers.rules import LEDGER_NAMES, Ledger
from linli.kernel.map_readings.rules import Form
from linli.kernel.map_writings import queries as map_writings
from linli.kernel.map_writings.rules import Encoding, Export
from linli.kernel.people.rules import BY_RULE
from linli.kernel.territory.rules import Kind
from linli.ui.files import queries


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("export", help="take out a map or a ledger")
    kinds = parser.add_subparsers(dest="what", required=True)
    maps = kinds.add_parser("units", help="the present outlines of one kind of unit or several")
    maps.add_argument("file", type=Path)
    maps.add_argument(
        "--kind", required=True, action="append", choices=[kind.value for kind in Kind]
    )
    maps.add_argument("--form", default=Form.GEOJSON.value, choices=[form.value for form in Form])
    maps.add_argument("--datum", required=True, help=", ".join(sorted(DATUMS)))
    maps.add_argument(
        "--encoding",
        default=Encoding.UTF8.value,
        choices=[each.value for each in Encoding],
        help="of the words in a Shapefile",
    )
    for ledger, name in LEDGER_NAMES.items():
        ledgers = kinds.add_parser(ledger.value, help=f"{name[0].lower()}{name[1:]}")
        ledgers.add_argument("file", type=Path, help="ends with .csv for CSV, else Excel")
        ledgers.add_argument("--template", action="store_true", help="empty, with its explanation")


def handle(options: argparse.Namespace) -> int:
    """Write the file."""
    options.file.write_bytes(_map(options) if options.what == "units" else _ledger(options))
    print(_("Written: %(file)s") % {"file": options.file})
    return 0


def _map(options: argparse.Namespace) -> bytes:
    wanted = Export(
        kinds=[Kind(kind) for kind in options.kind],
        form=Form(options.form),
        datum=options.datum,
        encoding=Encoding(options.encoding),
    )
    return map_writings.exported(BY_RULE, wanted)


def _ledger(options: argparse.Namespace) -> bytes:
    ledger = Ledger(options.what)
    if options.template:
        return queries.template(ledger)[1]
    ending = "csv" if options.file.suffix.lower() == ".csv" else "xlsx"
    return queries.exported(BY_RULE, ledger, ending=ending, on=timezone.localdate())[1]
