"""``linli demo``: the whole house on one machine, with a made-up district in it."""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from types import FrameType
from urllib.error import URLError

from linli.cli import house
from linli.cli.kept import Kept
from linli.cli.places import ROOT, VAR
from linli.kernel.common.errors import LinliError, gettext_noop

LEAST_FREE_BYTES = 500 * 1024 * 1024
LOOPBACK = "127.0.0.1"
PAGE_SECONDS = 60.0
ON_HTTPS = (
    "Other machines of this network may open the pages. Nothing is encrypted on the way: "
    "use it for showing only, and put a web server with HTTPS before it for anything else. "
    "Phones give their position over HTTPS only; the sign-ins work on this machine only."
)


class PortTaken(LinliError):
    """Another program listens on the port."""

    code = "cli.port_taken"
    message = gettext_noop("Another program already uses port %(port)s of %(listen)s.")
    hint = gettext_noop("End it, or choose another port: LINLI_PORT=8001 ./run demo")


class DiskFull(LinliError):
    """Too little room for a database that may grow."""

    code = "cli.disk_full"
    message = gettext_noop("Only %(free)s MB are free on the disk of %(folder)s.")
    hint = gettext_noop("Free 500 MB, or name a folder on another disk in LINLI_VAR.")


class PartEnded(LinliError):
    """One part of the house ends again and again."""

    code = "cli.part_ended"
    message = gettext_noop("%(name)s ends again and again: %(reason)s")
    hint = gettext_noop("Its record is in %(log)s.")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("demo", help="start the demonstration; Ctrl-C ends it")


def handle(options: argparse.Namespace) -> int:
    """Run until Ctrl-C; return 0 then."""
    listen = os.environ.get("LINLI_LISTEN") or LOOPBACK
    port = int(os.environ.get("LINLI_PORT") or 8000)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell lets its background ignore Ctrl-C
        signal.signal(number, _interrupt)
    _check_disk()
    _check_port(listen, port)
    house.DEMONSTRATION.touch()
    house.prepare()
    steps = Steps()
    try:
        with ExitStack() as stack:
            server = stack.enter_context(house.at_home("linli demo", say=steps.say))
            environment = _environment(server.url, listen, port)
            web, worker = _part("web", "serve", environment), _part("worker", "worker", environment)
            stack.callback(web.stop)
            web.start()  # gathers its files meanwhile
            _run("migrate", environment, steps, "Laying down the tables")
            stack.callback(worker.stop)
            worker.start()
            _wait_for_page(web, listen, port)
            steps.say(f"The first page is up: {_address(listen, port)}")
            _run("load-demo", environment, steps, "Looking at the demonstration district")
            _welcome(listen, port)
            _stay([web, worker])
    except KeyboardInterrupt:
        pass
    print("\nStopped.", flush=True)
    return 0


class Steps:
    """Tells what happens, with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, line: str) -> None:
        """Print one step."""
        print(f"{time.monotonic() - self._began:6.1f} s  {line}", flush=True)


def _check_disk() -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(VAR).free
    if free < LEAST_FREE_BYTES:
        raise DiskFull(free=free // (1024 * 1024), folder=str(VAR))


def _check_port(listen: str, port: int) -> None:
    if house.is_somebody_home():
        return
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError:
            raise PortTaken(port=port, listen=listen) from None


def _environment(url: str, listen: str, port: int) -> dict[str, str]:
    """Return the environment of every part; hosts are those by which this machine is known."""
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if listen != LOOPBACK:
        hosts += [socket.gethostname(), _address_in_network()]
    return {
        "LINLI_HOSTS": ",".join(hosts),
        **os.environ,
        "DATABASE_URL": url,
        "LINLI_DEMO": "1",
        "LINLI_LISTEN": listen,
        "LINLI_PORT": str(port),
    }


def _address_in_network() -> str:
    """Return this machine's own address; choosing a route sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: for documents, nobody is there
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])


def _run(command: str, environment: dict[str, str], steps: Steps, words: str) -> None:
    steps.say(words)
    done = subprocess.run(
        [sys.executable, "-m", "linli", command], cwd=ROOT, env=environment, check=False
    )
    if done.returncode != 0:
        raise PartEnded(name=f"linli {command}", reason="see above", log="the lines above")


def _part(name: str, command: str, environment: dict[str, str]) -> Kept:
    return Kept(
        name,
        [sys.executable, "-m", "linli", command],
        log=VAR / "log" / f"{name}.log",
        environment=environment,
        folder=ROOT,
    )


def _wait_for_page(web: Kept, listen: str, port: int) -> None:
    deadline = time.monotonic() + PAGE_SECONDS
    while time.monotonic() < deadline and not web.gave_up:
        try:
            with urllib.request.urlopen(f"{_address(listen, port)}/health/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise PartEnded(name=web.name, reason=web.last_words(), log=str(web.log))


def _address(listen: str, port: int) -> str:
    host = LOOPBACK if listen in ("0.0.0.0", "::") else listen
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _welcome(listen: str, port: int) -> None:
    print(f"\n  Linli is open at {_address(listen, port)}")
    if listen != LOOPBACK:
        print(f"  and at http://{_address_in_network()}:{port}\n\n  {ON_HTTPS}")
    print("  Ctrl-C ends it.", flush=True)


def _stay(parts: list[Kept]) -> None:
    """Wait for Ctrl-C, or for a part that cannot be kept running."""
    while True:
        for part in parts:
            if part.gave_up:
                raise PartEnded(name=part.name, reason=part.last_words(), log=str(part.log))
        time.sleep(0.2)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
