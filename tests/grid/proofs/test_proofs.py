"""Anyone can check offline what happened in one matter, with the standard library alone (X4)."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from linli.cli import check_proof
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.grid.proofs import queries
from linli.grid.reporters import services as reporters
from linli.kernel.common import crypto
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.heads import queries as heads_queries
from linli.kernel.heads import rules
from linli.kernel.heads import services as heads
from linli.kernel.heads.rules import Signer
from linli.kernel.people.rules import Actor, Role
from tests.courses import brought, desk_of, holder_of
from tests.district import NOW, District, small_district, stamp

pytestmark = pytest.mark.django_db

CHECKER = Path(check_proof.__file__)
WITNESS = Signer(Ed25519PrivateKey.from_private_bytes(b"\7" * 32))


class House:
    """A small district with a closed case, an open one, and a log signed twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "record.key"
        self.signer = heads.write_key(self.file, b"\1" * 32)
        self.district = small_district()
        self.case = brought(self.district, Stage.CLOSED, 1)
        self.log(0)
        self.other = brought(self.district, Stage.REPORTED, 2)
        self.log(1)

    def log(self, minute: int) -> None:
        """Append and sign."""
        heads.append_all()
        at = NOW + timedelta(minutes=minute)
        heads.sign(heads.read_key(self.file), at=at, file=self.file)

    def countersign(self) -> None:
        """Let a witness sign the first head, and the desk enter a sheet of it."""
        heads.add_witness(name="区档案馆", public_key=rules.encoded(WITNESS.public_key), at=NOW)
        note = heads_queries.heads_of(7)[0].note
        heads.countersign(size=7, signature=WITNESS.sign(note), at=NOW)
        desk = self.district.actor(Role.DISTRICT_DESK)
        heads.enter_paper(
            desk, size=7, signers="王芳、李明", signed_on=NOW.date(), kept_at="三号柜", at=NOW
        )

    def key_line(self) -> str:
        """Return the key of the house for others."""
        return heads_queries.key_lines()[0]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return the house."""
    return House(tmp_path)


def checked(content: bytes, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Check a file as a stranger does: an empty folder, no packages, no site."""
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    (empty / "proof.json").write_bytes(content)
    (empty / "check_proof.py").write_bytes(CHECKER.read_bytes())
    return subprocess.run(
        [sys.executable, "-I", "-S", "check_proof.py", "proof.json", *words],
        cwd=empty,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def said_no(content: bytes) -> bool:
    """Return whether the check refuses a file; in this process, because it is done often."""
    try:
        check_proof.check(content, [])
    except (check_proof.Refused, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return True
    return False


def test_a_stranger_with_nothing_but_python_checks_the_file(house: House) -> None:
    house.countersign()
    proof = queries.of_number(house.case.number)

    done = checked(proof.content(), house.folder, "--key", house.key_line())

    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == (
        f"通过。事件 {house.case.number} 的 7 条记录未被改动，最迟于 2026-11-23T01:01:00Z 已写入日志。"
    )
    assert lines[1].startswith(f"Proven: 7 entries of matter {house.case.number}")
    assert "grid.case_reported" in lines[2]
    assert "区档案馆" in done.stdout
    assert "王芳、李明" in done.stdout
    assert proof.name == f"linli-proof-{house.case.number}.json"


def test_the_words_are_not_in_it_unless_the_operator_puts_them_in(house: House) -> None:
    without = queries.of_number(house.case.number).content().decode()
    with_words = queries.of_number(house.case.number, with_words=True).content()

    assert "垃圾堆" not in without
    assert "13800138000" not in without
    done = checked(with_words, house.folder)
    assert done.returncode == 0
    assert "楼下垃圾堆了三天没人收" in done.stdout


def test_erased_words_are_not_in_it_and_the_rest_still_proves(house: House) -> None:
    desk = house.district.actor(Role.DISTRICT_DESK)
    reporters.forget(desk, case_id=house.case.pk, stamp=stamp(NOW))
    house.log(2)

    content = queries.of_number(house.case.number, with_words=True).content()

    assert "垃圾堆" not in content.decode()
    assert checked(content, house.folder).returncode == 0


@pytest.mark.parametrize("is_full", [False, True])
def test_one_altered_byte_anywhere_and_it_fails(is_full: bool, house: House) -> None:
    if is_full:
        house.countersign()
        heads.rotate(house.file, raw=b"\2" * 32, at=NOW + timedelta(minutes=2))
    content = queries.of_number(house.case.number, with_words=is_full).content()
    assert not said_no(content)
    chance = random.Random(7)

    unseen = []
    for place in range(len(content)):
        altered = bytes([content[place] ^ (1 << chance.randrange(8))])
        if not said_no(content[:place] + altered + content[place + 1 :]):
            unseen.append(place)

    assert unseen == []
    assert said_no(content[:-1])
    assert said_no(content + b" ")
    assert said_no(b"")
    flipped = content.replace(b'"commitment"', b'"commitmenT"', 1)
    assert checked(flipped, house.folder).returncode == 1


def sealed(parts: dict[str, Any]) -> bytes:
    """Return a file that a forger has given its right checksum again."""
    parts = {name: value for name, value in parts.items() if name != "sha256"}
    parts["sha256"] = hashlib.sha256(crypto.canonical(parts)).hexdigest()
    return crypto.canonical(parts) + b"\n"


def _set(*way: Any) -> Callable[[dict[str, Any]], None]:
    *path, last, value = way

    def forge(parts: dict[str, Any]) -> None:
        for step in path:
            parts = parts[step]
        parts[last] = value

    return forge


def _drop(place: int) -> Callable[[dict[str, Any]], None]:
    return lambda parts: parts["entries"].pop(place)


FORGERIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "another verb": _set("entries", 2, "entry", "verb", "grid.case_declined"),
    "another time": _set("entries", 2, "entry", "at", "2026-11-22T01:00:00.000000+00:00"),
    "another actor": _set("entries", 2, "entry", "actor", "role", "auditor"),
    "other words": _set("entries", 0, "words", "text", "别的话"),
    "another salt": _set("entries", 0, "salt", "00" * 16),
    "words without salt": lambda parts: parts["entries"][0].pop("salt"),
    "another digest": _set("entries", 2, "digest", "0" * 64),
    "another place": _set("entries", 2, "index", 3),
    "an empty path": _set("entries", 2, "path", []),
    "another number of the matter": _set("case", "20261123-000002"),
    "another stream": _set("stream", "grid.case:other"),
    "no first entry": _drop(0),
    "no second entry": _drop(1),
    "a turned order": lambda parts: parts["entries"].reverse(),
    "another format": _set("format", "linli-proof-2"),
    "no keys": _set("keys", []),
    "another name of a witness": lambda parts: parts["witnesses"].append(
        parts["witnesses"].pop().replace("档案馆", "法院")
    ),
    "another time of the head": lambda parts: parts.update(
        head=parts["head"].replace("01:01:00", "01:02:00")
    ),
    "a head that only a witness signed": lambda parts: parts.update(
        head=parts["head"].partition("\n\n")[0]
        + "\n\n"
        + parts["witnessed"]["head"].partition("\n\n")[2]
    ),
    "a witnessed head of another log": lambda parts: parts["witnessed"].update(path=[]),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forger_who_mends_the_checksum_is_found_too(forgery: str, house: House) -> None:
    house.countersign()
    content = queries.of_number(house.case.number, with_words=True).content()
    parts = json.loads(content)
    assert sealed(parts) == content

    FORGERIES[forgery](parts)

    assert said_no(sealed(parts))


def test_another_house_can_make_a_file_but_not_with_a_key_that_is_known(house: House) -> None:
    content = queries.of_number(house.case.number).content()
    strange = rules.key_line("linli/other", WITNESS.public_key)

    assert checked(content, house.folder, "--key", house.key_line()).returncode == 0
    refused = checked(content, house.folder, "--key", strange)

    assert refused.returncode == 1
    assert refused.stdout.splitlines()[0] == "不通过。Not proven."


@pytest.mark.parametrize(("has_old", "code"), [(True, 0), (False, 1)])
def test_a_known_old_key_leads_to_the_new_one_only_where_it_signed_the_change(
    has_old: bool, code: int, house: House
) -> None:
    line = house.key_line()
    if not has_old:
        house.file.unlink()
    heads.rotate(house.file, raw=b"\2" * 32, at=NOW + timedelta(minutes=2))
    house.log(90)

    content = queries.of_number(house.case.number).content()

    assert checked(content, house.folder, "--key", line).returncode == code
    assert checked(content, house.folder).returncode == 0


def test_a_known_witness_is_enough(house: House) -> None:
    house.countersign()
    [line] = heads_queries.witness_lines()

    content = queries.of_number(house.case.number).content()

    assert checked(content, house.folder, "--key", line).returncode == 0


def test_what_is_younger_than_the_newest_head_has_no_proof_yet(house: House) -> None:
    young = brought(house.district, Stage.REPORTED, 3)

    with pytest.raises(LinliError) as refused:
        queries.of_number(young.number)

    assert refused.value.code == "grid.not_yet_signed"


# Who may have it --------------------------------------------------------------------------


def test_the_reporter_gets_the_proof_of_her_matter_by_her_link(house: House) -> None:
    answer = Client().get(reverse("grid:proof_of_link", args=["token-1"]))

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == (
        f'attachment; filename="linli-proof-{house.case.number}.json"'
    )
    assert checked(answer.content, house.folder).returncode == 0


def test_what_her_page_leaves_out_stands_there_by_its_digest_only(house: House) -> None:
    reporters.renew_link(
        number=house.case.number, phone="13800138000", token="anew", stamp=stamp(NOW)
    )
    house.log(2)

    content = queries.of_link("anew").content()

    assert "case_link_renewed" not in content.decode()
    done = checked(content, house.folder)
    assert done.returncode == 0
    assert "sealed, not shown" in done.stdout


def test_a_link_that_leads_nowhere_has_no_proof(house: House) -> None:
    assert Client().get(reverse("grid:proof_of_link", args=["token-9"])).status_code == 404


def _sees(district: District, actor: Actor, case: Case) -> bool:
    try:
        queries.of_case(actor, case.pk)
    except NotFound:
        return False
    return True


def test_a_post_gets_the_proofs_of_the_cases_it_sees_and_of_no_other(house: House) -> None:
    district, case = house.district, house.case
    seeing = {
        "district desk": district.actor(Role.DISTRICT_DESK),
        "auditor": district.actor(Role.AUDITOR),
        "its community": desk_of(district),
        "the other community": desk_of(district, 1),
        "its officer": district.actor(Role.DEPARTMENT_OFFICER),
        "operator": district.actor(Role.OPERATOR),
        "its reporter": holder_of(case),
        "another reporter": holder_of(house.other),
        "nobody": Actor(role=Role.REPORTER),
    }

    assert [name for name, actor in seeing.items() if _sees(district, actor, case)] == [
        "district desk",
        "auditor",
        "its community",
        "its officer",
        "its reporter",
    ]
