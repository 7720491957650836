"""Which attachments a case has, who sees them, and who may add some."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.files.models import Attachment
from linli.grid.moves.rules import HANDS, may_see
from linli.kernel.common.errors import Forbidden, NotFound
from linli.kernel.people.rules import Actor, Role


def of_case(case_id: UUID, *, only_shared: bool = False) -> list[Attachment]:
    """Return the kept attachments of a case as they came; one statement."""
    kept = Attachment.objects.filter(case_id=case_id).exclude(file="")
    return list((kept.filter(is_shared=True) if only_shared else kept).order_by("taken_in", "pk"))


def one(attachment_id: UUID) -> Attachment:
    """Return a kept attachment.

    Raises:
        NotFound: there is none, or it was erased.
    """
    found = Attachment.objects.filter(pk=attachment_id).exclude(file="").first()
    if found is None:
        raise NotFound
    return found


def names() -> list[str]:
    """Return the name of every kept attachment in the store, sorted."""
    return sorted(Attachment.objects.exclude(file="").values_list("file", flat=True))


@dataclass(frozen=True, slots=True)
class Line:
    """One attachment as a page lists it; ``size`` in bytes."""

    name: str
    size: int
    url: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The attachments of a case, and whether the actor may add some."""

    lines: list[Line]
    may_attach: bool


def check_may_attach(actor: Actor, case: Case) -> None:
    """Refuse who only looks on, and who does not see the case.

    Raises:
        NotFound: the case is not the actor's to know of.
        Forbidden: the post only looks on.
    """
    if not may_see(actor, case):
        raise NotFound
    if actor.role not in HANDS:
        raise Forbidden


def panel(actor: Actor, case_id: UUID, *, is_empty: bool = False) -> Panel:
    """Return the attachments of a case that the actor sees already; one statement.

    ``is_empty``: the caller knows that there are none.
    """
    lines = [] if is_empty else [_line(each) for each in of_case(case_id)]
    return Panel(lines=lines, may_attach=actor.role in HANDS)


def for_reporter(case_id: UUID, token: str) -> list[Line]:
    """Return the attachments that are shared with the one who reported; one statement."""
    return [_line(each, token) for each in of_case(case_id, only_shared=True)]


def _line(one: Attachment, token: str = "") -> Line:
    name = "grid:reporter_file" if token else "grid:file"
    url = reverse(name, args=[token, one.pk] if token else [one.pk])
    return Line(name=one.name, size=one.size, url=url, is_shared=one.is_shared)


def file_of(actor: Actor, attachment_id: UUID) -> Attachment:
    """Return an attachment that the actor may read.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = one(attachment_id)
    cases.seen(actor, found.case_id)
    if actor.role is Role.REPORTER and not found.is_shared:
        raise NotFound
    return found
