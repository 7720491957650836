"""What a head says, who signed it, and whether that is so; plain Python.

A head is a signed note in the form of C2SP ``tlog-checkpoint`` and ``signed-note``: the
lines *name of the log*, *number of entries*, *root* (Base64), then two kinds of extension
line: ``time`` (each head) and ``follows`` (the first head of a new key names the old one).
Ed25519 is RFC 8032; nothing but the public key and the text is needed to check.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linli.kernel.common import crypto
from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop

ALGORITHM = "ed25519"
ED25519 = b"\x01"
"""The algorithm byte of a key in C2SP ``signed-note``."""

QUIET = timedelta(hours=1)
"""A log that does not grow is signed again after so long (ours, decision 0014)."""

LATE = timedelta(hours=1)
"""So long after it was recorded an entry may wait for the log (ours, decision 0014)."""


OVERDUE = timedelta(minutes=10)
"""A log that grew and was not signed for so long is said to be unsigned (ours, decision 0014)."""


class KeyMissing(RuleBroken):
    """Heads were signed here before, and the key is not where it was."""

    code = "kernel.key_missing"
    message = gettext_noop("The signing key is missing: there is no %(file)s.")
    hint = gettext_noop(
        "The record goes on, unsigned. Bring the key back, or begin a new one: linli heads rotate"
    )


class KeyUnknown(RuleBroken):
    """The key in the file is not the one that signs this log now."""

    code = "kernel.key_unknown"
    message = gettext_noop("The key in %(file)s is %(found)s; this record is signed by %(wanted)s.")
    hint = gettext_noop("Bring the right key back, or begin a new one: linli heads rotate")


class KeyTooOpen(RuleBroken):
    """Others than its owner can read the key."""

    code = "kernel.key_too_open"
    message = gettext_noop("Others can read the signing key %(file)s.")
    hint = gettext_noop("Close it (chmod 600), and if others were there: linli heads rotate")


class KeyUnreadable(RuleBroken):
    """The file of the key holds something else."""

    code = "kernel.key_unreadable"
    message = gettext_noop("%(file)s holds no Ed25519 key.")
    hint = gettext_noop("Bring the right key back, or begin a new one: linli heads rotate")


class LogAltered(RuleBroken):
    """The log no longer continues what was signed last."""

    code = "kernel.log_altered"
    message = gettext_noop(
        "The log was altered: its first %(size)s entries are not those that were signed."
    )
    hint = gettext_noop("Nothing more is signed. Run “linli verify” and restore a backup.")


class NotAPublicKey(InputRefused):
    """The text is no Ed25519 public key."""

    code = "kernel.not_a_public_key"
    message = gettext_noop("This is no Ed25519 public key.")
    hint = gettext_noop("Give its 32 bytes in Base64, or the line name+number+key.")


class WitnessNameRefused(InputRefused):
    """The name of a witness cannot stand in a line of signatures."""

    code = "kernel.witness_name_refused"
    message = gettext_noop("The name of a witness has no spaces and no plus sign.")
    hint = gettext_noop("Write it in one word, for example 岳阳楼区档案馆.")


class NotSignedByWitness(InputRefused):
    """No known witness made this signature over this head."""

    code = "kernel.not_signed_by_witness"
    message = gettext_noop("No witness of this house signed this head so.")
    hint = gettext_noop("Sign the text of the head to the byte, with the key that is listed here.")


def encoded(raw: bytes) -> str:
    """Return bytes in Base64, one line."""
    return base64.b64encode(raw).decode()


def decoded(words: str) -> bytes:
    """Return the bytes of Base64 text; b"" where it is none."""
    try:
        return base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError):
        return b""


def leaf_content(algorithm: str, digest: str) -> bytes:
    """Return the bytes of the leaf of an entry: the name and value of its digest, canonical."""
    return crypto.canonical({"algorithm": algorithm, "digest": digest})


def key_id(name: str, public_key: bytes) -> str:
    """Return the number of a key as C2SP ``signed-note`` has it: 8 hexadecimal signs."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).hexdigest()[:8]


def key_line(name: str, public_key: bytes) -> str:
    """Return a public key as one line for others: name+number+Base64 (C2SP ``signed-note``)."""
    return f"{name}+{key_id(name, public_key)}+{encoded(ED25519 + public_key)}"


def public_key(words: str) -> bytes:
    """Return the 32 bytes of a public key given in Base64 or as a line of a key.

    Raises:
        NotAPublicKey: it is neither.
    """
    raw = decoded(words.strip().rpartition("+")[2] if words.count("+") > 1 else words.strip())
    if len(raw) != 33 or not raw.startswith(ED25519):
        raw = ED25519 + decoded(words.strip())
    try:
        Ed25519PublicKey.from_public_bytes(raw[1:])
    except ValueError:
        raise NotAPublicKey from None
    return raw[1:]


def check_witness_name(name: str) -> None:
    """Refuse a name that C2SP ``signed-note`` cannot carry.

    Raises:
        WitnessNameRefused: it is empty, or has spaces or a plus sign.
    """
    if not name or "+" in name or any(sign.isspace() for sign in name) or len(name) > 80:
        raise WitnessNameRefused


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that can sign; ``public_key`` has 32 bytes."""

    private_key: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        """Return the half that everybody may know."""
        return self.private_key.public_key().public_bytes_raw()

    def sign(self, note: str) -> str:
        """Return the signature over a note, Base64 of 64 bytes."""
        return encoded(self.private_key.sign(note.encode()))


def is_signed(note: str, signature: str, public_key: bytes) -> bool:
    """Return whether the signature (Base64) over a note was made with this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(decoded(signature), note.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def log_name(first_key: bytes) -> str:
    """Return the name a log gets from its first key and keeps: ``linli/`` and 16 signs."""
    return f"linli/{hashlib.sha256(first_key).hexdigest()[:16]}"


def moment(at: datetime) -> str:
    """Return a moment as a note has it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def note(name: str, *, size: int, root: bytes, at: datetime, follows: str = "") -> str:
    """Return the text of a head that is signed, to the byte; it ends with a line's end.

    ``follows``: the number of the old key on the first head of a new one, else ''.
    """
    lines = [name, str(size), encoded(root), f"time {moment(at)}"]
    if follows:
        lines.append(f"follows {follows}")
    return "\n".join(lines) + "\n"


def signature_line(name: str, public_key: bytes, signature: str) -> str:
    """Return a signature as a line under a note (C2SP ``signed-note``)."""
    number = bytes.fromhex(key_id(name, public_key))
    return f"— {name} {encoded(number + decoded(signature))}\n"


def signed_note(note: str, lines: Sequence[str]) -> str:
    """Return a note with the lines of its signatures, as it is handed to others."""
    return note + "\n" + "".join(lines)


def is_due(*, size: int, last_size: int, last_at: datetime | None, at: datetime) -> bool:
    """Return whether a log of ``size`` entries is to be signed at ``at``.

    When it grew since the last head, else each hour; never with a time that does not go on.
    """
    if size == 0 or (last_at is not None and moment(at) <= moment(last_at)):
        return False
    return last_at is None or size > last_size or at - last_at >= QUIET


def is_late(*, grew: bool, last_at: datetime, at: datetime) -> bool:
    """Return whether the next head should have been signed long ago."""
    return at - last_at > (OVERDUE if grew else 2 * QUIET)
