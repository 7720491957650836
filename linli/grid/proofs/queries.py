"""The proof file of one case: its entries, their places in the log, the signed head over them."""

from collections.abc import Collection
from uuid import UUID

from linli.grid.cases import queries as cases
from linli.grid.cases.services import stream_of, token_digest
from linli.grid.proofs.rules import NotYetSigned, ProofFile, Witnessed
from linli.grid.showing.rules import HIDDEN_FROM_REPORTER
from linli.kernel.heads import queries as heads
from linli.kernel.heads.models import Head
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import sealed_parts
from linli.kernel.people.rules import Actor
from linli.kernel.trees import rules as trees


def of_number(number: str, *, with_words: bool = False) -> ProofFile:
    """Return the proof of the case with a number, for the operator at the machine itself.

    Raises:
        NotFound: there is none.
        NotYetSigned: it is younger than the newest head.
    """
    return _proof(cases.by_number(number), number, with_words=with_words)


def of_case(actor: Actor, case_id: UUID) -> ProofFile:
    """Return the proof of a case for somebody who sees it; words of persons are not in it.

    Entries that a reporter's page leaves out stand in hers by their digest only.

    Raises:
        NotFound: there is none, or it is not hers to read.
        NotYetSigned: it is younger than the newest head.
    """
    case = cases.seen(actor, case_id)
    hidden = frozenset[str]() if actor.is_staff else HIDDEN_FROM_REPORTER
    return _proof(case.pk, case.number, hidden=hidden)


def of_link(token: str) -> ProofFile:
    """Return the proof of a matter for the one who reported it.

    Raises:
        NotFound: no matter has such a link, or its holder only joined it.
        NotYetSigned: it is younger than the newest head.
    """
    holder = cases.holder(token_digest(token))
    assert holder.holds is not None
    return of_case(holder, holder.holds)


def _proof(
    case_id: UUID,
    number: str,
    *,
    hidden: Collection[str] = frozenset(),
    with_words: bool = False,
) -> ProofFile:
    head = heads.newest()
    entries = journal.entries(stream_of(case_id))
    places = heads.places([entry.pk for entry in entries], size=head.size if head else 0)
    covered = [entry for entry in entries if entry.pk in places]
    if head is None or not covered:
        raise NotYetSigned
    paths = heads.proofs([trees.inclusion_path(places[it.pk], head.size) for it in covered])
    lines = []
    for entry, path in zip(covered, paths, strict=True):
        line = {
            "algorithm": entry.algorithm,
            "digest": entry.digest,
            "index": places[entry.pk],
            "path": [step.hex() for step in path],
        }
        if entry.verb not in hidden:
            line |= {"entry": sealed_parts(entry.sealed())} | (_words(entry) if with_words else {})
        lines.append(line)
    return ProofFile(
        number=number,
        stream=stream_of(case_id),
        head=heads.signed_note(head),
        keys=heads.key_lines(),
        witnesses=heads.witness_lines(),
        rotations=[heads.signed_note(each) for each in heads.rotations()],
        witnessed=_witnessed(head),
        entries=lines,
    )


def _words(entry: Entry) -> dict[str, object]:
    """Return the words and the salt of an entry, where there are any that were not erased."""
    payload = journal.payload_of(entry)
    if payload is None or payload.erased_at is not None:
        return {}
    return {"words": payload.content, "salt": bytes(payload.salt or b"").hex()}


def _witnessed(newest: Head) -> Witnessed | None:
    seen = heads.witnessed()
    if seen is None:
        return None
    return Witnessed(
        head=heads.signed_note(seen),
        path=heads.consistency(seen.size, newest.size),
        paper=[
            {"signers": it.signers, "signed_on": str(it.signed_on), "kept_at": it.kept_at}
            for it in heads.countersignatures(seen)
            if it.witness is None
        ],
    )
