"""A row and the entry that changes it are stored together."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from linli.kernel.common.errors import NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.enclosures import services as enclosures
from linli.party.enclosures.rules import Kept
from linli.party.records import queries
from linli.party.records.models import Recorded
from linli.party.records.news import RowNews
from linli.party.steps.rules import ChangedMeanwhile

Row = TypeVar("Row", bound=Recorded)


def hold(model: type[Row], key: object, *, version: int | None = None) -> Row:
    """Return a row, locked until the transaction ends.

    Raises:
        NotFound: there is none.
        ChangedMeanwhile: it is no longer the version that somebody looked at.
    """
    row = model._default_manager.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound
    check_version(row, version)
    return row


def check_version(row: Recorded, version: int | None) -> None:
    """Refuse a step on an older version of a row than the one there is.

    Raises:
        ChangedMeanwhile: it is one.
    """
    if version is not None and version != row.version:
        raise ChangedMeanwhile


def change(
    actor: Actor,
    row: Row,
    *,
    news: type[RowNews],
    changes: Mapping[str, object],
    stamp: Stamp,
    details: Mapping[str, object] | None = None,
    payload: Mapping[str, object] | None = None,
    files: Sequence[Kept] = (),
) -> Row:
    """Store the changes of a row that is held or new, with its entry and its files."""
    summed = queries.SUMS[type(row)]
    whole = {**changes, "version": row.version + 1, "changed_at": stamp.at}
    is_new = row.version == 0
    for name, value in whole.items():
        setattr(row, name, value)
    details = {**(details or {}), **enclosures.told(files, taken_in=row.version)}
    payload = {**(payload or {}), "files": [one.name for one in files]} if files else payload
    told = news(row_id=row.pk, changes=whole, details=details)
    line = journal.Line(
        actor=actor, stream=queries.stream_of(row), news=told, stamp=stamp, payload=payload
    )
    entry = journal.record([line], begins=is_new)[0]
    if entry.verb in summed.worded:
        row.words_id = entry.pk
    row.save(update_fields=None if is_new else [*whole, "words"], force_insert=is_new)
    enclosures.keep(row.pk, files, taken_in=entry.number, of=summed.of)
    return row
