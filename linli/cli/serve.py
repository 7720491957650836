"""``linli serve``: the web server, with its files compressed beforehand."""

import argparse
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

PROCESSES = 2
THREADS = 4
"""Of each process: as many reports can share a commit, and as many connections are held open."""
GRACE_SECONDS = 5


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("serve", help="serve the pages (LINLI_LISTEN, LINLI_PORT)")


def handle(options: argparse.Namespace) -> int:
    """Serve until asked to stop."""
    collect()
    Granian(
        "linli.site.wsgi:application",
        address=os.environ.get("LINLI_LISTEN") or "127.0.0.1",
        port=int(os.environ.get("LINLI_PORT") or 8000),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
    return 0


def collect() -> None:
    """Gather and compress the static files, where one of them changed since the last time."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    state = _state()
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state)


def _state() -> str:
    """Return a digest over the name, size and time of every static file."""
    lines = [str(settings.STORAGES["staticfiles"])]
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            lines.append(f"{name} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
