"""The list of compounds, and one page for each."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.board.compounds import queries
from linli.board.compounds.rules import QUICK_NAMES
from linli.kernel.compounds.rules import READERS
from linli.kernel.people.rules import check_role
from linli.ui.requests import Request


@require_safe
@login_required
def compounds(request: Request) -> HttpResponse:
    """Show the compounds that the post reads, what presses most first."""
    check_role(request.actor, *READERS)
    asked = request.GET
    only = asked.get("only", "") if asked.get("only", "") in QUICK_NAMES else ""
    found = queries.listed(
        request.actor,
        only=only,
        words=asked.get("words", ""),
        number=asked.get("page", ""),
        at=timezone.now(),
    )
    return render(request, "board/compounds/list.html", {"list": found})


@require_safe
@login_required
def compound(request: Request, compound_id: UUID) -> HttpResponse:
    """Show everything of a compound at a glance; it prints on one sheet."""
    found = queries.page(request.actor, compound_id, at=timezone.now())
    return render(request, "board/compounds/page.html", {"compound": found})
