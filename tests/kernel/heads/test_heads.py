"""Heads are signed when it is time, by the right key only, and keys change in the open (X4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.kernel.common.errors import Forbidden, LinliError, NotFound
from linli.kernel.heads import queries, rules
from linli.kernel.heads import services as heads
from linli.kernel.heads.models import Head, Leaf, Node, SigningKey
from linli.kernel.journal.models import Entry
from linli.kernel.people.rules import Actor, Role
from tests.district import NOW
from tests.kernel.heads.keeping import NEW, OLD, STRANGE, key, record, signed, without_triggers

pytestmark = pytest.mark.django_db


def stranger() -> rules.Signer:
    """Return a key that is nobody's here."""
    return rules.Signer(Ed25519PrivateKey.from_private_bytes(STRANGE))


def logged(count: int) -> None:
    record(count)
    heads.append()


def test_a_head_says_how_many_entries_which_root_and_when(tmp_path: Path) -> None:
    signer = key(tmp_path)
    logged(3)

    head = signed(signer)

    assert head is not None
    name = rules.log_name(signer.public_key)
    root = rules.encoded(queries.root(3))
    assert head.note == f"{name}\n3\n{root}\ntime 2026-11-23T01:00:00Z\n"
    assert (head.algorithm, head.key.key_id) == (
        "ed25519",
        rules.key_id(name, signer.public_key),
    )
    assert rules.is_signed(head.note, head.signature, signer.public_key)
    assert not rules.is_signed(head.note + " ", head.signature, signer.public_key)
    assert queries.verify().faults == []


DUE = [
    # entries before, entries since, minutes since the last head, signed
    (0, 0, None, False),
    (0, 1, None, True),
    (3, 1, 1, True),
    (3, 0, 1, False),
    (3, 0, 59, False),
    (3, 0, 60, True),
    (3, 1, 0, False),
    (3, 1, -5, False),
]


@pytest.mark.parametrize(("before", "since", "minutes", "expected"), DUE)
def test_signs_what_grew_each_minute_and_a_quiet_log_each_hour(
    before: int, since: int, minutes: int | None, expected: bool, tmp_path: Path
) -> None:
    signer = key(tmp_path)
    if before:
        logged(before)
        assert signed(signer)
    logged(since)

    head = signed(signer, minutes or 0)

    assert (head is not None) is expected
    assert queries.verify().faults == []


def test_the_first_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "record.key"

    assert heads.begin(file, raw=OLD)
    assert not heads.begin(file, raw=NEW)

    assert heads.read_key(file).public_key == key(tmp_path, OLD).public_key
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_key_that_is_missing_is_never_replaced_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "record.key"
    logged(1)
    assert signed(key(tmp_path))
    file.unlink()

    assert not heads.begin(file, raw=NEW)

    with pytest.raises(LinliError) as refused:
        heads.read_key(file)
    assert refused.value.code == "kernel.key_missing"
    assert not file.exists()


def test_refuses_a_key_that_others_can_read_and_a_file_without_one(tmp_path: Path) -> None:
    key(tmp_path)
    file = tmp_path / "record.key"
    file.chmod(0o640)
    with pytest.raises(LinliError) as open_to_others:
        heads.read_key(file)
    file.chmod(0o600)
    file.write_text("no key")
    with pytest.raises(LinliError) as no_key:
        heads.read_key(file)

    assert (open_to_others.value.code, no_key.value.code) == (
        "kernel.key_too_open",
        "kernel.key_unreadable",
    )


def test_another_key_does_not_sign(tmp_path: Path) -> None:
    logged(1)
    signed(key(tmp_path))
    (tmp_path / "record.key").unlink()
    logged(1)

    with pytest.raises(LinliError) as refused:
        signed(key(tmp_path, STRANGE), 1)

    assert refused.value.code == "kernel.key_unknown"
    assert Head.objects.count() == 1


@pytest.mark.parametrize("has_old", [True, False])
def test_a_new_key_names_the_old_one_and_is_signed_by_it_where_it_is_there(
    has_old: bool, tmp_path: Path
) -> None:
    file, old = tmp_path / "record.key", key(tmp_path)
    logged(2)
    signed(old)
    if not has_old:
        file.unlink()

    fresh = heads.rotate(file, raw=NEW, at=NOW + timedelta(minutes=1))

    head = queries.newest()
    assert head is not None
    assert [each.key_id for each in queries.signing_keys()] == [
        rules.key_id(fresh.name, old.public_key),
        fresh.key_id,
    ]
    assert f"\nfollows {rules.key_id(fresh.name, old.public_key)}\n" in head.note
    assert rules.is_signed(head.note, head.signature, heads.read_key(file).public_key)
    assert rules.is_signed(head.note, head.predecessor_signature, old.public_key) is has_old
    assert not (tmp_path / "record.key.new").exists()
    assert signed(heads.read_key(file), 62)
    assert queries.verify().faults == []


def test_a_rotation_that_was_broken_off_is_brought_to_its_end(tmp_path: Path) -> None:
    file, old = tmp_path / "record.key", key(tmp_path)
    logged(2)
    signed(old)
    heads.rotate(file, raw=NEW, at=NOW + timedelta(minutes=1))
    file.rename(tmp_path / "record.key.new")  # as if killed between commit and renaming

    heads.rotate(file, raw=STRANGE, at=NOW + timedelta(minutes=2))

    assert SigningKey.objects.count() == 2
    assert heads.read_key(file).public_key == rules.decoded(queries.signing_keys()[-1].public_key)


