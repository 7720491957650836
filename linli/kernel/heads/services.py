"""Entries are appended to the log, heads are signed, and others sign beside the house."""

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from linli.kernel.heads import queries, rules
from linli.kernel.heads.models import Countersignature, Head, Leaf, Node, SigningKey, Witness
from linli.kernel.heads.rules import (
    KeyMissing,
    KeyTooOpen,
    KeyUnknown,
    KeyUnreadable,
    LogAltered,
    NotSignedByWitness,
    Signer,
)
from linli.kernel.journal.models import Entry
from linli.kernel.people.rules import Actor, Role, check_role
from linli.kernel.trees.rules import leaf_hash

BATCH = 20_000
"""Entries appended in one transaction at most."""

LOCK = 0x4C494E4C49
"""The number of PostgreSQL's advisory lock under which the log grows and is signed."""

TAKEN = """
DELETE FROM kernel_unlogged WHERE entry_id IN
    (SELECT entry_id FROM kernel_unlogged ORDER BY entry_id LIMIT %s) RETURNING entry_id
"""


def _hold_the_log() -> None:
    """Wait until nobody else appends or signs; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


# The log ----------------------------------------------------------------------------------


@transaction.atomic
def append(*, most: int = BATCH) -> int:
    """Append entries that are committed and not in the log yet; return how many.

    Entries get their keys before they are committed, so a smaller key may become visible
    after a larger one: what is in the log is therefore not told by the key, but by a row of
    ``Unlogged`` that is written with each entry and taken away here. Killed in the midst,
    nothing has happened.
    """
    _hold_the_log()
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, [most])
        keys = sorted(key for (key,) in cursor.fetchall())
    entries = Entry.objects.filter(pk__in=keys).order_by("pk")
    edge = queries.edge()
    leaves, nodes = [], []
    for key, algorithm, digest in entries.values_list("pk", "algorithm", "digest"):
        index = edge.size
        (_, _, leaf), *above = edge.append(leaf_hash(rules.leaf_content(algorithm, digest)))
        leaves.append((index, key, leaf))
        nodes += [(((number + 1) << level) - 1, level, hashed) for level, number, hashed in above]
    _copy(Leaf, ["index", "entry_id", "hash"], leaves)
    _copy(Node, ["last", "level", "hash"], nodes)
    return len(leaves)


def _copy(
    table: type[Leaf] | type[Node], names: list[str], rows: Sequence[Sequence[object]]
) -> None:
    """Copy rows into a table of the log; a tenth of the time of inserting them."""
    if not rows:
        return
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def append_all() -> int:
    """Append everything that waits, a batch a transaction; return how many entries."""
    count = 0
    while appended := append():
        count += appended
    return count


# Heads ------------------------------------------------------------------------------------


@transaction.atomic
def sign(signer: Signer, *, at: datetime, file: Path) -> Head | None:
    """Sign the log as it is now, if that is due; else return None.

    Args:
        file: where the key lies, for the sentence of a refusal.

    Raises:
        KeyUnknown: another key signs this log now.
        LogAltered: the log does not begin with what was signed last.
    """
    _hold_the_log()
    current = SigningKey.objects.order_by("pk").last()
    if current is None:
        current = _introduce(signer, at=at)
    _check_is(current, signer, file=file)
    return _sign(signer, current, at=at)


def _check_is(current: SigningKey, signer: Signer, *, file: Path) -> None:
    if current.public_key != rules.encoded(signer.public_key):
        found = rules.key_id(current.name, signer.public_key)
        raise KeyUnknown(file=str(file), found=found, wanted=current.key_id)


def _introduce(signer: Signer, *, at: datetime) -> SigningKey:
    """Store the public half of a key, under the name of the log."""
    first = SigningKey.objects.order_by("pk").first()
    name = first.name if first else rules.log_name(signer.public_key)
    return SigningKey.objects.create(
        key_id=rules.key_id(name, signer.public_key),
        name=name,
        algorithm=rules.ALGORITHM,
        public_key=rules.encoded(signer.public_key),
        since=at,
    )


def _sign(
    signer: Signer, key: SigningKey, *, at: datetime, old: Signer | None = None
) -> Head | None:
    last, edge = Head.objects.order_by("pk").last(), queries.edge()
    if last is not None and queries.root(last.size) != bytes.fromhex(last.root):
        raise LogAltered(size=last.size)
    follows = "" if key.heads.exists() else queries.key_before(key)
    if follows and last is not None:
        at = max(at, last.at + timedelta(seconds=1))
    last_size, last_at = (last.size, last.at) if last else (0, None)
    is_due = rules.is_due(size=edge.size, last_size=last_size, last_at=last_at, at=at)
    if not is_due and not (follows and edge.size):
        return None
    note = rules.note(key.name, size=edge.size, root=edge.root, at=at, follows=follows)
    return Head.objects.create(
        size=edge.size,
        root=edge.root.hex(),
        at=at.replace(microsecond=0),
        algorithm=rules.ALGORITHM,
        key=key,
        note=note,
        signature=signer.sign(note),
        predecessor_signature=old.sign(note) if old else "",
    )


# Keys -------------------------------------------------------------------------------------


def read_key(file: Path) -> Signer:
    """Return the key that lies in a file.

    Raises:
        KeyMissing, KeyTooOpen, KeyUnreadable.
    """
    try:
        if file.stat().st_mode & 0o077:
            raise KeyTooOpen(file=str(file))
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except FileNotFoundError:
        raise KeyMissing(file=str(file)) from None
    except (ValueError, TypeError):
        raise KeyUnreadable(file=str(file)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(file=str(file))
    return Signer(key)


def check_key(file: Path) -> None:
    """Refuse a file that does not hold the key that signs this log now.

    Raises:
        KeyMissing, KeyTooOpen, KeyUnreadable, KeyUnknown.
    """
    signer, current = read_key(file), SigningKey.objects.order_by("pk").last()
    if current is not None:
        _check_is(current, signer, file=file)


def write_key(file: Path, raw: bytes) -> Signer:
    """Write a key made of 32 random bytes into a new file that only its owner can read.

    Raises:
        FileExistsError: there is a file already; no key is ever replaced by this.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.from_private_bytes(raw)
    words = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as out:
        out.write(words)
        out.flush()
        os.fsync(out.fileno())
    return Signer(key)


