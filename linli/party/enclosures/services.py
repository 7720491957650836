"""Files of papers are checked, stored, tied to their entry, and erased."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from linli.kernel.common.errors import LinliError
from linli.kernel.store import services as keeping
from linli.party.enclosures.models import Enclosure
from linli.party.enclosures.rules import MOST, MOST_MB, Checked, Kept, Sent, TooManyEnclosures

KIND = "papers"
"""Topmost folder of these files in the store."""

Check = Callable[[Sent, int], Checked]
"""Looks into a file of at most so many megabytes, and refuses what it is not to be."""

_checks: list[Check] = []


def check_by(check: Check) -> None:
    """Let files be checked by ``check``; called once, by whoever knows forms of files."""
    _checks[:] = [check]


def store(sent: Sequence[Sent]) -> list[Kept]:
    """Check and store files, before any row is written; all of them or none.

    Raises:
        TooManyEnclosures: more than a step takes.
        LinliError: whatever the check refuses.
    """
    if len(sent) > MOST:
        raise TooManyEnclosures(count=len(sent), most=MOST)
    [check] = _checks
    checked = [check(one, MOST_MB) for one in sent]
    return [_stored(one.id, found) for one, found in zip(sent, checked, strict=True)]


def _stored(key: UUID, found: Checked) -> Kept:
    digest = hashlib.sha256(found.content).hexdigest()
    file = keeping.put(found.content, kind=KIND, key=key, ending=f"-{digest}.{found.form}")
    return Kept(key, found.name, found.form, len(found.content), digest, file)


@contextmanager
def storing(sent: Sequence[Sent]) -> Iterator[list[Kept]]:
    """Store files for a step; what was stored is removed again where the step is refused.

    Raises:
        TooManyEnclosures, and whatever the check refuses.
    """
    kept = store(sent) if sent else []
    try:
        yield kept
    except LinliError:
        discard(kept)
        raise


def told(kept: Sequence[Kept], *, taken_in: int) -> dict[str, object]:
    """Return what the entry says of its files: the values of their rows, without any name."""
    if not kept:
        return {}
    rows = [
        {
            "id": one.id,
            "set": {
                "form": one.form,
                "size": one.size,
                "digest": one.digest,
                "taken_in": taken_in,
            },
        }
        for one in kept
    ]
    return {"enclosure": rows}


def keep(paper_id: UUID, kept: Sequence[Kept], *, taken_in: int, of: str = "supervision") -> None:
    """Tie stored files to the entry they came with; one statement, none without files."""
    if kept:
        Enclosure.objects.bulk_create(
            [
                Enclosure(
                    id=one.id,
                    name=one.name,
                    form=one.form,
                    size=one.size,
                    digest=one.digest,
                    file=one.file,
                    taken_in=taken_in,
                    **{f"{of}_id": paper_id},
                )
                for one in kept
            ]
        )


def discard(kept: Sequence[Kept]) -> None:
    """Remove stored files whose step came to nothing."""
    keeping.remove(one.file for one in kept)


def erase(paper_id: UUID, *, entries: Collection[int], of: str = "supervision") -> None:
    """Remove the files that came with these entries, once this is sure; their rows stay, empty."""
    kept = Enclosure.objects.filter(taken_in__in=entries, **{f"{of}_id": paper_id})
    names = list(kept.values_list("file", flat=True))
    kept.update(file="", name="")
    keeping.remove_later(names)


def sweep(*, at: datetime) -> int:
    """Remove files whose step was never recorded; return how many."""
    return keeping.sweep(KIND, known=_known, at=at)


def _known(keys: Sequence[UUID]) -> set[UUID]:
    return set(Enclosure.objects.filter(pk__in=keys).values_list("pk", flat=True))
