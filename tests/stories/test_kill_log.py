"""Bad day: the worker is killed while it appends to the log; no gap, nothing twice (X4)."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from linli.cli.places import ROOT
from linli.cli.postgres import Postgres

pytestmark = pytest.mark.xdist_group("demo")

ENTRIES = 15_000
KILLS = 6
SHARE = ENTRIES // (KILLS + 2)
LONGEST_PAUSE_SECONDS = 0.05


def test_a_worker_killed_while_it_appends_leaves_no_gap_and_nothing_twice(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg") as database:
        environment = {**os.environ, "DATABASE_URL": database.url, "LINLI_VAR": str(tmp_path)}
        _run(environment, "tests.stories.appended", "prepare", str(ENTRIES))
        sizes = []
        for number in range(KILLS):
            size = number * SHARE + random.randrange(SHARE)
            sizes.append(_killed_beyond(size, environment, database.url))
        _run(environment, "tests.stories.appended", "append")

        with psycopg.connect(database.url) as connection:
            [rows] = connection.execute(
                "SELECT count(*), count(DISTINCT entry_id), min(index), max(index) FROM kernel_leaf"
            ).fetchall()
        proof = json.loads(_run(environment, "linli", "verify", "--json"))

    assert sizes == sorted(sizes)
    assert 0 < sizes[-1] < ENTRIES
    assert rows == (ENTRIES, ENTRIES, 0, ENTRIES - 1)
    assert (proof["is_sound"], proof["logged"], proof["key"]) == (True, ENTRIES, "")
    assert proof["heads"] >= 1


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _killed_beyond(size: int, environment: dict[str, str], url: str) -> int:
    """Let the worker append so many and for a moment; kill it with -9; return the log's size.

    So it is killed in the midst of its work however fast or slow the machine is.
    """
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.stories.appended", "append"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "begun\n"
    while _size(url) < size:
        assert worker.poll() is None
        time.sleep(0.02)
    time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    return _size(url)


def _size(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM kernel_leaf").fetchone()
    assert row is not None
    return int(row[0])