def begin(file: Path, *, raw: bytes) -> bool:
    """Make the first key of a house that has none; return whether one was made.

    Where the log knows a key already nothing is made: a missing key is never replaced
    in silence.
    """
    if file.exists() or SigningKey.objects.exists():
        return False
    write_key(file, raw)
    return True


def rotate(file: Path, *, raw: bytes, at: datetime) -> SigningKey:
    """Let a new key of 32 random bytes sign from now on; its first head names the old key.

    The old key signs that head too where it is at hand; then its file is replaced. Whatever
    happens in between, calling this again brings it to its end.

    Raises:
        LogAltered: the log does not begin with what was signed last.
    """
    fresh = file.with_name(file.name + ".new")
    if not fresh.exists():
        write_key(fresh, raw)
    signer = read_key(fresh)
    with transaction.atomic():
        _hold_the_log()
        current = SigningKey.objects.order_by("pk").last()
        if current is None or current.public_key != rules.encoded(signer.public_key):
            current = _succeed(signer, current, file=file, at=at)
    fresh.replace(file)
    return current


def _succeed(signer: Signer, last: SigningKey | None, *, file: Path, at: datetime) -> SigningKey:
    old = _old_signer(file, last)
    key = _introduce(signer, at=at)
    if last is not None:
        _sign(signer, key, at=at, old=old)
    return key


def _old_signer(file: Path, last: SigningKey | None) -> Signer | None:
    """Return the key that signed until now, if the file still holds it."""
    try:
        signer = read_key(file)
    except (KeyMissing, KeyUnreadable):
        return None
    is_it = last is not None and last.public_key == rules.encoded(signer.public_key)
    return signer if is_it else None


# Witnesses --------------------------------------------------------------------------------


@transaction.atomic
def add_witness(*, name: str, public_key: str, at: datetime) -> Witness:
    """Let an institution countersign; the same key again only gives it a new name.

    Raises:
        NotAPublicKey: the text is no key.
        WitnessNameRefused: the name has spaces or a plus sign.
    """
    rules.check_witness_name(name)
    raw = rules.public_key(public_key)
    kept, _ = Witness.objects.update_or_create(
        public_key=rules.encoded(raw),
        defaults={"name": name, "key_id": rules.key_id(name, raw), "is_active": True},
        create_defaults={
            "name": name,
            "key_id": rules.key_id(name, raw),
            "public_key": rules.encoded(raw),
            "since": at,
        },
    )
    return kept


@transaction.atomic
def countersign(*, size: int, signature: str, at: datetime) -> Countersignature:
    """Keep the signature (Base64) of a witness over a head; the same again changes nothing.

    Raises:
        NotSignedByWitness: no active witness made it over a head of this size.
        NotFound: no head has this size.
    """
    words = "".join(signature.split())
    for head in queries.heads_of(size):
        for witness in Witness.objects.filter(is_active=True).order_by("pk"):
            if rules.is_signed(head.note, words, rules.decoded(witness.public_key)):
                kept, _ = Countersignature.objects.get_or_create(
                    head=head, witness=witness, defaults={"signature": words, "at": at}
                )
                return kept
    raise NotSignedByWitness


@transaction.atomic
def enter_paper(
    actor: Actor, *, size: int, signers: str, signed_on: date, kept_at: str, at: datetime
) -> Countersignature:
    """Note that persons signed the printed sheet of a head, and where the sheet lies.

    Raises:
        Forbidden: the actor is not the district desk.
        NotFound: no head has this size.
    """
    check_role(actor, Role.DISTRICT_DESK)
    return Countersignature.objects.create(
        head=queries.heads_of(size)[0],
        at=at,
        signers=signers,
        signed_on=signed_on,
        kept_at=kept_at,
        post_id=actor.post_id,
    )
