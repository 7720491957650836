"""The record in public: heads as page, text and JSON; witnesses sign by web and on paper (X4)."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.utils import timezone

from linli.kernel.heads import queries, rules
from linli.kernel.heads import services as heads
from linli.kernel.heads.models import Countersignature
from linli.kernel.people.models import Person
from linli.kernel.people.rules import Role
from linli.kernel.trees import rules as trees
from tests.district import District, small_district
from tests.kernel.heads.keeping import record

pytestmark = pytest.mark.django_db

WITNESS = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)


@pytest.fixture
def signer(tmp_path: Path) -> rules.Signer:
    """Return the key of a house whose log was signed over 5 and over 9 entries."""
    signer = heads.write_key(tmp_path / "record.key", b"\1" * 32)
    for count, minutes in ((5, 3), (4, 1)):
        record(count)
        heads.append_all()
        at = timezone.now() - timedelta(minutes=minutes)
        assert heads.sign(signer, at=at, file=tmp_path)
    return signer


def witness() -> rules.Signer:
    """Return a witness that is registered."""
    one = rules.Signer(WITNESS)
    heads.add_witness(name="区档案馆", public_key=rules.encoded(one.public_key), at=timezone.now())
    return one


def at_desk(district: District, role: Role) -> Client:
    """Return the browser of somebody who signed in from a post."""
    actor = district.actor(role)
    assert actor.person_id is not None
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def test_anybody_reads_the_newest_head_in_three_forms(signer: rules.Signer) -> None:
    client, head = Client(), queries.newest()
    assert head is not None

    page = client.get("/record/").content.decode()
    text = client.get("/record/latest.txt").content.decode()
    facts = client.get("/record/latest.json").json()

    assert " ".join(head.root[place : place + 4] for place in range(0, 64, 4)) in page
    assert text == queries.signed_note(head)
    note, _, line = text.partition("\n\n")
    assert line.startswith(f"— {head.key.name} ")
    assert rules.is_signed(note + "\n", head.signature, signer.public_key)
    assert (facts["size"], facts["root"], facts["algorithm"]) == (9, head.root, "ed25519")
    assert facts["signed"] == text
    assert queries.key_lines()[0] in page


def test_before_anything_is_signed_the_page_says_so() -> None:
    assert "还没有签名" in Client().get("/record/").content.decode()
    assert Client().get("/record/latest.txt").status_code == 404


def test_anybody_gets_the_proof_that_the_record_only_grew(signer: rules.Signer) -> None:
    facts = Client().get("/record/consistency.json?old=5&new=9").json()

    assert trees.is_consistent(
        old=5,
        new=9,
        old_root=bytes.fromhex(facts["old_root"]),
        new_root=bytes.fromhex(facts["new_root"]),
        path=[bytes.fromhex(step) for step in facts["path"]],
    )
    assert facts["old_root"] in Client().get("/record/?old=5&new=9").content.decode()


@pytest.mark.parametrize("asked", ["old=9&new=5", "old=0&new=5", "old=5&new=10", "old=5", "old=x"])
def test_there_is_no_proof_between_sizes_that_never_were(asked: str, signer: rules.Signer) -> None:
    assert Client().get(f"/record/consistency.json?{asked}").status_code == 404


def test_the_sheet_has_the_root_in_groups_and_lines_to_sign(signer: rules.Signer) -> None:
    page = Client().get("/record/heads/9/sheet/").content.decode()
    head = queries.heads_of(9)[0]

    assert page.count("<span>") >= 16
    assert f"<span>{head.root[:4]}</span>" in page
    assert "<svg" in page
    assert page.count("<tr><td></td>") == 3


def test_a_witness_signs_with_openssl_and_sends_it_without_a_browser(
    signer: rules.Signer, tmp_path: Path
) -> None:
    witness()
    key, note, signature = (tmp_path / name for name in ("key.pem", "note.txt", "signature"))
    key.write_bytes(
        WITNESS.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    note.write_bytes(Client().get("/record/heads/9/note.txt").content)
    subprocess.run(
        [*("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", note, "-out", signature)],
        check=True,
    )
    client = Client(enforce_csrf_checks=True)

    answer = client.post(
        "/record/heads/9/countersign/", {"signature": rules.encoded(signature.read_bytes())}
    )

    assert answer.status_code == 302
    assert "区档案馆" in client.get("/record/heads/9/").content.decode()
    assert "\n— 区档案馆 " in client.get("/record/heads/9/signed.txt").content.decode()


def test_what_no_witness_signed_is_refused_in_words(signer: rules.Signer) -> None:
    one = witness()
    other = queries.heads_of(5)[0]

    for signature in ("", "nonsense", one.sign(other.note)):
        answer = Client().post("/record/heads/9/countersign/", {"signature": signature})
        assert answer.status_code == 422
    assert "没有已登记的见证单位" in answer.content.decode()
    assert not Countersignature.objects.exists()
    assert Client().post("/record/heads/7/countersign/", {"signature": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.DISTRICT_DESK, 302),
        (Role.AUDITOR, 403),
        (Role.OPERATOR, 403),
        (Role.COMMUNITY_DESK, 403),
    ],
)
def test_the_district_desk_enters_a_sheet_and_nobody_else(
    role: Role, status: int, signer: rules.Signer
) -> None:
    client = at_desk(small_district(), role)
    said = {"signers": "王芳、李明", "signed_on": "2026-11-23", "kept_at": "档案室三号柜"}

    answer = client.post("/record/heads/9/paper/", said)

    assert answer.status_code == status
    assert ("档案室三号柜" in client.get("/record/heads/9/").content.decode()) is (status == 302)
    may = "signed_on" in client.get("/record/heads/9/").content.decode()
    assert may is (role is Role.DISTRICT_DESK)


def test_a_sheet_without_a_day_is_not_entered(signer: rules.Signer) -> None:
    client = at_desk(small_district(), Role.DISTRICT_DESK)

    assert client.post("/record/heads/9/paper/", {"signers": "王芳"}).status_code == 422
    assert Client().post("/record/heads/9/paper/", {"signers": "王芳"}).status_code == 422


UNSIGNED = [
    # grew since, minutes since the head, shown
    (False, 30, False),
    (False, 119, False),
    (False, 121, True),
    (True, 9, False),
    (True, 11, True),
]


@pytest.mark.parametrize(("grew", "minutes", "shown"), UNSIGNED)
def test_says_when_nothing_has_been_signed_for_long(
    grew: bool, minutes: int, shown: bool, tmp_path: Path
) -> None:
    signer = heads.write_key(tmp_path / "record.key", b"\1" * 32)
    record(2)
    heads.append_all()
    heads.sign(signer, at=timezone.now() - timedelta(minutes=minutes), file=tmp_path)
    if grew:
        record(1)
        heads.append_all()
    operator = at_desk(small_district(), Role.OPERATOR)
    officer = at_desk_again(Role.COMMUNITY_DESK)

    assert ("未签名" in Client().get("/record/").content.decode()) is shown
    assert ("未签名" in operator.get("/posts/").content.decode()) is shown
    assert "未签名" not in officer.get("/posts/").content.decode()


def at_desk_again(role: Role) -> Client:
    """Return the browser of somebody of the district that is there already."""
    return at_desk(District(), role)


def test_older_heads_are_on_further_pages(tmp_path: Path) -> None:
    signer = heads.write_key(tmp_path / "record.key", b"\1" * 32)
    for number in range(queries.PAGE + 3):
        record(1)
        heads.append_all()
        at = timezone.now() - timedelta(minutes=100 - number)
        heads.sign(signer, at=at, file=tmp_path)

    first = Client().get("/record/").content.decode()
    last = queries.page()[-1]

    assert f"?before={last.pk}" in first
    older = Client().get(f"/record/?before={last.pk}").content.decode()
    assert "/record/heads/3/" in older
    assert "/record/heads/53/" not in older.partition('id="heads"')[2]


def test_hands_out_the_program_that_checks(tmp_path: Path) -> None:
    answer = Client().get("/record/check_proof.py")

    assert answer["Content-Type"] == "text/x-python; charset=utf-8"
    compile(answer.content.decode(), "check_proof.py", "exec")
    assert answer["Content-Disposition"] == 'attachment; filename="check_proof.py"'
