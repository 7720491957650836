"""A house to measure: its own database that writes to the disk, a small district, many cases."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.cli import house
from linli.cli.places import ROOT, VAR
from linli.cli.postgres import Postgres

START_SECONDS = 60.0
BATCH = 2000


@contextmanager
def database() -> Iterator[int]:
    """Set Django up on a new database that writes to the disk as in service; yield its process."""
    house.prepare()
    VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR) as folder, Postgres(Path(folder) / "pg") as server:
        os.environ["DATABASE_URL"] = server.url
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        yield server.server_process
        connections.close_all()


def fill(first: int, last: int) -> None:
    """Store the cases numbered from ``first`` up to ``last``, with their past, by the bulk door."""
    from django.db import connection
    from django.utils import timezone

    from linli.grid.history import services as history
    from linli.kernel.people.rules import BY_RULE
    from tests.district import District
    from tests.grid.history.test_services import matter_of

    district = District()
    for begin in range(first, last, BATCH):
        matters = [matter_of(district, number) for number in range(begin, min(begin + BATCH, last))]
        history.import_cases(BY_RULE, matters=matters, recorded_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def served() -> Iterator[tuple[tuple[str, int], list[int]]]:
    """Serve the house as in service; yield the address and the keys of the web processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address: tuple[str, int] = free.getsockname()
    env = {**os.environ, "LINLI_PORT": str(address[1]), "LINLI_LISTEN": address[0]}
    command = [sys.executable, "-m", "linli", "serve"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        _wait(address)
        yield address, _children(server.pid)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait(address: tuple[str, int]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The web server did not start.")


def _children(parent: int) -> list[int]:
    """Return the keys of the processes that a process started, where the system lists them."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(key) for key in listed.read_text().split()] if listed.exists() else []
