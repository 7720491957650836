"""The house on this machine: its database, its secret, and who is at home."""

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from linli.cli.locks import Held, Lock
from linli.cli.places import VAR
from linli.cli.postgres import Postgres
from linli.kernel.common.errors import LinliError, gettext_noop

DEMONSTRATION = VAR / "demonstration"
LOCK = VAR / "linli.lock"
WAIT_SECONDS = 60.0


class AlreadyAtHome(LinliError):
    """Another command keeps the database of this folder."""

    code = "cli.already_at_home"
    message = gettext_noop("Linli already runs in this folder (%(who)s).")
    hint = gettext_noop("Use that one, or end it there with Ctrl-C and start again.")


@contextmanager
def at_home(who: str, *, say: Callable[[str], None]) -> Iterator[Postgres]:
    """Keep the database of this folder running for as long as the block takes.

    Raises:
        AlreadyAtHome: another living process keeps it.
        DatabaseDidNotStart: PostgreSQL does not come up.
    """
    lock = Lock(LOCK)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock)
        except Held:
            raise AlreadyAtHome(who=lock.path.read_text()) from None
        lock.path.write_text(f"{who}, process {os.getpid()}")
        server = stack.enter_context(Postgres(VAR / "postgres", say=say))
        address = _write_address(server.url)
        stack.callback(address.unlink, missing_ok=True)
        yield server


def is_somebody_home() -> bool:
    """Return whether a living process keeps the database of this folder."""
    return Lock(LOCK).is_held()


@contextmanager
def visiting(who: str) -> Iterator[None]:
    """Set ``DATABASE_URL`` for one command: as given, of who is at home, or our own for now."""
    prepare()
    if "DATABASE_URL" in os.environ:
        yield
        return
    try:
        with at_home(who, say=lambda line: None) as server:
            os.environ["DATABASE_URL"] = server.url
            yield
            return
    except AlreadyAtHome:
        os.environ["DATABASE_URL"] = _address_of_who_is_at_home()
    yield


@contextmanager
def elsewhere() -> Iterator[None]:
    """Set ``DATABASE_URL`` to an empty throw-away database for one command.

    Only replays ask for it; the cities they replay keep the clock of New York.
    """
    os.environ["LINLI_TIME_ZONE"] = "America/New_York"
    prepare()
    VAR.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=VAR) as folder,
        Postgres(Path(folder) / "pg", throw_away=True) as server,
    ):
        os.environ["DATABASE_URL"] = server.url
        yield


def prepare() -> None:
    """Set what the settings need of the environment and nobody has set."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.site.settings")
    if "LINLI_SECRET_KEY" not in os.environ:
        os.environ["LINLI_SECRET_KEY"] = _secret()
    if DEMONSTRATION.exists():
        os.environ.setdefault("LINLI_DEMO", "1")


def _secret() -> str:
    """Return the key that signs sessions here; made once, readable by its owner only."""
    path = VAR / "secret"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _write_address(url: str) -> Path:
    path = VAR / "address"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(url)
    return path


def _address_of_who_is_at_home() -> str:
    """Return the address once it is there; the other one may still be starting.

    Raises:
        AlreadyAtHome: it did not start within a minute.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if (VAR / "address").exists() and (url := (VAR / "address").read_text()):
            return url
        time.sleep(0.1)
    raise AlreadyAtHome(who=LOCK.read_text())
