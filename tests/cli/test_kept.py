"""A program under watch: started again, given up, ended with all it started."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linli.cli.kept import MOST_CRASHES, Kept
from linli.cli.locks import Held, Lock

STAY = "import time; time.sleep(600)"
STAY_WITH_A_CHILD = (
    "import subprocess, sys, time\n"
    f"child = subprocess.Popen([sys.executable, '-c', {STAY!r}])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(600)\n"
)


PATIENCE_SECONDS = 120
"""Only what never comes is ended by it, never what is late on a slow machine."""


def wait_for(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


def is_alive(number: int) -> bool:
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def kept(folder: Path, program: str) -> Kept:
    return Kept("the program", [sys.executable, "-c", program], log=folder / "log")


def test_starts_a_program_again_that_was_killed(tmp_path: Path) -> None:
    program = kept(tmp_path, STAY)
    program.start()
    assert wait_for(program.is_running)
    assert program.process is not None
    first = program.process.pid

    os.kill(first, signal.SIGKILL)

    assert wait_for(lambda: program.starts == 2 and program.is_running())
    program.stop()
    assert not program.is_running()


def test_gives_up_on_a_program_that_ends_again_and_again(tmp_path: Path) -> None:
    program = kept(tmp_path, "raise SystemExit('no room at the table')")

    program.start()

    assert wait_for(lambda: program.gave_up)
    assert program.starts == MOST_CRASHES + 1
    assert program.last_words() == "no room at the table"


def test_ends_what_the_program_started_along_with_it(tmp_path: Path) -> None:
    program = kept(tmp_path, STAY_WITH_A_CHILD)
    program.start()
    assert wait_for(lambda: program.last_words().isdigit())
    child = int(program.last_words())

    program.stop()

    assert wait_for(lambda: not is_alive(child))


def test_ends_by_force_a_program_that_does_not_listen(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); "
    program = kept(tmp_path, deaf + "time.sleep(600)")
    program.start()
    assert wait_for(lambda: program.last_words() == "deaf")

    program.stop(patience_seconds=0.2)

    assert not program.is_running()


def test_clears_up_what_a_killed_earlier_run_left(tmp_path: Path) -> None:
    earlier = kept(tmp_path, STAY_WITH_A_CHILD)
    earlier.start()
    assert wait_for(lambda: earlier.last_words().isdigit())
    child = int(earlier.last_words())
    later = kept(tmp_path, STAY)

    later.start()

    assert wait_for(lambda: not is_alive(child))
    later.stop()
    earlier.stop()


def test_a_lock_is_held_by_one_at_a_time_and_free_afterwards(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")

    with lock:
        assert Lock(tmp_path / "lock").is_held()
        with pytest.raises(Held), Lock(tmp_path / "lock"):
            pass

    assert not Lock(tmp_path / "lock").is_held()
