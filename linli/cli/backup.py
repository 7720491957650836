"""``linli backup``: copy database and pictures while the house works, with a manifest."""

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli import backups
from linli.cli.backups import DUMP, ERASURES, MEDIA, PREFIX, Backup
from linli.cli.places import VAR
from linli.grid.files import queries as attachments
from linli.grid.photos import queries as photos
from linli.grid.reporters import queries as reporters
from linli.kernel.heads import queries as heads
from linli.kernel.journal import queries as journal
from linli.party.enclosures import queries as enclosures
from linli.ui import moments

FOLDER = VAR / "backups"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("backup", help="copy database and pictures while the house works")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=FOLDER, help="var/backups if not given"
    )
    parser.add_argument("--keep", type=int, metavar="N", help="remove all but the newest N backups")


def handle(options: argparse.Namespace) -> int:
    """Write a backup and say what is in it."""
    backup = write(options.folder, at=timezone.now())
    if options.keep:
        thin(options.folder, keep=max(options.keep, 1))
    facts, newest = backup.manifest, backup.newest_entry_at
    print(_("Written: %(file)s") % {"file": backup.folder})
    print(
        _("%(entries)s entries, the newest of %(at)s; %(pictures)s picture files")
        % {
            "entries": facts["entries"],
            "at": moments.moment(newest) if newest else "—",
            "pictures": len(backup.files) - 1,
        }
    )
    for name in facts["missing"]:
        print(_("Not there to copy: %(file)s") % {"file": name})
    print(_("The signing key and the secret are not in it; keep them elsewhere."))
    return 0


def write(folder: Path, *, at: datetime) -> Backup:
    """Write one complete backup into ``folder`` and return it.

    Database and list of pictures are those of one moment: what was acknowledged before this
    began is in it, however much comes in meanwhile.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{PREFIX}{at.astimezone(UTC):%Y%m%d-%H%M%S}"
    before = backups.complete(folder)
    fresh = Path(tempfile.mkdtemp(prefix=f".{name}-", suffix=".partial", dir=folder))
    try:
        facts = _copy_database(fresh, at=at)
        kept, missing = _copy_media(facts.pop("pictures"), fresh, before[-1] if before else None)
        own = {DUMP: _facts_of(fresh / DUMP)}
        backups.write_manifest(fresh, {**facts, "files": own | kept, "missing": missing})
        fresh.rename(folder / name)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _note_erasures(folder)
    return backups.read(folder / name)


def _copy_database(fresh: Path, *, at: datetime) -> dict[str, Any]:
    """Dump the database and return what it held at the same moment."""
    with journal.one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int")
        snapshot, version = cursor.fetchone()
        head = heads.newest()
        newest = journal.newest()
        facts = {
            "made_at": at.isoformat(),
            "version": _version(),
            "postgres": version // 10000,
            "entries": journal.count(),
            "newest_entry_at": newest.recorded_at.isoformat() if newest else None,
            "head": heads.signed_note(head) if head else "",
            "head_size": head.size if head else 0,
            "head_root": head.root if head else "",
            "pictures": [*photos.files(), *attachments.names(), *enclosures.names()],
        }
        url = os.environ["DATABASE_URL"]
        backups.dump(fresh / DUMP, url=url, snapshot=snapshot, server=version // 10000)
    return facts


def _version() -> str:
    """Return the version of the program; a checkout that is not installed has none."""
    try:
        return metadata.version("linli")
    except metadata.PackageNotFoundError:
        return "source"


def _copy_media(
    names: Iterable[str], fresh: Path, before: Path | None
) -> tuple[dict[str, Any], list[str]]:
    """Link or copy pictures; return their facts, and those that were erased meanwhile."""
    kept, missing = {}, []
    old = backups.read(before).files if before else {}
    for name in names:
        inside = f"{MEDIA}/{name}"
        target = fresh / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if before and inside in old and _link(before / inside, target):
            kept[inside] = old[inside]
        elif _take(name, target):
            kept[inside] = _facts_of(target)
        else:
            missing.append(name)
    return kept, missing


def _take(name: str, target: Path) -> bool:
    """Bring one picture out of the store; pictures are never changed, so a link will do."""
    if isinstance(default_storage, FileSystemStorage) and _link(
        Path(default_storage.path(name)), target
    ):
        return True
    try:
        with default_storage.open(name) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
    except FileNotFoundError:
        target.unlink(missing_ok=True)
        return False
    return True


def _link(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except OSError:  # another disk, or not there
        return False
    return True


def _facts_of(path: Path) -> dict[str, Any]:
    return {"size": path.stat().st_size, "sha256": backups.digest(path)}


@transaction.atomic
def _note_erasures(folder: Path) -> None:
    """Keep the list of erased matters beside the backups, so that a restore erases them again."""
    fresh = folder / f".{ERASURES}.partial"
    known = [{"case": case, "at": at.isoformat()} for case, at in reporters.forgotten()]
    fresh.write_text(json.dumps(known, indent=1), encoding="utf-8")
    fresh.replace(folder / ERASURES)


def thin(folder: Path, *, keep: int) -> None:
    """Remove all but the newest ``keep`` backups, and what broken-off ones left."""
    for old in backups.complete(folder)[:-keep]:
        shutil.rmtree(old)
    for left in folder.glob(f".{PREFIX}*.partial"):
        shutil.rmtree(left, ignore_errors=True)
