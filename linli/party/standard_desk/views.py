"""The list of standards, an edition of one, its draft."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused
from linli.party.assessments import queries as assessments
from linli.party.register.forms import refused
from linli.party.register.views import for_readers
from linli.party.standard_desk.forms import Filled
from linli.party.standards import queries, services
from linli.party.steps.rules import Step
from linli.party.tables import rules as edition_rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import Table
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
    edition = queries.editable(request.actor, edition_id)
    filled = Filled(queries.of(edition), None, request.POST or None)
    return _drafted(request, filled, series_id=edition.series_id, before=edition)


def _drafted(
    request: Request, filled: Filled, *, series_id: UUID, before: Edition | None
) -> HttpResponse:
    if not filled.is_valid():
        return _draft(request, filled, before)
    key, said = ids.new(), filled.standard()
    try:
        services.draft(
            request.actor, series_id=series_id, edition_id=key, standard=said, stamp=stamp()
        )
    except InputRefused as why:
        refused(filled.form, why)
        return _draft(request, filled, before)
    messages.success(request, gettext("The draft of the standard is kept."))
    return redirect("party:standard", key)


@require_http_methods(["GET", "POST"])
@for_readers
def revise(request: Request, edition_id: UUID) -> HttpResponse:
    """Change a draft."""
    edition = queries.editable(request.actor, edition_id)
    edition_rules.check_move(edition_rules.Stage(edition.stage), edition_rules.Move.REVISE)
    filled = Filled(queries.of(edition), edition.version, request.POST or None)
    if not filled.is_valid():
        return _draft(request, filled, edition)
    step, said = Step(edition_id, filled.form.cleaned_data["version"]), filled.standard()
    try:
        services.revise(request.actor, step=step, standard=said, stamp=stamp())
    except InputRefused as why:
        refused(filled.form, why)
        return _draft(request, filled, edition)
    messages.success(request, gettext("The draft of the standard is kept."))
    return redirect("party:standard", edition_id)


def _draft(request: Request, filled: Filled, edition: Edition | None) -> HttpResponse:
    context = {"form": filled.form, "lines": filled.lines, "edition": edition}
    status = 422 if filled.is_bound else 200
    return render(request, "party/standards/draft.html", context, status=status)
