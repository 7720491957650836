"""Which files a paper has, and the proof of their rows.

``of`` says what kind of paper its key names: one of ``models.OWNERS``.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from linli.kernel.common import crypto
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.models import Entry
from linli.party.enclosures.models import Enclosure

TOLD = ("form", "size", "digest", "taken_in")
"""Fields that the entry says; the name and the place in the store are nobody's facts."""


def of_paper(paper_id: UUID, *, of: str = "supervision") -> list[Enclosure]:
    """Return the kept files of a paper as they came; one statement."""
    kept = Enclosure.objects.filter(**{f"{of}_id": paper_id}).exclude(file="")
    return list(kept.order_by("taken_in", "pk"))


def one(paper_id: UUID, enclosure_id: UUID, *, of: str = "supervision") -> Enclosure:
    """Return a kept file of this very paper.

    Raises:
        NotFound: it has none under this key, or it was erased.
    """
    kept = Enclosure.objects.filter(pk=enclosure_id, **{f"{of}_id": paper_id})
    found = kept.exclude(file="").first()
    if found is None:
        raise NotFound
    return found


def names() -> list[str]:
    """Return the name of every kept file in the store, sorted."""
    return sorted(Enclosure.objects.exclude(file="").values_list("file", flat=True))


def by_paper(*, of: str = "supervision") -> dict[UUID, dict[str, dict[str, object]]]:
    """Return paper → key of a file → what its row says, for the proof; one statement."""
    found: dict[UUID, dict[str, dict[str, object]]] = {}
    for row in Enclosure.objects.exclude(**{of: None}).order_by("pk").iterator():
        said = {name: crypto.plain(getattr(row, name)) for name in TOLD}
        found.setdefault(getattr(row, f"{of}_id"), {})[str(row.pk)] = said
    return found


def told(entries: Iterable[Entry]) -> dict[str, Mapping[str, object]]:
    """Return key of a file → what the entries of a paper say of it."""
    rows: Sequence[Mapping[str, object]] = [
        row for entry in entries for row in entry.facts.get("enclosure", [])
    ]
    return {str(row["id"]): dict(row["set"]) for row in rows}  # type: ignore[call-overload]
