"""The one command: it opens the house, closes it, and says what stands in the way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from linli.cli import demo
from linli.cli.demo import DiskFull
from linli.cli.places import ROOT, VAR

pytestmark = pytest.mark.xdist_group("demo")

PATIENCE = 300
"""Seconds; only a run that hangs is ended by it, never one on a slow machine."""


class Place(NamedTuple):
    """A folder of its own and a free port."""

    folder: Path
    port: int

    def start(self) -> "subprocess.Popen[str]":
        environment = {
            key: value for key, value in os.environ.items() if key not in ("DATABASE_URL",)
        }
        return subprocess.Popen(
            [sys.executable, "-m", "linli", "demo"],
            cwd=ROOT,
            env=environment | {"LINLI_VAR": str(self.folder), "LINLI_PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_empty(self) -> bool:
        """Return whether no process works in the folder any more."""
        for command in Path("/proc").glob("[1-9]*/environ"):
            try:
                words = command.read_bytes() + (command.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(self.folder) in words:
                return False
        return True


@pytest.fixture
def place() -> Iterator[Place]:
    folder = VAR / "tests" / f"demo-{os.getpid()}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    yield Place(folder, port)
    shutil.rmtree(folder, ignore_errors=True)


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    return said


def test_opens_a_page_and_closes_everything_on_ctrl_c(place: Place) -> None:
    process = place.start()
    said = read_until(process, "The first page is up")
    with urllib.request.urlopen(f"http://127.0.0.1:{place.port}/", timeout=PATIENCE) as page:
        status = page.status

    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=PATIENCE)

    assert status == 200, said
    assert "Stopped." in rest
    assert place.is_empty()


def test_starts_again_where_an_earlier_run_was_killed(place: Place) -> None:
    killed = place.start()
    read_until(killed, "The first page is up")
    killed.kill()
    killed.communicate()

    again = place.start()
    said = read_until(again, "The first page is up")
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=PATIENCE)

    assert "The first page is up" in said
    assert place.is_empty()


def test_names_the_way_out_where_the_port_is_taken(place: Place) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", place.port))
        other.listen()

        process = place.start()
        said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert f"port {place.port}" in said
    assert "LINLI_PORT=8001 ./run demo" in said


def test_refuses_to_begin_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "LEAST_FREE_BYTES", shutil.disk_usage(VAR).total + 1)

    with pytest.raises(DiskFull, match="LINLI_VAR"):
        demo._check_disk()


def test_knows_this_machine_by_its_names_when_the_network_may_come_in() -> None:
    hosts = demo._environment("postgresql:///x", "0.0.0.0", 8000)["LINLI_HOSTS"].split(",")

    assert {"localhost", socket.gethostname()} <= set(hosts)
    assert len(hosts) == 5
