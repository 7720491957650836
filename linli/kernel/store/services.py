"""Files of cases are laid down and removed: in a folder, or in a bucket by one setting.

What is stored here is never handed out by the store itself: no public bucket, no signed
address. The doors of the house read it and ask who may see it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from linli.kernel.store import queries
from linli.kernel.store.rules import KEY_LENGTH, folder_of, folders_between


def put(content: bytes, *, kind: str, key: UUID, ending: str) -> str:
    """Store a file and return its name.

    Args:
        kind: the topmost folder, such as ``photos``.
        key: the key of the thing the file belongs to; the name begins with it.
        ending: what follows the key, such as ``-s.jpg``.
    """
    return default_storage.save(f"{kind}/{folder_of(key)}/{key}{ending}", ContentFile(content))


def remove(names: Iterable[str]) -> None:
    """Remove files at once; those that are not there are no fault."""
    for name in names:
        if name:
            default_storage.delete(name)


def remove_later(names: Iterable[str]) -> None:
    """Remove files once the transaction is sure."""
    chosen = sorted(set(names) - {""})
    if chosen:
        transaction.on_commit(lambda: remove(chosen))


def sweep(kind: str, *, known: Callable[[Sequence[UUID]], set[UUID]], at: datetime) -> int:
    """Remove files whose thing never came to be; return how many.

    Looks at what came one to eight days before ``at``: what is younger may still be sent.

    Args:
        known: which of these keys there are.
    """
    removed = 0
    for folder in folders_between(at - timedelta(days=8), at - timedelta(days=1)):
        path = f"{kind}/{folder}"
        ids = {name: UUID(name[:KEY_LENGTH]) for name in queries.names_in(path)}
        there = known(list(ids.values())) if ids else set()
        lost = [f"{path}/{name}" for name, key in ids.items() if key not in there]
        remove(lost)
        removed += len(lost)
    return removed
