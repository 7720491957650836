"""The planner at the desk: ask for a plan, follow it, look at it, change it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.plan_adoptions import queries as adoptions
from linli.grid.plan_adoptions import services as plan_adoptions
from linli.grid.plan_adoptions.services import Decision
from linli.grid.plan_pages import forms, queries
from linli.grid.plan_runs import services
from linli.grid.plan_runs.rules import PieceUnknown, check_may_plan
from linli.kernel.common import ids
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def plans(request: Request) -> HttpResponse:
    """List the plans a post may see, and take what a new one is asked for."""
    check_may_plan(request.actor)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.PlanForm(*bound, actor=request.actor)
    if form.is_bound and form.is_valid():
        run = services.ask(request.actor, run_id=ids.new(), asked=form.asked(), stamp=stamp())
        return redirect("grid:plan", run.pk)
    context = {"form": form, "lines": queries.lines(request.actor, at=timezone.now())}
    return render(request, "grid/plans/list.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def plan(request: Request, run_id: UUID) -> HttpResponse:
    """Show a plan: how far it is, and its places with their figures."""
    context = {"plan": queries.page(request.actor, run_id, at=timezone.now())}
    return render(request, "grid/plans/run.html", context)


@require_safe
@login_required
def progress(request: Request, run_id: UUID) -> HttpResponse:
    """Answer the part of the page that moves while the planner is at work."""
    context = {"plan": queries.page(request.actor, run_id, at=timezone.now())}
    return render(request, "grid/plans/run.html#progress", context)


@require_POST
@login_required
def stop(request: Request, run_id: UUID) -> HttpResponse:
    """Let a plan stop with the best so far."""
    services.stop(request.actor, run_id=run_id, stamp=stamp())
    messages.success(request, gettext("The planner stops with the best that it has."))
    return redirect("grid:plan", run_id)


@require_POST
@login_required
def start(request: Request, run_id: UUID) -> HttpResponse:
    """Start a plan again that has lost its worker."""
    services.start_again(request.actor, run_id=run_id, stamp=stamp())
    messages.success(request, gettext("The plan is started again."))
    return redirect("grid:plan", run_id)


@require_safe
@login_required
def part(request: Request, run_id: UUID, unit_id: UUID) -> HttpResponse:
    """Show the plans of one place beside each other, and what can be moved."""
    moving = request.GET.get("move", "")
    found = queries.part_page(request.actor, run_id, unit_id, move=moving)
    offered = adoptions.offered(request.actor, run_id, unit_id)
    form = forms.AdoptForm(initial={"on": timezone.localdate()})
    context = {"part": found, "run_id": run_id, "offered": offered, "form": form}
    return render(request, "grid/plans/part.html", context)


@require_POST
@login_required
def move(request: Request, run_id: UUID, unit_id: UUID) -> HttpResponse:
    """Move a piece or a compound to a neighbouring grid."""
    form = forms.MoveForm(request.POST)
    if not form.is_valid():
        raise PieceUnknown
    said = form.cleaned_data
    services.move(
        request.actor, run_id=run_id, unit_id=unit_id, keys=[said["key"]], to=said["to"],
        stamp=stamp(),
    )  # fmt: skip
    messages.success(request, gettext("It is moved; every grid is still in one place."))
    return redirect("grid:plan_part", run_id, unit_id)


@require_POST
@login_required
def adopt(request: Request, run_id: UUID, unit_id: UUID) -> HttpResponse:
    """Let the plan of a place be its territory."""
    form = forms.AdoptForm(request.POST)
    if not form.is_valid():
        found = queries.part_page(request.actor, run_id, unit_id, move="")
        offered = adoptions.offered(request.actor, run_id, unit_id)
        context = {"part": found, "run_id": run_id, "offered": offered, "form": form}
        return render(request, "grid/plans/part.html", context, status=422)
    said = form.cleaned_data
    decision = Decision(run_id, unit_id, on=said["on"], prefix=said["codes"])
    plan_adoptions.adopt(request.actor, decision=decision, keys=ids.new, stamp=stamp())
    messages.success(request, gettext("The plan is adopted."))
    return redirect("grid:plan", run_id)


@require_POST
@login_required
def back(request: Request, run_id: UUID, unit_id: UUID) -> HttpResponse:
    """Take back what was moved by hand."""
    services.take_back(request.actor, run_id=run_id, unit_id=unit_id, stamp=stamp())
    messages.success(request, gettext("The plan is again as the planner made it."))
    return redirect("grid:plan_part", run_id, unit_id)
