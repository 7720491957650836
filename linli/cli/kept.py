"""A program that is started again when it ends unasked."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from linli.cli import companion

MOST_CRASHES = 5
WITHIN_SECONDS = 60.0
LONGEST_REST_SECONDS = 1.0


class Kept:
    """One program under watch.

    States: not started, running, resting between two starts, given up (it ended more
    than five times within a minute), stopped.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        ending: signal.Signals = signal.SIGTERM,
        user: str = "",
        folder: Path | None = None,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        """Describe the program; nothing starts yet.

        Args:
            name: what people call it in a sentence.
            command: the program by its full path, and its arguments.
            log: file that receives what it prints.
            environment: its whole environment; ours when left out.
            ending: the signal that asks it to end.
            user: the user it runs as; only root may name one.
            folder: the folder it starts in; the log's when left out.
            before: called before each start.
        """
        self.name = name
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.gave_up = False
        self.starts = 0
        self._command = list(command)
        self._environment = dict(environment) if environment is not None else None
        self._ending = ending
        self._user = user or "-"
        self._folder = folder or log.parent
        self._before = before
        self._note = log.with_suffix(".group")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"watch {name}", daemon=True)

    def start(self) -> None:
        """Start the program and watch it from a thread of its own."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._clear_earlier()
        self._thread.start()

    def stop(self, *, patience_seconds: float = 10.0) -> None:
        """Ask the program to end, wait for it, and end it by force when it does not."""
        self._stopping.set()
        deadline = time.monotonic() + patience_seconds
        self._send(self._ending)
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._thread.join(0.05)
        if self._thread.is_alive():
            self._send(signal.SIGKILL)
            self._thread.join(5)

    def is_running(self) -> bool:
        """Return whether the program runs at this moment."""
        return self.process is not None and self.process.poll() is None

    def last_words(self) -> str:
        """Return the last line it printed, or an empty text."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line for line in reversed(lines) if line.strip()), "")

    def _watch(self) -> None:
        crashes: list[float] = []
        while not self._stopping.is_set():
            self._before()
            self._launch()
            assert self.process is not None
            self.process.wait()
            _end_group(self.process.pid)
            if self._stopping.is_set():
                return
            now = time.monotonic()
            crashes = [at for at in crashes if now - at < WITHIN_SECONDS] + [now]
            if len(crashes) > MOST_CRASHES:
                self.gave_up = True
                return
            self._stopping.wait(min(0.2 * 2 ** len(crashes), LONGEST_REST_SECONDS))

    def _launch(self) -> None:
        words = [str(os.getpid()), str(int(self._ending)), self._user, *self._command]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", companion.__file__, *words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                env=self._environment,
                start_new_session=True,
            )
        self.starts += 1
        self._note.write_text(str(self.process.pid))
        if self._stopping.is_set():
            self._send(self._ending)

    def _clear_earlier(self) -> None:
        """End what a killed earlier run left: same process group, same folder (Linux)."""
        words = self._note.read_text() if self._note.exists() else ""
        if words and any(
            _is_in(path, words, self._folder) for path in Path("/proc").glob("[1-9]*")
        ):
            _end_group(int(words))
            time.sleep(0.2)

    def _send(self, number: signal.Signals) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        if number == signal.SIGKILL:
            _end_group(self.process.pid)
        else:
            self.process.send_signal(number)


def _end_group(number: int) -> None:
    """End every process that a program started and did not take along when it ended."""
    with suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)


def _is_in(process: Path, group: str, folder: Path) -> bool:
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        return fields[2] == group and (process / "cwd").readlink() == folder
    except OSError:
        return False
