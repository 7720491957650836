"""The rules of focus: read, drafted, changed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.common import ids
from linli.party.focus import queries, services
from linli.party.focus.forms import Filled
from linli.party.focus.rules import FocusTable
from linli.party.register.views import for_readers
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
    """Show the rules in force, or how to begin one."""
    found = tables.current(request.actor, Table.FOCUS)
    if found is not None:
        return redirect("party:focus_edition", found.pk)
    may_draft = request.actor.role in edition_rules.KEEPERS[Table.FOCUS]
    return render(request, "party/focus/none.html", {"may_draft": may_draft})


@require_safe
@for_readers
def edition(request: Request, edition_id: UUID) -> HttpResponse:
    """Show an edition of the rules."""
    found = queries.page(request.actor, edition_id)
    context = {"page_of": found, "said": found.table, "around": found.around}
    return render(request, "party/focus/table.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def new(request: Request) -> HttpResponse:
    """Draft the first edition."""
    edition_rules.check_may_draft(request.actor, Table.FOCUS)
    return _drafted(request, _filled(request, None, None), None)


@require_http_methods(["GET", "POST"])
@for_readers
def following(request: Request, edition_id: UUID) -> HttpResponse:
    """Draft the next edition, beginning with what the present one says."""
    before = tables.editable(request.actor, Table.FOCUS, edition_id)
    return _drafted(request, _filled(request, queries.of(before), None), before)


def _filled(request: Request, table: FocusTable | None, version: int | None) -> Filled:
    standards = queries.standard_choices(request.actor)
    return Filled(table, version, request.POST or None, standards)


def _drafted(request: Request, filled: Filled, before: Edition | None) -> HttpResponse:
    def store() -> UUID:
        key, said = ids.new(), filled.table()
        services.draft(request.actor, edition_id=key, table=said, stamp=stamp())
        return key

    return keep(request, Table.FOCUS, filled, edition=before, store=store)


@require_http_methods(["GET", "POST"])
@for_readers
def revise(request: Request, edition_id: UUID) -> HttpResponse:
    """Change a draft."""
    draft = revisable(request, Table.FOCUS, edition_id)
    filled = _filled(request, queries.of(draft), draft.version)

    def store() -> UUID:
        step = Step(edition_id, filled.form.cleaned_data["version"])
        services.revise(request.actor, step=step, table=filled.table(), stamp=stamp())
        return edition_id

    return keep(request, Table.FOCUS, filled, edition=draft, store=store)
