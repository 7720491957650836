"""What a backup is: a folder with a dump, pictures and a manifest that names every file.

A backup is complete or it is not there: it is written under another name and renamed at the
end. ``manifest.json`` carries the SHA-256 of each file and of itself.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from linli.cli.postgres import programs
from linli.kernel.common import crypto
from linli.kernel.common.errors import InputRefused, LinliError, gettext_noop

FORMAT = "linli-backup-1"
MANIFEST = "manifest.json"
DUMP = "database.dump"
MEDIA = "media"
ERASURES = "erasures.json"
PREFIX = "linli-"
CHUNK = 1024 * 1024
NOT_KEPT = ("django_session", "linli_cache")
"""Tables whose rows are left out: everybody signs in again."""


class NoBackup(InputRefused):
    """There is no complete backup in the folder."""

    code = "cli.no_backup"
    message = gettext_noop("There is no complete backup in %(folder)s.")
    hint = gettext_noop("Name the folder that “linli backup” wrote to.")


class BackupDamaged(InputRefused):
    """A file of a backup is not what was written; nothing was touched."""

    code = "cli.backup_damaged"
    message = gettext_noop("The backup is damaged: %(file)s is not what was written.")
    hint = gettext_noop("Nothing was changed. Take another backup, or another copy of this one.")


class NoProgram(LinliError):
    """No program of PostgreSQL here is new enough for the server."""

    code = "cli.no_program"
    message = gettext_noop("The server is PostgreSQL %(server)s; there is no %(name)s so new here.")
    hint = gettext_noop("Install the client programs of PostgreSQL %(server)s on this machine.")


class ProgramFailed(LinliError):
    """A program of PostgreSQL ended with an error."""

    code = "cli.program_failed"
    message = gettext_noop("%(name)s did not do its work: %(reason)s")
    hint = gettext_noop("Put that right and start again; nothing incomplete counts as a backup.")


@dataclass(frozen=True, slots=True)
class Backup:
    """A complete backup in ``folder``, as its manifest describes it."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def newest_entry_at(self) -> datetime | None:
        """Return when the newest entry in it was recorded, or None where it has none."""
        at = self.manifest["newest_entry_at"]
        return datetime.fromisoformat(at) if at else None

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """Return path inside the folder → size in bytes and SHA-256."""
        return dict(self.manifest["files"])

    def check(self) -> None:
        """Refuse a backup of which one file is not what was written.

        Raises:
            BackupDamaged: naming the first such file.
        """
        for name, facts in self.files.items():
            path = self.folder / name
            is_there = path.is_file() and path.stat().st_size == facts["size"]
            if not is_there or digest(path) != facts["sha256"]:
                raise BackupDamaged(file=str(path))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    taken = hashlib.sha256()
    with path.open("rb") as source:
        while part := source.read(CHUNK):
            taken.update(part)
    return taken.hexdigest()


def write_manifest(folder: Path, parts: dict[str, Any]) -> None:
    """Write the manifest with its own digest, and let the disk have it."""
    whole = {"format": FORMAT, **parts}
    whole["sha256"] = crypto.digest("sha256", crypto.canonical(whole))
    with (folder / MANIFEST).open("w", encoding="utf-8") as out:
        json.dump(whole, out, ensure_ascii=False, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())


def read(folder: Path) -> Backup:
    """Return the backup in a folder.

    Raises:
        BackupDamaged: its manifest is not what was written.
    """
    path = folder / MANIFEST
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        said = parts.pop("sha256")
        is_whole = parts["format"] == FORMAT
        is_whole &= crypto.digest("sha256", crypto.canonical(parts)) == said
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        is_whole = False
    if not is_whole:
        raise BackupDamaged(file=str(path))
    return Backup(folder, parts)


def complete(folder: Path) -> list[Path]:
    """Return the complete backups in a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"{PREFIX}*/{MANIFEST}"))


def chosen(folder: Path) -> Backup:
    """Return the backup that a folder is, or the newest of those in it.

    Raises:
        NoBackup: it is none and has none.
        BackupDamaged: its manifest is not what was written.
    """
    if (folder / MANIFEST).exists():
        return read(folder)
    found = complete(folder)
    if not found:
        raise NoBackup(folder=str(folder))
    return read(found[-1])


def program(name: str, *, server: int) -> str:
    """Return a program of PostgreSQL that is as new as the server (its main version) or newer.

    Raises:
        NoProgram: there is none.
    """
    for path in _candidates(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        numbers = [word for word in said.stdout.split() if word[:1].isdigit()]
        if numbers and int(numbers[0].partition(".")[0]) >= server:
            return path
    raise NoProgram(name=name, server=server)


def _candidates(name: str) -> Iterator[str]:
    ours = programs() / name
    if ours.exists():
        yield str(ours)
    if found := shutil.which(name):
        yield found


def run(words: list[str], *, url: str) -> None:
    """Run a program of PostgreSQL against a database; its password is not on the command line.

    Raises:
        ProgramFailed: it ended with an error.
    """
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    parts = conninfo_to_dict(url)
    known = {variable: str(parts[part]) for part, variable in names.items() if parts.get(part)}
    done = subprocess.run(
        [*words, f"--dbname={parts['dbname']}"],
        env={"PATH": os.defpath, "LC_ALL": "C", **known},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()
        raise ProgramFailed(name=Path(words[0]).name, reason=last[-1] if last else "—")


def dump(path: Path, *, url: str, snapshot: str, server: int) -> None:
    """Dump a database as one snapshot sees it.

    Raises:
        NoProgram, ProgramFailed.
    """
    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    words = [program("pg_dump", server=server), "--format=custom", "--no-owner", "--no-privileges"]
    run([*words, f"--snapshot={snapshot}", f"--file={path}", *left_out], url=url)


def load(path: Path, *, url: str, server: int) -> None:
    """Load a dump into an empty database, all of it or nothing.

    Raises:
        NoProgram, ProgramFailed.
    """
    words = [program("pg_restore", server=server), "--no-owner", "--no-privileges"]
    run([*words, "--single-transaction", "--exit-on-error", str(path)], url=url)
