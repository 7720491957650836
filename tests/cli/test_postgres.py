"""The database that comes with Linli, on good days and on bad ones."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from linli.cli import postgres
from linli.cli.places import ROOT
from linli.cli.postgres import DatabaseDidNotStart, DatabaseOfAnother, Postgres


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a short path, under closed folders where pytest makes them so."""
    return tmp_path_factory.mktemp("pg") / "pg"


def one_word(url: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT 'there'").fetchone()
    return row and row[0]


def test_answers_in_utf8_and_leaves_nothing_behind(folder: Path) -> None:
    with Postgres(folder, throw_away=True) as server, psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT upper('ä'), current_setting('server_encoding')").fetchone()
        number = server.server_process

    assert row == ("Ä", "UTF8")
    assert not folder.exists()
    assert not Path(f"/proc/{number}").exists()


def test_keeps_what_was_written_from_one_start_to_the_next(folder: Path) -> None:
    with Postgres(folder) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE matter AS SELECT 7 AS number")

    with Postgres(folder) as server, psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT number FROM matter").fetchone()

    assert row == (7,)


def test_starts_again_by_itself_after_a_crash(folder: Path) -> None:
    with Postgres(folder, throw_away=True) as server:
        first = server.server_process
        os.kill(first, signal.SIGKILL)
        while server.server_process == first:
            time.sleep(0.02)
        server.wait_until_ready()

        assert one_word(server.url) == "there"


def test_clears_up_after_a_run_that_was_killed(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from linli.cli.postgres import Postgres\n"
        "with Postgres(Path(sys.argv[1])) as server:\n"
        "    print(server.server_process, flush=True); time.sleep(600)\n"
    )
    earlier = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert earlier.stdout is not None
    orphan = int(earlier.stdout.readline())
    os.kill(orphan, signal.SIGSTOP)
    earlier.kill()
    earlier.communicate()
    os.kill(orphan, signal.SIGCONT)

    with Postgres(folder) as server:
        assert one_word(server.url) == "there"
        assert server.server_process != orphan


def test_ignores_the_note_of_a_dead_server_whose_number_somebody_else_has(folder: Path) -> None:
    with Postgres(folder):
        pass
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}/data\n")

    with Postgres(folder) as server:
        assert one_word(server.url) == "there"


def test_speaks_over_loopback_where_the_path_is_too_long_for_a_socket(folder: Path) -> None:
    deep = folder / ("d" * 60) / ("e" * 60)

    with Postgres(deep, throw_away=True) as server:
        assert "@127.0.0.1:" in server.url
        assert one_word(server.url) == "there"


def test_works_under_a_folder_that_is_closed_to_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    with Postgres(closed / "pg", throw_away=True) as server:
        assert one_word(server.url) == "there"

    assert closed.stat().st_mode & 0o777 == 0o700


def test_gives_up_with_a_sentence_when_the_server_cannot_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Postgres(folder):
        pass
    monkeypatch.setitem(postgres.ALWAYS, "max_connections", "many")

    with pytest.raises(DatabaseDidNotStart) as refused, Postgres(folder):
        pass

    assert "max_connections" in str(refused.value)


def test_refuses_the_data_of_another_version(folder: Path) -> None:
    with Postgres(folder):
        pass
    (folder / "data" / "PG_VERSION").write_text("16\n")

    with pytest.raises(DatabaseOfAnother, match="PostgreSQL 16"), Postgres(folder):
        pass
