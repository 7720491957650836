"""``linli restore``: bring a backup back into an empty house, after checking every file of it."""

import argparse
import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cli import backups, verify
from linli.cli.backups import DUMP, ERASURES, MEDIA, Backup
from linli.grid.reporters import queries as reporters
from linli.grid.reporters import services
from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role
from linli.ui import moments

OPERATOR = Actor(role=Role.OPERATOR)


class HouseNotEmpty(RuleBroken):
    """There is something in the database, or among the pictures, already."""

    code = "cli.house_not_empty"
    message = gettext_noop("This house is not empty; nothing was restored.")
    hint = gettext_noop(
        "Restore into a new folder (LINLI_VAR) or a new database (DATABASE_URL), then change over."
    )


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("restore", help="bring a backup back into an empty house")
    parser.add_argument("folder", type=Path, help="a backup, or a folder of them: the newest")


def handle(options: argparse.Namespace) -> int:
    """Restore, erase again what was erased since, check, and return 1 where something is wrong."""
    backup = backups.chosen(options.folder)
    backup.check()
    restore(backup)
    again = erase_again(backup.folder.parent / ERASURES)
    newest = backup.newest_entry_at
    print(_("Restored: %(file)s") % {"file": backup.folder})
    if newest:
        print(_("Its newest entry is of %(at)s.") % {"at": moments.moment(newest)})
    print(_("%(count)s matters were erased again.") % {"count": again})
    found = verify.check()
    print("\n".join(verify.words(found, None)))
    if not settings.SIGNING_KEY.exists():
        print(_("Bring the signing key to %(file)s.") % {"file": settings.SIGNING_KEY})
    return 1 if found.faults else 0


def restore(backup: Backup) -> None:
    """Load the dump and the pictures of a checked backup.

    Raises:
        HouseNotEmpty: something is here already.
        NoProgram, ProgramFailed.
    """
    _check_empty()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        [version] = cursor.fetchone()
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    url = os.environ["DATABASE_URL"]
    backups.load(backup.folder / DUMP, url=url, server=version // 10000)
    for inside in backup.files:
        name = inside.removeprefix(f"{MEDIA}/")
        if name != inside and not default_storage.exists(name):  # a bucket may have kept it
            with (backup.folder / inside).open("rb") as source:
                default_storage.save(name, File(source))
    call_command("migrate", verbosity=0)


def _check_empty() -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in {"kernel_entry", "kernel_unit", "kernel_person"} & tables:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone() == (True,):
                raise HouseNotEmpty
    for kind in ("photos", "files"):
        folder = Path(settings.MEDIA_ROOT) / kind
        if any(path.is_file() for path in folder.rglob("*")):
            raise HouseNotEmpty
        shutil.rmtree(folder, ignore_errors=True)


def erase_again(listed: Path) -> int:
    """Erase the matters on the list that the backup still holds; return how many."""
    if not listed.exists():
        return 0
    wanted = [line["case"] for line in json.loads(listed.read_text(encoding="utf-8"))]
    waiting = reporters.not_forgotten(wanted)
    for case_id in waiting:
        now = timezone.now()
        stamp = Stamp(at=now, recorded_at=now, salt=os.urandom(16))
        services.forget(OPERATOR, case_id=case_id, stamp=stamp)
    return len(waiting)
