"""``linli verify``: replays the whole record, proves every case row by its entries, recounts."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from linli.grid.cases import queries as cases
from linli.grid.cases.queries import RowProof
from linli.grid.figures import queries as figures
from linli.kernel.journal import queries as journal
from linli.kernel.journal.queries import Proof
from linli.kernel.journal.rules import Fault

SHOWN = 20
"""Faults that are named one by one in words; ``--json`` names all."""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    parser = commands.add_parser("verify", help="check the record, entry by entry, row by row")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def handle(options: argparse.Namespace) -> int:
    """Check, print what was found, and return 1 where something is wrong."""
    with journal.one_moment():
        record, rows, counts = journal.verify(), cases.verify_rows(), figures.faults()
    faults = [*record.faults, *rows.faults, *counts]
    print(_json(record, rows, faults) if options.json else "\n".join(_words(record, rows, faults)))
    return 1 if faults else 0


def _json(record: Proof, rows: RowProof, faults: list[Fault]) -> str:
    return json.dumps(
        {
            "is_sound": not faults,
            "entries": record.entries,
            "streams": record.streams,
            "payloads": record.payloads,
            "erased": record.erased,
            "rows": rows.rows,
            "beside": rows.beside,
            "faults": [asdict(fault) for fault in faults],
        }
    )


def _words(record: Proof, rows: RowProof, faults: list[Fault]) -> list[str]:
    lines = [
        _("%(entries)s entries in %(streams)s chains")
        % {"entries": record.entries, "streams": record.streams},
        _("%(payloads)s payloads kept, %(erased)s erased")
        % {"payloads": record.payloads, "erased": record.erased},
        _("%(rows)s cases compared with their entries") % {"rows": rows.rows},
    ]
    if rows.beside:
        lines.append(_("%(rows)s rows beside them compared too") % {"rows": rows.beside})
    if not faults:
        return [*lines, _("Nothing was altered.")]
    named = [
        _("%(stream)s, entry %(number)s: %(reason)s") % asdict(fault) for fault in faults[:SHOWN]
    ]
    return [*lines, _("%(count)s faults; the first of them:") % {"count": len(faults)}, *named]
