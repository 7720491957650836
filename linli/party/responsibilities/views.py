"""The responsibility matrix: read, drafted, changed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.common import ids
from linli.party.register.views import for_readers
from linli.party.responsibilities import queries, services
from linli.party.responsibilities.forms import Filled
from linli.party.steps.rules import Step
from linli.party.tables import queries as tables
from linli.party.tables import rules as edition_rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import Table
from linli.party.tables.views import keep, revisable
from linli.ui.requests import Request, stamp


@require_safe
@for_readers
def current(request: Request) -> HttpResponse:
    """Show the matrix in force, or how to begin one."""
    found = tables.current(request.actor, Table.RESPONSIBILITIES)
    if found is not None:
        return redirect("party:responsibilities_edition", found.pk)
    may_draft = request.actor.role in edition_rules.KEEPERS[Table.RESPONSIBILITIES]
    return render(request, "party/responsibilities/none.html", {"may_draft": may_draft})


@require_safe
@for_readers
def edition(request: Request, edition_id: UUID) -> HttpResponse:
    """Show an edition of the matrix."""
    found = queries.page(request.actor, edition_id)
    context = {"page_of": found, "said": found.matrix, "around": found.around}
    return render(request, "party/responsibilities/matrix.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def new(request: Request) -> HttpResponse:
    """Draft the first edition."""
    edition_rules.check_may_draft(request.actor, Table.RESPONSIBILITIES)
    return _drafted(request, Filled(None, None, request.POST or None), None)


@require_http_methods(["GET", "POST"])
@for_readers
def following(request: Request, edition_id: UUID) -> HttpResponse:
    """Draft the next edition, beginning with what the present one says."""
    before = tables.editable(request.actor, Table.RESPONSIBILITIES, edition_id)
    return _drafted(request, Filled(queries.of(before), None, request.POST or None), before)


def _drafted(request: Request, filled: Filled, before: Edition | None) -> HttpResponse:
    def store() -> UUID:
        key, said = ids.new(), filled.matrix()
        services.draft(request.actor, edition_id=key, matrix=said, stamp=stamp())
        return key

    return keep(request, Table.RESPONSIBILITIES, filled, edition=before, store=store)


@require_http_methods(["GET", "POST"])
@for_readers
def revise(request: Request, edition_id: UUID) -> HttpResponse:
    """Change a draft."""
    draft = revisable(request, Table.RESPONSIBILITIES, edition_id)
    filled = Filled(queries.of(draft), draft.version, request.POST or None)

    def store() -> UUID:
        step = Step(edition_id, filled.form.cleaned_data["version"])
        services.revise(request.actor, step=step, matrix=filled.matrix(), stamp=stamp())
        return edition_id

    return keep(request, Table.RESPONSIBILITIES, filled, edition=draft, store=store)
