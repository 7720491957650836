"""The list of standards, an edition of one, its draft."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.common import ids
from linli.party.assessments import queries as assessments
from linli.party.register.views import for_readers
from linli.party.standard_desk.forms import Filled
from linli.party.standards import queries, services
from linli.party.steps.rules import Step
from linli.party.tables import queries as tables
from linli.party.tables import rules as edition_rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import Table
from linli.party.tables.views import keep, revisable
from linli.ui.requests import Request, stamp


@require_safe
@for_readers
def register(request: Request) -> HttpResponse:
    """Show the standards that bind the post or that lie below it."""
    found = queries.register(request.actor)
    may_draft = request.actor.role in edition_rules.KEEPERS[Table.STANDARD]
    context = {"standards": found, "may_draft": may_draft}
    return render(request, "party/standards/register.html", context)


@require_safe
@for_readers
def standard(request: Request, edition_id: UUID) -> HttpResponse:
    """Show an edition of a standard with its items, its history and what was assessed."""
    found = queries.page(request.actor, edition_id)
    done = assessments.of_edition(request.actor, edition_id)
    context = {"page_of": found, "line": found.line, "assessments": done}
    return render(request, "party/standards/standard.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def new(request: Request) -> HttpResponse:
    """Draft the first edition of a standard."""
    edition_rules.check_may_draft(request.actor, Table.STANDARD)
    filled = Filled(None, None, request.POST or None)
    return _drafted(request, filled, series_id=ids.new(), before=None)


@require_http_methods(["GET", "POST"])
@for_readers
def following(request: Request, edition_id: UUID) -> HttpResponse:
    """Draft the next edition of a standard, beginning with what the present one says."""
    edition = tables.editable(request.actor, Table.STANDARD, edition_id)
    filled = Filled(queries.of(edition), None, request.POST or None)
    return _drafted(request, filled, series_id=edition.series_id, before=edition)


def _drafted(
    request: Request, filled: Filled, *, series_id: UUID, before: Edition | None
) -> HttpResponse:
    def store() -> UUID:
        key, said = ids.new(), filled.standard()
        services.draft(
            request.actor, series_id=series_id, edition_id=key, standard=said, stamp=stamp()
        )
        return key

    return keep(request, Table.STANDARD, filled, edition=before, store=store)


@require_http_methods(["GET", "POST"])
@for_readers
def revise(request: Request, edition_id: UUID) -> HttpResponse:
    """Change a draft."""
    draft = revisable(request, Table.STANDARD, edition_id)
    filled = Filled(queries.of(draft), draft.version, request.POST or None)

    def store() -> UUID:
        step = Step(edition_id, filled.form.cleaned_data["version"])
        services.revise(request.actor, step=step, standard=filled.standard(), stamp=stamp())
        return edition_id

    return keep(request, Table.STANDARD, filled, edition=draft, store=store)
