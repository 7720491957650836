"""How far the roll-out has come: the board and its map."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.party.coverage import queries
from linli.ui.requests import Request


@require_safe
@login_required
def board(request: Request) -> HttpResponse:
    """Show how far the compounds of a post have come."""
    found = queries.board(request.actor, at=timezone.now())
    return render(request, "party/coverage/board.html", {"board": found})


@require_safe
@login_required
def areas(request: Request) -> JsonResponse:
    """Answer the compounds of a post by stage as GeoJSON."""
    found = queries.map_geojson(request.actor, at=timezone.now())
    return JsonResponse(found, content_type="application/geo+json")
