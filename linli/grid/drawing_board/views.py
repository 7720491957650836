"""The map, the drawing board, a piece of geometry, a proposal, a step on it."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

import shapely
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.drawing_board import forms, queries, services
from linli.grid.drawing_board.rules import WORDINGS
from linli.grid.redrawings import queries as redrawings
from linli.grid.redrawings import services as redrawing
from linli.grid.redrawings.rules import DRAWERS, READERS, Move, check_may
from linli.grid.redrawings.services import Draft, Step
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused
from linli.kernel.drawing import queries as drawing
from linli.kernel.drawing.rules import DrawingUnreadable, drawn_of
from linli.kernel.people.rules import Role, check_role
from linli.kernel.tiles import queries as tiles
from linli.ui.requests import Request, stamp

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def open_to(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let in posts with these roles."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            check_role(request.actor, *roles)
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


@require_safe
@open_to(*READERS)
def board(request: Request) -> HttpResponse:
    """Show the whole territory on a map, and the proposals to draw parts of it anew."""
    only = forms.only_of(request.GET.get("only", ""))
    page, quick = queries.register(request.actor, only, number=request.GET.get("page", ""))
    form = forms.ChooseForm(communities=queries.communities())
    may_draw = request.actor.role in DRAWERS
    context = {"page_of": page, "quick": quick, "form": form, "may_draw": may_draw}
    return render(request, "grid/drawing_board/board.html", context)


@require_safe
@open_to(*DRAWERS)
def choose(request: Request) -> HttpResponse:
    """Go to the drawing board of the community and the kind that were chosen."""
    form = forms.ChooseForm(request.GET, communities=queries.communities())
    if not form.is_valid():
        return redirect("grid:map")
    said = form.cleaned_data
    return redirect("grid:map_draw", said["community"], said["kind"])


@require_safe
@open_to(*READERS)
def unit(request: Request, version: int, kind: str, number: int) -> HttpResponse:
    """Show what lies at a place of the map that was tapped."""
    found = queries.at(tiles.unit_of(version, queries.kind_of(kind), number))
    context = {"units": found, "may_draw": request.actor.role in DRAWERS, "kinds": queries.kinds()}
    return render(request, "grid/drawing_board/unit.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*DRAWERS)
def draw(request: Request, community_id: UUID, kind: str) -> HttpResponse:
    """Draw units of a community anew and keep it as a draft."""
    path = queries.board(community_id, kind)
    form = forms.DrawForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _board(request, form, path, kind)
    try:
        new = Draft(ids.new(), community_id, queries.kind_of(kind), form.drawing(), form.why())
        redrawing.draft(request.actor, new=new, keys=ids.new, stamp=stamp())
    except InputRefused as refused:
        return _board(request, forms.refused(form, refused), path, kind)
    messages.success(request, gettext("The draft is kept. Look at what moves, then submit it."))
    return redirect("grid:redrawing", new.id)


@require_http_methods(["GET", "POST"])
@open_to(*DRAWERS)
def revise(request: Request, redrawing_id: UUID) -> HttpResponse:
    """Go on with a draft of one's own."""
    row = redrawings.seen(request.actor, redrawing_id)
    check_may(request.actor, row, Move.REDRAW)
    path = queries.board(row.community_id, row.kind)
    form = forms.DrawForm(request.POST or None, initial=forms.kept(*queries.kept(row)))
    if not (form.is_bound and form.is_valid()):
        return _board(request, form, path, row.kind)
    try:
        step = Step(row.pk, words=form.why())
        redrawing.redraw(
            request.actor, step=step, drawn=form.drawing(), keys=ids.new, stamp=stamp()
        )
    except InputRefused as refused:
        return _board(request, forms.refused(form, refused), path, row.kind)
    messages.success(request, gettext("The draft is kept. Look at what moves, then submit it."))
    return redirect("grid:redrawing", row.pk)


def _board(request: Request, form: forms.DrawForm, path: list[Any], kind: str) -> HttpResponse:
    context = {"form": form, "path": path, "community": path[-1], "kind": kind}
    context["kind_name"] = dict(queries.kinds())[kind]
    status = 422 if form.is_bound else 200
    return render(request, "grid/drawing_board/draw.html", context, status=status)


@require_safe
@never_cache
@open_to(*DRAWERS)
def units(request: Request, community_id: UUID, kind: str) -> JsonResponse:
    """Answer the units that are drawn together, to the last digit."""
    return JsonResponse(queries.units(community_id, kind))


@require_POST
@open_to(*DRAWERS)
def check(request: Request, community_id: UUID, kind: str) -> HttpResponse:
    """Say what does not fit in a drawing, or what would move by it; nothing is kept."""
    context: dict[str, object] = {}
    try:
        drawn = drawn_of(request.POST.get("drawn", ""))
        found = queries.tried(community_id, kind, drawn, on=timezone.localdate())
    except InputRefused as refused:
        context["refused"] = refused
    else:
        context["impact"] = found
    return render(request, "grid/drawing_board/impact.html", context)


def _said(request: Request) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(request.body)
        return {name: said[name] for name in said}
    except (ValueError, TypeError):
        raise DrawingUnreadable from None


def _outline(polygons: object) -> Any:
    return drawing.outline_of({"type": "MultiPolygon", "coordinates": polygons})


@require_POST
@open_to(*DRAWERS)
def cut(request: Request) -> JsonResponse:
    """Answer the parts into which a line divides an outline."""
    said = _said(request)
    parts = drawing.cut(_outline(said.get("polygons")), said.get("line"))
    return JsonResponse({"parts": [shapely.geometry.mapping(part) for part in parts]})


@require_POST
@open_to(*DRAWERS)
def join(request: Request) -> JsonResponse:
    """Answer two outlines as one."""
    said = _said(request)
    outline = drawing.joined(_outline(said.get("polygons")), _outline(said.get("other")))
    return JsonResponse({"outline": shapely.geometry.mapping(outline)})


@require_safe
@open_to(*READERS)
def proposal(request: Request, redrawing_id: UUID) -> HttpResponse:
    """Show a proposal: what it changes, why, what moves, its record, the steps open now."""
    return _proposal(request, queries.proposal(request.actor, redrawing_id), {})


def _proposal(
    request: Request, found: queries.ProposalPage, bound: dict[Move, forms.StepForm]
) -> HttpResponse:
    context = {"proposal": found, "line": found.line, "offers": forms.offers(found, bound)}
    status = 422 if bound else 200
    return render(request, "grid/drawing_board/proposal.html", context, status=status)


@require_safe
@open_to(*READERS)
def outlines(request: Request, redrawing_id: UUID) -> JsonResponse:
    """Answer the outlines of a proposal before and after."""
    return JsonResponse(queries.outlines(request.actor, redrawing_id))


@require_POST
@open_to(*READERS)
def move(request: Request, redrawing_id: UUID, word: str) -> HttpResponse:
    """Take the step that the address names."""
    wanted = forms.move_of(word)
    found = queries.proposal(request.actor, redrawing_id)
    form = forms.StepForm(request.POST, move=wanted, version=found.version)
    if not form.is_valid():
        return _proposal(request, found, {wanted: form})
    said, keys = form.cleaned_data, ids.new
    try:
        services.take(
            request.actor,
            move=wanted,
            redrawing_id=redrawing_id,
            said=said,
            keys=keys,
            stamp=stamp(),
        )
    except InputRefused as refused:
        return _proposal(request, found, {wanted: forms.refused(form, refused)})
    messages.success(request, gettext(WORDINGS[wanted].done))
    return redirect("grid:redrawing", redrawing_id)
