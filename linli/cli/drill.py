"""``linli drill``: bring the newest backup back somewhere else, check it, and say how old it is."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.cli import backups, house, main
from linli.cli.backups import DUMP, Backup
from linli.cli.places import ROOT, VAR
from linli.cli.postgres import Postgres, programs
from linli.kernel.common.errors import LinliError


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("drill", help="try the newest backup in a database of its own")
    parser.add_argument("folder", nargs="?", type=Path, default=VAR / "backups")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def handle(options: argparse.Namespace) -> int:
    """Try a backup; 0 where it is sound and the running house goes on from it."""
    house.prepare()
    main.set_up()
    began = time.monotonic()
    found = drill(backups.chosen(options.folder))
    found["seconds"] = round(time.monotonic() - began, 1)
    print(json.dumps(found) if options.json else _words(found))
    return 0 if found["is_sound"] and found["goes_on"] is not False else 1


def drill(backup: Backup) -> dict[str, Any]:
    """Restore a backup into a throw-away database and return what the check of it found.

    Raises:
        BackupDamaged: a file is not what was written.
    """
    backup.check()
    VAR.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=VAR, prefix="drill-") as folder,
        Postgres(Path(folder) / "pg", throw_away=True) as server,
    ):
        ours = int(programs().parent.name.removeprefix("pginstall"))
        backups.load(backup.folder / DUMP, url=server.url, server=ours)
        there = {"DATABASE_URL": server.url, "LINLI_VAR": folder, "LINLI_SIGNING_KEY": ""}
        _linli({**os.environ, **there}, "migrate")
        proof = json.loads(_linli({**os.environ, **there}, "verify", "--json"))
    newest = backup.newest_entry_at
    age = datetime.now(UTC) - newest if newest else None
    return {
        "backup": str(backup.folder),
        "is_sound": proof["is_sound"] and proof["entries"] == backup.manifest["entries"],
        "entries": proof["entries"],
        "rows": proof["rows"],
        "heads": proof["heads"],
        "faults": proof["faults"],
        "newest_entry_at": newest.isoformat() if newest else None,
        "newest_entry_seconds_old": int(age.total_seconds()) if age else None,
        "goes_on": goes_on(backup),
    }


def goes_on(backup: Backup) -> bool | None:
    """Return whether the running house's log begins with the head of the backup.

    None where the backup has no head, or no house runs that could be asked; none is started.
    """
    size, root = backup.manifest["head_size"], backup.manifest["head_root"]
    if not size or not ("DATABASE_URL" in os.environ or house.is_somebody_home()):
        return None
    words = [sys.executable, "-m", "linli", "heads", "begins", str(size), root]
    return subprocess.run(words, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _linli(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "linli", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise LinliError
    return done.stdout


def _words(found: dict[str, Any]) -> str:
    """Return what was found in sentences."""
    age = found["newest_entry_seconds_old"]
    goes_on = {
        None: _("No running house was asked whether it goes on from this backup."),
        True: _("The running house goes on from this backup."),
        False: _("The running house does NOT go on from this backup."),
    }
    lines = [
        _("Backup: %(file)s") % {"file": found["backup"]},
        _("Restored and checked in %(seconds)s seconds.") % {"seconds": found["seconds"]},
        _("%(entries)s entries, %(rows)s cases, %(heads)s signed heads") % found,
        _("The newest entry is %(age)s old (hours:minutes:seconds).")
        % {"age": timedelta(seconds=age)}
        if age is not None
        else _("There are no entries in it."),
        goes_on[found["goes_on"]],
        _("The backup is sound.") if found["is_sound"] else _("The backup is NOT sound."),
        *(f"{it['stream']}, {it['number']}: {it['reason']}" for it in found["faults"][:20]),
    ]
    return "\n".join(lines)
