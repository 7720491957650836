"""The plan of the roll-out, and the targets of a street."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused
from linli.party.register.forms import refused
from linli.party.rollout import forms, queries, services
from linli.party.rollout.rules import check_may_plan
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: Request) -> HttpResponse:
    """Show the plan in force, and put another one in force."""
    check_may_plan(request.actor)
    form = forms.plan_form(queries.plan(), request.POST or None)
    if form.is_valid():
        try:
            services.adopt(request.actor, new=form.plan(ids.new()), stamp=stamp())
            messages.success(request, gettext("The plan is in force."))
            return redirect("party:roll_out")
        except InputRefused as why:
            refused(form, why)
    status = 422 if form.is_bound else 200
    return render(request, "party/rollout/plan.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def targets(request: Request, street_id: UUID) -> HttpResponse:
    """Show the targets of a street, and set them."""
    check_may_plan(request.actor)
    known, street = queries.street(street_id)
    form = forms.targets_form(known, street_id, request.POST or None)
    if form.is_valid():
        wanted = {street_id: form.targets()}
        services.set_targets(request.actor, plan_id=known.id, targets=wanted, stamp=stamp())
        messages.success(request, gettext("The targets are set."))
        return redirect("party:roll_out")
    context = {"form": form, "street": street, "plan": known}
    status = 422 if form.is_bound else 200
    return render(request, "party/rollout/targets.html", context, status=status)
