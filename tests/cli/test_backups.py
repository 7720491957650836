"""Backup and restore under load, the drill, and the bad days of both (X4)."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from linli.cli import backups
from linli.cli.backups import BackupDamaged, NoBackup
from linli.cli.places import ROOT
from linli.cli.postgres import Postgres

pytestmark = pytest.mark.xdist_group("demo")


class House:
    """A house in a folder of its own, with its own database server."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "LINLI_SIGNING_KEY"},
            "DATABASE_URL": url,
            "LINLI_VAR": str(folder),
            "LANG": "C",
        }

    def run(self, *words: str, code: int = 0) -> str:
        """Run a program of the house and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a program of the house."""
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        with psycopg.connect(self.url) as connection:
            return list(connection.execute(statement))

    def tables(self) -> int:
        """Return how many tables there are."""
        [[count]] = self.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert isinstance(count, int)
        return count


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Return a database server for all houses of this module."""
    with Postgres(tmp_path_factory.mktemp("server") / "pg", throw_away=True) as server:
        yield server


def house(server: Postgres, folder: Path, name: str) -> House:
    """Return a house with an empty database of this name."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    folder.mkdir(parents=True, exist_ok=True)
    return House(folder, server.url.replace("/linli?", f"/{name}?"))


@pytest.fixture(scope="module")
def lived(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return a house with matters, a picture, a signed log and one backup of it."""
    made = house(server, tmp_path_factory.mktemp("lived"), "lived")
    made.run("tests.cli.backed_up", "prepare")
    made.run("linli", "backup")
    return made


@pytest.fixture
def empty(server: Postgres, tmp_path: Path) -> House:
    """Return an empty house."""
    return house(server, tmp_path / "empty", "empty")


def newest(made: House) -> backups.Backup:
    """Return the newest backup of a house."""
    return backups.chosen(made.folder / "backups")


def test_a_backup_comes_back_whole(lived: House, empty: House) -> None:
    said = empty.run("linli", "restore", str(newest(lived).folder))

    assert "Nothing was altered." in said
    assert "Bring the signing key to " in said
    proof = json.loads(empty.run("linli", "verify", "--json", code=1))
    assert (proof["is_sound"], proof["key"]) == (True, "kernel.key_missing")
    for table in ("kernel_entry", "kernel_leaf", "kernel_head", "grid_case", "grid_photo"):
        statement = f"SELECT count(*) FROM {table}"
        assert empty.ask(statement) == lived.ask(statement)
    [[file, thumbnail]] = empty.ask("SELECT file, thumbnail FROM grid_photo")
    for name in (file, thumbnail):
        image = Image.open(io.BytesIO((empty.folder / "media" / str(name)).read_bytes()))
        assert image.format == "JPEG"


def test_the_manifest_says_what_is_in_it_and_the_key_is_not(lived: House) -> None:
    backup = newest(lived)

    backup.check()
    facts = backup.manifest
    assert facts["entries"] == 3
    assert facts["head"].splitlines()[1] == "3"
    assert facts["head_size"] == 3
    assert facts["missing"] == []
    assert backup.newest_entry_at is not None
    assert sorted(name.partition("/")[0] for name in backup.files) == [
        "database.dump",
        "media",
        "media",
    ]
    key = (lived.folder / "keys" / "record.key").read_bytes().splitlines()[1]
    for path in backup.folder.rglob("*"):
        if path.is_file():
            assert key not in path.read_bytes()


def damaged(lived: House, copy: Path, part: str, how: str) -> Path:
    """Copy the backup, damage one file of the copy and return it."""
    shutil.copytree(newest(lived).folder, copy)
    path = copy / part if part != "media" else sorted((copy / "media").rglob("*.jpg"))[0]
    content = path.read_bytes()
    middle = len(content) // 2
    if how == "altered":
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif how == "cut":
        path.write_bytes(content[:-1])
    else:
        path.unlink()
    return path


@pytest.mark.parametrize("part", ["database.dump", "manifest.json", "media"])
@pytest.mark.parametrize("how", ["altered", "cut", "gone"])
def test_a_damaged_file_is_named(part: str, how: str, lived: House, tmp_path: Path) -> None:
    path = damaged(lived, tmp_path / "backup", part, how)

    with pytest.raises((BackupDamaged, NoBackup)) as refused:
        backups.chosen(tmp_path / "backup").check()

    is_none = (part, how) == ("manifest.json", "gone")
    assert refused.value.facts == (
        {"folder": str(tmp_path / "backup")} if is_none else {"file": str(path)}
    )


@pytest.mark.parametrize("part", ["database.dump", "media"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    part: str, lived: House, empty: House, tmp_path: Path
) -> None:
    path = damaged(lived, tmp_path / "backup", part, "altered")

    said = empty.run("linli", "restore", str(tmp_path / "backup"), code=2)

    assert f"The backup is damaged: {path}" in said
    assert empty.tables() == 0
    assert not (empty.folder / "media").exists()


def test_a_house_that_is_not_empty_is_left_alone(lived: House) -> None:
    before = lived.ask("SELECT count(*) FROM kernel_entry")

    said = lived.run("linli", "restore", str(newest(lived).folder), code=2)

    assert "This house is not empty; nothing was restored." in said
    assert lived.ask("SELECT count(*) FROM kernel_entry") == before


def test_a_house_with_tables_and_nothing_in_them_counts_as_empty(
    lived: House, empty: House
) -> None:
    empty.run("linli", "migrate")

    assert "Nothing was altered." in empty.run("linli", "restore", str(newest(lived).folder))


def test_a_drill_says_that_it_is_sound_and_how_old_it_is(lived: House) -> None:
    found = json.loads(lived.run("linli", "drill", "--json"))

    assert found["is_sound"] is True
    assert found["goes_on"] is True
    assert (found["entries"], found["rows"], found["heads"]) == (3, 3, 1)
    assert 0 <= found["newest_entry_seconds_old"] < 3600
    assert found["seconds"] > 0
    words = lived.run("linli", "drill")
    assert "The newest entry is 0:" in words
    assert words.endswith("The backup is sound.\n")
    assert not list(lived.folder.glob("drill-*"))


def test_a_drill_finds_a_running_house_that_does_not_go_on_from_the_backup(
    lived: House, empty: House
) -> None:
    empty.run("tests.cli.backed_up", "prepare")
    shutil.copytree(lived.folder / "backups", empty.folder / "backups")

    found = json.loads(empty.run("linli", "drill", "--json", code=1))

    assert (found["is_sound"], found["goes_on"]) == (True, False)


def test_a_drill_with_a_damaged_backup_names_the_file(lived: House, tmp_path: Path) -> None:
    copy = tmp_path / "backup"
    shutil.copytree(newest(lived).folder, copy)
    (copy / "database.dump").unlink()

    said = lived.run("linli", "drill", str(copy), code=2)

    assert "database.dump is not what was written" in said


def test_what_was_erased_after_the_backup_is_erased_again(
    server: Postgres, tmp_path: Path, empty: House
) -> None:
    made = house(server, tmp_path / "made", "made")
    made.run("tests.cli.backed_up", "prepare")
    made.run("linli", "backup")
    first = newest(made)
    [[number]] = made.ask("SELECT number FROM grid_case ORDER BY number LIMIT 1")
    made.run("linli", "forget", str(number))
    made.run("linli", "backup")
    shutil.rmtree(newest(made).folder)

    said = empty.run("linli", "restore", str(first.folder))

    assert "1 matters were erased again." in said
    assert empty.ask("SELECT count(*) FROM kernel_payload WHERE erased_at IS NOT NULL") == [(1,)]
    assert empty.ask("SELECT verb FROM kernel_entry ORDER BY id DESC LIMIT 1") == [
        ("grid.case_reporter_forgotten",)
    ]
    assert list((empty.folder / "media").rglob("*.jpg")) == []


def test_keeps_as_many_as_asked_and_links_what_it_has_already(
    server: Postgres, tmp_path: Path
) -> None:
    made = house(server, tmp_path / "made", "made")
    made.run("tests.cli.backed_up", "prepare")
    folder = made.folder / "elsewhere"
    (folder / ".linli-20200101-000000-x.partial").mkdir(parents=True)
    for _ in range(3):
        made.run("linli", "backup", str(folder), "--keep", "2")

    kept = backups.complete(folder)

    assert len(kept) == 2
    assert sorted(path.name for path in folder.iterdir()) == [
        "erasures.json",
        *(path.name for path in kept),
    ]
    pictures = [next((path / "media").rglob("*.jpg")) for path in kept]
    assert len({path.stat().st_ino for path in pictures}) == 1


def test_reports_keep_coming_in_while_a_backup_is_made_and_none_is_lost(
    lived: House, server: Postgres, tmp_path: Path
) -> None:
    made = house(server, tmp_path / "made", "made")
    made.run("tests.cli.backed_up", "prepare")
    reporting = made.start("tests.cli.backed_up", "report")
    assert reporting.stdout is not None
    before = {reporting.stdout.readline().strip() for _ in range(30)}
    made.run("linli", "backup")
    after = {reporting.stdout.readline().strip() for _ in range(5)}
    reporting.kill()
    reporting.communicate()

    back = house(server, tmp_path / "back", "back")
    said = back.run("linli", "restore", str(newest(made).folder))

    assert "Nothing was altered." in said
    numbers = {number for (number,) in back.ask("SELECT number FROM grid_case")}
    assert before <= numbers
    assert after
    [[there]] = made.ask("SELECT count(*) FROM grid_case")
    assert isinstance(there, int)
    assert len(before) <= len(numbers) < there


def test_an_empty_folder_has_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NoBackup):
        backups.chosen(tmp_path)
    (tmp_path / "linli-20200101-000000").mkdir()
    (tmp_path / "linli-20200101-000000" / "manifest.json").write_text("{}")
    with pytest.raises(BackupDamaged):
        backups.chosen(tmp_path)


def test_a_program_older_than_the_server_is_not_taken() -> None:
    assert backups.program("pg_dump", server=15)
    with pytest.raises(backups.NoProgram):
        backups.program("pg_dump", server=99)


def test_a_program_that_fails_says_so(empty: House) -> None:
    with pytest.raises(backups.ProgramFailed):
        backups.dump(empty.folder / "out", url=empty.url, snapshot="00000000-00000000-1", server=18)