def test_a_new_key_before_the_first_entry_says_so_on_its_first_head(tmp_path: Path) -> None:
    file = tmp_path / "record.key"
    heads.begin(file, raw=OLD)
    assert signed(heads.read_key(file)) is None
    heads.rotate(file, raw=NEW, at=NOW)
    logged(1)

    head = signed(heads.read_key(file), 1)

    assert head is not None
    assert "\nfollows " in head.note
    assert queries.verify().faults == []


def test_signs_nothing_more_once_the_log_is_not_what_it_signed(tmp_path: Path) -> None:
    signer = key(tmp_path)
    logged(3)
    signed(signer)
    with without_triggers("kernel_leaf"):
        Leaf.objects.filter(index=2).update(hash=b"\0" * 32)
    logged(1)

    with pytest.raises(LinliError) as refused:
        signed(signer, 1)

    assert refused.value.code == "kernel.log_altered"


FORGERIES: dict[str, tuple[Callable[[], object], str]] = {
    "size": (lambda: Head.objects.filter(size=2).update(size=3), "whose text was altered"),
    "root": (lambda: Head.objects.filter(size=2).update(root="0" * 64), "whose text was altered"),
    "time": (
        lambda: Head.objects.filter(size=2).update(at=NOW - timedelta(days=1)),
        "whose text was altered",
    ),
    "signature": (
        lambda: Head.objects.filter(size=2).update(signature=rules.encoded(b"\0" * 64)),
        "that its key did not sign",
    ),
    "key": (
        lambda: SigningKey.objects.update(public_key=rules.encoded(stranger().public_key)),
        "that its key did not sign",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_head_that_was_altered_is_named(forgery: str, tmp_path: Path) -> None:
    signer = key(tmp_path)
    logged(2)
    signed(signer)
    logged(2)
    signed(signer, 1)
    forge, reason = FORGERIES[forgery]
    with without_triggers("kernel_head"):
        forge()

    assert any(reason in fault.reason for fault in queries.verify().faults)


def test_a_whole_log_written_anew_does_not_fit_what_was_signed(tmp_path: Path) -> None:
    signer = key(tmp_path)
    logged(4)
    signed(signer)
    with without_triggers("kernel_leaf", "kernel_node", "kernel_entry"):
        Node.objects.all().delete()
        Leaf.objects.all().delete()
        Entry.objects.all().delete()
    record(4, "tests:other")
    heads.append()

    assert [fault.reason for fault in queries.verify().faults] == [
        "has another root than the head that was signed"
    ]


def test_an_entry_that_waits_although_later_ones_were_signed_is_named(tmp_path: Path) -> None:
    signer = key(tmp_path)
    logged(2)
    [held_back] = record(1, "tests:held-back")

    assert signed(signer, 59)
    assert queries.verify().faults == []
    assert signed(signer, 2 * 60)

    assert [(fault.stream, fault.reason) for fault in queries.verify().faults] == [
        (held_back.stream, "is missing from the log")
    ]


# Witnesses --------------------------------------------------------------------------------


def test_a_witness_signs_the_same_text_and_once(tmp_path: Path) -> None:
    signer, witness = key(tmp_path), stranger()
    logged(2)
    head = signed(signer)
    assert head is not None
    heads.add_witness(name="区档案馆", public_key=rules.encoded(witness.public_key), at=NOW)

    for _ in range(2):
        heads.countersign(size=2, signature=witness.sign(head.note), at=NOW)

    [kept] = queries.countersignatures(head)
    assert kept.witness is not None
    assert kept.witness.name == "区档案馆"
    note = queries.signed_note(head)
    assert note.startswith(head.note + "\n— linli/")
    assert "\n— 区档案馆 " in note


@pytest.mark.parametrize("signature", ["", "nonsense", "A" * 88])
def test_refuses_what_no_witness_signed(signature: str, tmp_path: Path) -> None:
    logged(2)
    signed(key(tmp_path))
    heads.add_witness(name="区档案馆", public_key=rules.encoded(stranger().public_key), at=NOW)

    with pytest.raises(LinliError) as refused:
        heads.countersign(size=2, signature=signature, at=NOW)

    assert refused.value.code == "kernel.not_signed_by_witness"


def test_a_witness_is_given_as_base64_or_as_a_line_of_a_key() -> None:
    raw = stranger().public_key

    assert rules.public_key(rules.encoded(raw)) == raw
    assert rules.public_key(rules.key_line("archive", raw)) == raw
    for words in ("", "nonsense", rules.encoded(raw[1:]), "a+b+c"):
        with pytest.raises(LinliError) as refused:
            rules.public_key(words)
        assert refused.value.code == "kernel.not_a_public_key"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a" * 81])
def test_the_name_of_a_witness_fits_into_a_line(name: str) -> None:
    with pytest.raises(LinliError) as refused:
        heads.add_witness(name=name, public_key=rules.encoded(stranger().public_key), at=NOW)

    assert refused.value.code == "kernel.witness_name_refused"


@pytest.mark.parametrize("role", list(Role))
def test_only_the_district_desk_enters_a_sheet(role: Role, tmp_path: Path) -> None:
    logged(2)
    signed(key(tmp_path))

    def enter(actor: Actor) -> None:
        heads.enter_paper(
            actor, size=2, signers="王芳", signed_on=NOW.date(), kept_at="档案室三号柜", at=NOW
        )

    if role is Role.DISTRICT_DESK:
        enter(Actor(role=role))
        [kept] = queries.countersignatures(queries.heads_of(2)[0])
        assert (kept.signers, kept.kept_at) == ("王芳", "档案室三号柜")
    else:
        with pytest.raises(Forbidden):
            enter(Actor(role=role))


def test_there_is_no_head_of_a_size_that_was_not_signed() -> None:
    with pytest.raises(NotFound):
        heads.countersign(size=3, signature="", at=NOW)
    with pytest.raises(NotFound):
        queries.consistency(1, 2)
