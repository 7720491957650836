"""What the pages of the record show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.kernel.common.errors import NotFound
from linli.kernel.heads import queries as heads
from linli.kernel.heads import rules
from linli.kernel.heads.models import Countersignature, Head, Witness
from linli.kernel.people.rules import Actor, Role


@dataclass(frozen=True, slots=True)
class HeadPage:
    """A head with everything that others may want of it."""

    head: Head
    signed: str
    countersignatures: Sequence[Countersignature]
    may_enter_paper: bool

    @property
    def groups(self) -> list[str]:
        """Return the root in sixteen groups of four signs, for reading aloud and copying."""
        return [self.head.root[place : place + 4] for place in range(0, 64, 4)]

    @property
    def for_paper(self) -> str:
        """Return the text of the head with the signature of the house alone, for a code."""
        key = rules.decoded(self.head.key.public_key)
        line = rules.signature_line(self.head.key.name, key, self.head.signature)
        return rules.signed_note(self.head.note, [line])


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that a larger log begins with a smaller one; ``path`` in hexadecimal."""

    old: int
    new: int
    old_root: str
    new_root: str
    path: Sequence[str]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The record as a whole; ``newest`` is None before anything was signed."""

    newest: HeadPage | None
    unsigned_since: datetime | None
    heads: Sequence[Head]
    keys: Sequence[str]
    witnesses: Sequence[tuple[Witness, str]]
    consistency: Consistency | None
    older: int | None


def record(
    actor: Actor, *, before: int | None, sizes: tuple[int, int] | None, at: datetime
) -> RecordPage:
    """Return the page of the record.

    Raises:
        NotFound: a proof is asked for between sizes that the log never had.
    """
    newest, listed = heads.newest(), heads.page(before=before)
    witnesses = heads.witnesses()
    return RecordPage(
        newest=_page(actor, newest) if newest else None,
        unsigned_since=heads.unsigned_since(at),
        heads=listed,
        keys=heads.key_lines(),
        witnesses=list(zip(witnesses, heads.witness_lines(), strict=True)),
        consistency=consistency(*sizes) if sizes else None,
        older=listed[-1].pk if len(listed) == heads.PAGE else None,
    )


def head(actor: Actor, size: int) -> HeadPage:
    """Return the newest head over ``size`` entries.

    Raises:
        NotFound: none has this size.
    """
    return _page(actor, heads.heads_of(size)[0])


def newest(actor: Actor) -> HeadPage:
    """Return the newest head.

    Raises:
        NotFound: nothing was signed yet.
    """
    found = heads.newest()
    if found is None:
        raise NotFound
    return _page(actor, found)


def _page(actor: Actor, head: Head) -> HeadPage:
    return HeadPage(
        head=head,
        signed=heads.signed_note(head),
        countersignatures=heads.countersignatures(head),
        may_enter_paper=actor.role is Role.DISTRICT_DESK,
    )


def consistency(old: int, new: int) -> Consistency:
    """Return the proof that the log of ``new`` entries begins with that of ``old``.

    Raises:
        NotFound: the log never had such sizes.
    """
    path = heads.consistency(old, new)
    return Consistency(
        old=old,
        new=new,
        old_root=heads.root(old).hex(),
        new_root=heads.root(new).hex(),
        path=[step.hex() for step in path],
    )


def as_json(page: HeadPage) -> dict[str, Any]:
    """Return a head for machines."""
    head = page.head
    return {
        "size": head.size,
        "root": head.root,
        "at": rules.moment(head.at),
        "algorithm": head.algorithm,
        "key": head.key.key_id,
        "signed": page.signed,
        "paper": [
            {"signers": it.signers, "signed_on": str(it.signed_on), "kept_at": it.kept_at}
            for it in page.countersignatures
            if it.witness is None
        ],
    }
