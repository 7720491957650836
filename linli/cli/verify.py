"""``linli verify``: replays the record, proves every case row, recounts, checks what was signed."""

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.grid.cases import queries as cases
from linli.grid.cases.queries import RowProof
from linli.grid.figures import queries as figures
from linli.grid.proofs import queries as proofs
from linli.kernel.common.errors import LinliError
from linli.kernel.heads import queries as heads
from linli.kernel.heads import services as heads_services
from linli.kernel.heads.queries import LogProof
from linli.kernel.journal import queries as journal
from linli.kernel.journal.queries import Proof
from linli.kernel.journal.rules import Fault
from linli.party.branches import queries as branches
from linli.party.preparations import queries as preparations
from linli.party.records import queries as records
from linli.party.supervision import queries as supervision
from linli.ui import moments
from linli.ui.errors import one_text

SHOWN = 20
"""Faults that are named one by one in words; ``--json`` names all."""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    parser = commands.add_parser("verify", help="check the record, entry by entry, row by row")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--proof", metavar="NUMBER", help="write the proof file of one case instead"
    )
    parser.add_argument(
        "--out", type=Path, help="where the proof file goes; else linli-proof-NUMBER.json"
    )
    parser.add_argument(
        "--with-words", action="store_true", help="put what persons wrote into it, with the salts"
    )


def handle(options: argparse.Namespace) -> int:
    """Check, print what was found, and return 1 where something is wrong."""
    if options.proof:
        return _prove(options)
    found = check()
    unsigned = _unsigned(found.log)
    print(_json(found, unsigned) if options.json else "\n".join(words(found, unsigned)))
    return 1 if found.faults or unsigned else 0


def _prove(options: argparse.Namespace) -> int:
    """Write the proof file of one case; anyone checks it with ``check_proof.py``."""
    proof = proofs.of_number(options.proof, with_words=options.with_words)
    path = options.out or Path(proof.name)
    path.write_bytes(proof.content())
    print(_("Written: %(file)s") % {"file": path})
    return 0


@dataclass(frozen=True, slots=True)
class Found:
    """What the check of a whole house found, all of one moment."""

    record: Proof
    rows: RowProof
    log: LogProof
    papers: int
    organisations: int
    policies: int
    faults: list[Fault]


def check() -> Found:
    """Check everything that can be checked from the database alone."""
    with journal.one_moment():
        record, rows, log = journal.verify(), cases.verify_rows(), heads.verify()
        counts, papers = figures.faults(), supervision.verify_rows()
        organisations, on_their_way = branches.verify_rows(), preparations.verify_rows()
        summed = records.verify_rows()
    of_party = [*papers.faults, *organisations.faults, *on_their_way.faults, *summed.faults]
    return Found(
        record,
        rows,
        log,
        papers=papers.rows,
        organisations=organisations.rows,
        policies=summed.rows,
        faults=[*record.faults, *rows.faults, *log.faults, *counts, *of_party],
    )


def _unsigned(log: LogProof) -> LinliError | None:
    """Return why nothing more can be signed in a house that signed before, or None."""
    try:
        if log.heads:
            heads_services.check_key(settings.SIGNING_KEY)
    except LinliError as refused:
        return refused
    return None


def _json(found: Found, unsigned: LinliError | None) -> str:
    record, rows, log = found.record, found.rows, found.log
    return json.dumps(
        {
            "is_sound": not found.faults,
            "entries": record.entries,
            "streams": record.streams,
            "payloads": record.payloads,
            "erased": record.erased,
            "rows": rows.rows,
            "beside": rows.beside,
            "documents": found.papers,
            "party_organisations": found.organisations,
            "policies": found.policies,
            "logged": log.leaves,
            "heads": log.heads,
            "signed_at": log.last_at.isoformat() if log.last_at else None,
            "key": unsigned.code if unsigned else "",
            "faults": [asdict(fault) for fault in found.faults],
        }
    )


def words(found: Found, unsigned: LinliError | None) -> list[str]:
    """Return what was found in sentences, one a line."""
    lines = [*_counts(found), _signed(found.log)]
    if unsigned:
        lines.append(one_text(unsigned))
    faults = found.faults
    if not faults:
        return [*lines, _("Nothing was altered.")]
    named = [
        _("%(stream)s, entry %(number)s: %(reason)s") % asdict(fault) for fault in faults[:SHOWN]
    ]
    return [*lines, _("%(count)s faults; the first of them:") % {"count": len(faults)}, *named]


def _counts(found: Found) -> list[str]:
    record, rows = found.record, found.rows
    lines = [
        _("%(entries)s entries in %(streams)s chains")
        % {"entries": record.entries, "streams": record.streams},
        _("%(payloads)s payloads kept, %(erased)s erased")
        % {"payloads": record.payloads, "erased": record.erased},
        _("%(rows)s cases compared with their entries") % {"rows": rows.rows},
    ]
    if rows.beside:
        lines.append(_("%(rows)s rows beside them compared too") % {"rows": rows.beside})
    if found.papers:
        words = _("%(rows)s supervision documents compared with their entries")
        lines.append(words % {"rows": found.papers})
    if found.organisations:
        words = _("%(rows)s Party organisations compared with their entries")
        lines.append(words % {"rows": found.organisations})
    if found.policies:
        words = _("%(rows)s policy documents, tasks and what belongs to them compared too")
        lines.append(words % {"rows": found.policies})
    return lines


def _signed(log: LogProof) -> str:
    if log.last_at is None:
        return _("%(leaves)s entries in the log, not signed yet") % {"leaves": log.leaves}
    return _("%(leaves)s entries in the log, %(heads)s signed heads, the newest of %(at)s") % {
        "leaves": log.leaves,
        "heads": log.heads,
        "at": moments.moment(log.last_at),
    }
