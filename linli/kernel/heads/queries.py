"""Reads the log and its heads: the edge, roots and proofs in few rows, and the check of it all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from django.db.models import Max, Q

from linli.kernel.common.errors import NotFound
from linli.kernel.heads import rules
from linli.kernel.heads.models import (
    Countersignature,
    Head,
    Leaf,
    Node,
    SigningKey,
    Unlogged,
    Witness,
)
from linli.kernel.heads.rules import LATE
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Fault
from linli.kernel.trees import rules as trees
from linli.kernel.trees.rules import Edge, Hash, Place, Span

CHUNK = 5000
PAGE = 50
LOG = "log"
"""What stands for the stream in a fault of the log itself."""


# The tree ---------------------------------------------------------------------------------


def size() -> int:
    """Return how many entries are in the log; one statement."""
    last = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def edge() -> Edge:
    """Return the right edge of the log as it is now; three statements at most."""
    count = size()
    places = trees.complete((0, count))
    known = _hashes(places)
    return Edge(count, [known[place] for place in places])


def root(size: int) -> Hash:
    """Return the root over the first ``size`` entries; two statements at most."""
    return proofs([[(0, size)]])[0][0]


def proofs(wanted: Sequence[Sequence[Span]]) -> list[list[Hash]]:
    """Return the hashes of the spans of each proof; two statements at most, however many."""
    known = _hashes(trees.needed(span for spans in wanted for span in spans))
    return [trees.hashes_of(spans, known.__getitem__) for spans in wanted]


def _hashes(places: Sequence[Place] | set[Place]) -> dict[Place, Hash]:
    """Return the hash of each complete subtree that is kept."""
    leaves = [number for level, number in places if level == 0]
    known: dict[Place, Hash] = {}
    if leaves:
        rows = Leaf.objects.filter(pk__in=leaves).values_list("index", "hash")
        known = {(0, index): bytes(hashed) for index, hashed in rows}
    lasts = {
        (((number + 1) << level) - 1, level): (level, number) for level, number in places if level
    }
    if lasts:
        found = Node.objects.filter(last__in={last for last, _ in lasts})
        for last, level, hashed in found.values_list("last", "level", "hash"):
            if (last, level) in lasts:
                known[lasts[last, level]] = bytes(hashed)
    return known


# Heads ------------------------------------------------------------------------------------


def newest() -> Head | None:
    """Return the newest head with its key, or None; one statement."""
    return Head.objects.select_related("key").order_by("pk").last()


def unsigned_since(at: datetime) -> datetime | None:
    """Return since when nothing was signed although it should have been, or None."""
    head = newest()
    if head is None:
        return None
    is_late = rules.is_late(grew=size() > head.size, last_at=head.at, at=at)
    return head.at if is_late else None


def heads_of(size: int) -> list[Head]:
    """Return the heads over ``size`` entries with their keys, newest first, at most fifty.

    Raises:
        NotFound: there is none.
    """
    found = list(Head.objects.filter(size=size).select_related("key").order_by("-pk")[:PAGE])
    if not found:
        raise NotFound
    return found


def page(*, before: int | None = None) -> list[Head]:
    """Return fifty heads with their keys, newest first, those below the key ``before``."""
    found = Head.objects.select_related("key").order_by("-pk")
    return list((found.filter(pk__lt=before) if before else found)[:PAGE])


def signing_keys() -> list[SigningKey]:
    """Return all keys that ever signed, oldest first."""
    return list(SigningKey.objects.order_by("pk"))


def key_before(key: SigningKey) -> str:
    """Return the number of the key that signed before this one, or ''."""
    before = SigningKey.objects.filter(pk__lt=key.pk).order_by("pk").last()
    return before.key_id if before else ""


def countersignatures(head: Head) -> list[Countersignature]:
    """Return who else signed a head, oldest first."""
    return list(head.countersignatures.select_related("witness").order_by("pk"))


def signatures(head: Head) -> list[str]:
    """Return the lines under the note of a head: the house, the old key, witnesses by web."""
    name, public_key = head.key.name, rules.decoded(head.key.public_key)
    lines = [rules.signature_line(name, public_key, head.signature)]
    if head.predecessor_signature:
        old = SigningKey.objects.filter(pk__lt=head.key_id).order_by("pk").last()
        if old is not None:
            before = rules.decoded(old.public_key)
            lines.append(rules.signature_line(old.name, before, head.predecessor_signature))
    for each in countersignatures(head):
        if each.witness is not None:
            witness = rules.decoded(each.witness.public_key)
            lines.append(rules.signature_line(each.witness.name, witness, each.signature))
    return lines


def signed_note(head: Head) -> str:
    """Return a head as it is handed to others: its text and all signatures."""
    return rules.signed_note(head.note, signatures(head))


def key_lines() -> list[str]:
    """Return every key that ever signed as a line for others, oldest first."""
    return [rules.key_line(key.name, rules.decoded(key.public_key)) for key in signing_keys()]


def witnesses() -> list[Witness]:
    """Return all witnesses, active ones first, by name."""
    return list(Witness.objects.order_by("-is_active", "name", "pk"))


def witness_lines() -> list[str]:
    """Return the key of every witness as a line for others."""
    return [rules.key_line(one.name, rules.decoded(one.public_key)) for one in witnesses()]


def witnessed() -> Head | None:
    """Return the newest head that somebody outside the house signed too, or None."""
    found = Head.objects.filter(countersignatures__isnull=False).select_related("key")
    return found.order_by("-pk").first()


def places(entry_ids: Sequence[int], *, size: int) -> dict[int, int]:
    """Return key → place of those entries that are among the first ``size`` of the log."""
    found = Leaf.objects.filter(entry_id__in=entry_ids, index__lt=size)
    return dict(found.values_list("entry_id", "index"))


def rotations() -> list[Head]:
    """Return the heads on which a new key followed an old one, oldest first."""
    return list(
        Head.objects.filter(note__contains="\nfollows ").select_related("key").order_by("pk")
    )


def waiting() -> int:
    """Return how many entries are not in the log yet."""
    return Unlogged.objects.count()


def consistency(old: int, new: int) -> list[Hash]:
    """Return the proof that the log of ``new`` entries begins with that of ``old``.

    Raises:
        NotFound: there are no such sizes in the log.
    """
    if not 0 < old <= new <= size():
        raise NotFound
    return proofs([trees.consistency_path(old, new)])[0]


# The check --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogProof:
    """What a check of the log and its heads found; ``last_at`` is the time of the newest head."""

    leaves: int
    heads: int
    waiting: int
    last_at: datetime | None = None
    faults: list[Fault] = field(default_factory=list)


def verify() -> LogProof:
    """Build the log anew from the entries and compare leaves, subtrees, roots and signatures.

    Constant memory. The first fault of the tree ends the comparison of the tree.
    """
    heads = list(Head.objects.select_related("key").order_by("pk"))
    edge, faults = Edge(), list(_head_faults(heads))
    roots = {head.size for head in heads}
    known: dict[int, Hash] = {}
    for fault in _grow(edge, roots, known):
        faults.append(fault)
        break
    else:
        faults += [
            Fault(LOG, head.size, "has another root than the head that was signed")
            for head in heads
            if known.get(head.size, b"").hex() != head.root
        ]
    faults += _missing(heads[-1].at if heads else None)
    return LogProof(
        leaves=edge.size,
        heads=len(heads),
        waiting=waiting(),
        last_at=heads[-1].at if heads else None,
        faults=faults,
    )


def _grow(edge: Edge, sizes: set[int], known: dict[int, Hash]) -> Iterator[Fault]:
    """Let the tree grow leaf by leaf, yield where it differs, and note the roots at ``sizes``."""
    leaves = Leaf.objects.order_by("index").values_list(
        "index", "hash", "entry__algorithm", "entry__digest"
    )
    above = iter(
        Node.objects.order_by("last", "level")
        .values_list("last", "level", "hash")
        .iterator(chunk_size=CHUNK)
    )
    for index, kept, algorithm, digest in leaves.iterator(chunk_size=CHUNK):
        if index != edge.size:
            yield Fault(LOG, edge.size, "is missing from the log")
        (_, _, leaf), *new = edge.append(trees.leaf_hash(rules.leaf_content(algorithm, digest)))
        if leaf != bytes(kept):
            yield Fault(LOG, index, "is not the entry it stands for")
        for (level, _, hashed), found in zip_longest(new, (next(above, None) for _ in new)):
            if found is None or (*found[:2], bytes(found[2])) != (index, level, hashed):
                yield Fault(LOG, index, "has another subtree above it")
        if edge.size in sizes:
            known[edge.size] = edge.root
    if next(above, None) is not None:
        yield Fault(LOG, edge.size, "has subtrees without entries")


def _head_faults(heads: Sequence[Head]) -> Iterator[Fault]:
    """Yield what is wrong with heads among themselves: text, signature, order, change of key."""
    known = signing_keys()
    before = {key.pk: old for old, key in zip([None, *known], known, strict=False)}
    last: Head | None = None
    for head in heads:
        is_first_of_key = last is None or last.key_id != head.key_id
        old = before[head.key_id] if is_first_of_key else None
        reason = _head_fault(head, last, old)
        if reason:
            yield Fault(LOG, head.size, reason)
        last = head


def _head_fault(head: Head, last: Head | None, old: SigningKey | None) -> str:
    note = rules.note(
        head.key.name,
        size=head.size,
        root=bytes.fromhex(head.root),
        at=head.at,
        follows=old.key_id if old else "",
    )
    if head.note != note:
        return "has a head whose text was altered"
    if not rules.is_signed(note, head.signature, rules.decoded(head.key.public_key)):
        return "has a head that its key did not sign"
    if head.predecessor_signature:
        before = rules.decoded(old.public_key) if old else b""
        if not rules.is_signed(note, head.predecessor_signature, before):
            return "has a head that the old key did not sign"
    if last and (head.size < last.size or head.at <= last.at or head.key_id < last.key_id):
        return "has a head that does not go on from the one before"
    return ""


def _missing(signed_at: datetime | None) -> list[Fault]:
    """Return the entries that should be in the log: unknown to it, or waiting for too long."""
    lost = Entry.objects.filter(leaf__isnull=True)
    is_late = Q(recorded_at__lt=signed_at - LATE) if signed_at else Q(pk__in=[])
    waits = Q(pk__in=Unlogged.objects.values("entry_id"))
    found = lost.filter(~waits | is_late).order_by("pk").values_list("stream", "number")
    return [Fault(stream, number, "is missing from the log") for stream, number in found]
