"""Web, worker and database are killed in the midst of a thousand reports; nothing is lost.

Whatever was acknowledged is there, once; the record verifies. The house's own supervisor
starts again what was killed, as it does in ``linli demo``.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from linli.cli.kept import Kept
from linli.cli.places import ROOT
from linli.cli.postgres import Postgres
from linli.grid.reports.rules import request_key

pytestmark = pytest.mark.xdist_group("demo")

REPORTS = 1000
CLIENTS = 6
KILLS = ("web", "worker", "database", "web", "database", "worker")
PAUSE_SECONDS = 0.5
LONGEST_SECONDS = 900.0
"""Only a house that never comes back is given up after it, never a slow machine."""
CSRF = "k" * 32


@dataclass
class House:
    """A web server, a worker and a database in a folder of their own."""

    database: Postgres
    web: Kept
    worker: Kept
    port: int
    environment: dict[str, str]
    killed: list[str] = field(default_factory=list)

    def run(self, *words: str) -> str:
        """Run a program of the house and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def kill(self, name: str) -> None:
        """Kill one of the three at once, and all that belongs to it."""
        if name == "database":
            os.kill(self.database.server_process, signal.SIGKILL)
        else:
            process = (self.web if name == "web" else self.worker).process
            assert process is not None
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        self.killed.append(name)

    def send(self, draft: str) -> str | None:
        """Send a report as a resident's browser does; return its link, or None if it failed."""
        words = {"draft": draft, "category": "06010", "asked": "06010", "phone": "", "name": ""}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                "POST",
                "/report/send/",
                urlencode(words | {"csrfmiddlewaretoken": CSRF}),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"csrftoken={CSRF}",
                },
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        assert answer.status == 302 or answer.status >= 500, answer.status
        return answer.getheader("Location") if answer.status == 302 else None


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return a house that runs, with a database that keeps what it promised."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with ExitStack() as stack:
        database = stack.enter_context(Postgres(tmp_path / "pg"))
        environment = {
            **os.environ,
            "DATABASE_URL": database.url,
            "LINLI_VAR": str(tmp_path),
            "LINLI_PORT": str(port),
        }
        web, worker = (
            Kept(
                name,
                [sys.executable, "-m", "linli", command],
                log=tmp_path / f"{name}.log",
                environment=environment,
                folder=ROOT,
            )
            for name, command in (("web", "serve"), ("worker", "worker"))
        )
        stack.callback(web.stop)
        stack.callback(worker.stop)
        yield House(database, web, worker, port, environment)


@dataclass
class Residents:
    """Clients who send every report again until it is acknowledged."""

    house: House
    drafts: queue.SimpleQueue[str]
    ends_at: float
    acknowledged: list[str] = field(default_factory=list)
    failures: int = 0

    def send_all(self) -> None:
        """Send reports until there are none left, or the time is over."""
        while True:
            try:
                draft = self.drafts.get_nowait()
            except queue.Empty:
                return
            while (link := self.house.send(draft)) is None and time.monotonic() < self.ends_at:
                self.failures += 1
                time.sleep(0.1)
            self.acknowledged.append(link or "")


def test_what_was_acknowledged_is_there_once_though_everything_was_killed(house: House) -> None:
    drafts: queue.SimpleQueue[str] = queue.SimpleQueue()
    for line in house.run("tests.stories.killed", "prepare", str(REPORTS)).splitlines():
        drafts.put(line)
    house.web.start()
    house.worker.start()
    residents = Residents(house, drafts, time.monotonic() + LONGEST_SECONDS)
    clients = [threading.Thread(target=residents.send_all) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    _kill_now_and_then(house, residents)
    for client in clients:
        client.join()
    house.web.stop()
    house.worker.stop()

    left = house.run("tests.stories.killed", "finish")
    proof = json.loads(house.run("linli", "verify", "--json"))

    tokens = [re.sub(r"^/m/([^/]+)/.*$", r"\1", link) for link in residents.acknowledged]
    assert sorted(house.killed) == sorted(KILLS)
    assert residents.failures
    assert set(tokens) == {f"token-{number}" for number in range(REPORTS)}
    assert len(tokens) == REPORTS
    assert _keys(house) == sorted(request_key(token) for token in tokens)
    assert left.strip() == "0"
    assert proof.pop("heads") >= 1
    assert proof.pop("signed_at")
    assert proof == {
        "is_sound": True,
        "entries": 3 * REPORTS,
        "streams": REPORTS,
        "payloads": REPORTS,
        "erased": 0,
        "rows": REPORTS,
        "beside": 0,
        "documents": 0,
        "party_organisations": 0,
        "policies": 0,
        "logged": 3 * REPORTS,
        "key": "",
        "faults": [],
    }


def _kill_now_and_then(house: House, residents: Residents) -> None:
    """Kill one after another at moments nobody knows, while reports keep coming in."""
    chance = random.Random()
    share = REPORTS // (len(KILLS) + 2)
    for number, name in enumerate(KILLS, start=1):
        while len(residents.acknowledged) < number * share and time.monotonic() < residents.ends_at:
            time.sleep(0.05)
        time.sleep(chance.uniform(0, PAUSE_SECONDS))
        house.kill(name)


def _keys(house: House) -> list[str]:
    """Return the request key of every case, sorted."""
    with psycopg.connect(house.database.url) as connection:
        rows = connection.execute("SELECT request_key FROM grid_case").fetchall()
    return sorted(key for (key,) in rows)
