"""``linli heads`` and what ``linli verify`` says of the log, its heads and a key that is gone."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from linli.cli import heads, verify
from linli.kernel.heads import queries, rules, services
from linli.worker import tasks
from tests.courses import reported
from tests.district import District, small_district

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def file(settings: Settings, tmp_path: Path) -> Path:
    """Return where the key of this test lies; there is none yet."""
    settings.SIGNING_KEY = tmp_path / "keys" / "record.key"
    return Path(settings.SIGNING_KEY)


def _run(*words: str) -> int:
    parser = ArgumentParser()
    commands = parser.add_subparsers()
    module = {"verify": verify, "heads": heads}[words[0]]
    module.add(commands)
    with translation.override("en"):
        return int(module.handle(parser.parse_args(words)))


def _signed_house(file: Path) -> District:
    services.begin(file, raw=b"\1" * 32)
    district = small_district()
    reported(district)
    tasks.append_and_sign(timezone.now())
    return district


def test_the_worker_appends_and_signs_and_a_second_time_does_nothing(file: Path) -> None:
    services.begin(file, raw=b"\1" * 32)
    reported(small_district())

    tasks.keep_log(timestamp=0)
    tasks.keep_log(timestamp=0)

    head = queries.newest()
    assert head is not None
    assert (head.size, queries.waiting(), len(queries.page())) == (1, 0, 1)


def test_verify_says_how_much_is_signed_and_since_when(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _signed_house(file)

    assert _run("verify") == 0

    said = capsys.readouterr().out
    assert "1 entries in the log, 1 signed heads, the newest of " in said
    assert said.endswith("Nothing was altered.\n")


def test_without_its_key_the_record_goes_on_unsigned_and_everybody_is_told(
    file: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    district = _signed_house(file)
    file.unlink()
    reported(district, 2)

    tasks.append_and_sign(timezone.now())

    assert (queries.size(), len(queries.page())) == (2, 1)
    assert "kernel.key_missing" in caplog.text
    assert not file.exists()
    assert _run("verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["is_sound"], told["key"]) == (True, "kernel.key_missing")
    assert _run("verify") == 1
    assert "The signing key is missing" in capsys.readouterr().out
    assert _run("heads", "show") == 1


def test_rotating_lets_a_new_key_sign_and_the_check_is_sound_again(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _signed_house(file)
    file.unlink()

    assert _run("heads", "rotate") == 0

    assert [key.key_id for key in queries.signing_keys()][-1] in capsys.readouterr().out
    assert len(queries.rotations()) == 1
    assert _run("verify") == 0
    assert _run("heads", "show") == 0


def test_a_witness_is_added_by_name_and_key(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = services.write_key(tmp_path / "witness.key", b"\2" * 32)

    assert _run("heads", "witness", "add", "区档案馆", rules.encoded(key.public_key)) == 0

    number = rules.key_id("区档案馆", key.public_key)
    assert capsys.readouterr().out == f"区档案馆 may countersign with key {number}\n"


def test_signs_at_once_when_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services.begin(file, raw=b"\1" * 32)
    reported(small_district())

    assert _run("heads", "sign") == 0

    head = queries.newest()
    assert head is not None
    assert capsys.readouterr().out.startswith(queries.signed_note(head))
