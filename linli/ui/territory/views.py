"""The desk's pages of the territory: its changes, one unit, a change of it, codes side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import Forbidden, LinliError, NotFound
from linli.kernel.territory_changes import queries as changes
from linli.kernel.territory_changes import services
from linli.kernel.territory_changes.rules import SORT_NAMES, STAGE_NAMES
from linli.kernel.territory_changes.services import Decision
from linli.ui.requests import Request, stamp
from linli.ui.territory import forms, queries


@require_safe
@login_required
def territory(request: Request) -> HttpResponse:
    """Show the changes of the territory, and find a unit to change."""
    asked = forms.FiltersForm(request.GET).asked()
    found = queries.page(request.actor, asked, number=request.GET.get("page", ""))
    context = {
        "territory": found,
        "sorts": [(sort.value, gettext(name)) for sort, name in SORT_NAMES.items()],
        "stages": [(stage.value, gettext(name)) for stage, name in STAGE_NAMES.items()],
    }
    return render(request, "ui/territory/territory.html", context)


@require_safe
@login_required
def unit(request: Request, unit_id: UUID) -> HttpResponse:
    """Show one unit: what it was, its codes, the changes open to it."""
    found = queries.unit(request.actor, unit_id, on=timezone.localdate())
    return render(request, "ui/territory/unit.html", {"unit": found})


@require_http_methods(["GET", "POST"])
@login_required
def new_change(request: Request, unit_id: UUID, sort: str) -> HttpResponse:
    """Ask for a change of a unit, show what it would move, and decide it."""
    found = queries.unit(request.actor, unit_id, on=timezone.localdate())
    form = forms.form_of(sort, found, request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _change(request, found, form)
    change, on = form.change(ids.new), form.cleaned_data["on"]
    try:
        if "decide" not in request.POST:
            return _change(request, found, form, preview=changes.preview(change, on=on))
        decision = Decision(ids.new(), change, on, form.paper())
        row = services.decide(request.actor, decision=decision, keys=ids.new, stamp=stamp())
    except (Forbidden, NotFound):
        raise
    except LinliError as refused:
        return _change(request, found, form.refused(refused))
    messages.success(request, forms.decided(row.stage))
    return redirect("ui:territory_change", row.pk)


def _change(
    request: Request, unit: queries.UnitPage, form: forms.ChangeForm, **more: Any
) -> HttpResponse:
    preview = more.get("preview")
    below = queries.below(preview) if preview else []
    context = {"unit": unit, "form": form, "name": forms.name_of(form), "below": below, **more}
    status = 422 if form.errors else 200
    return render(request, "ui/territory/new_change.html", context, status=status)


@require_safe
@login_required
def change(request: Request, change_id: UUID) -> HttpResponse:
    """Show one change: its document, what it is about, whether it is in force."""
    found = queries.change(request.actor, change_id, on=timezone.localdate())
    return render(request, "ui/territory/change.html", {"change": found, "line": found.line})


@require_POST
@login_required
def withdraw(request: Request, change_id: UUID) -> HttpResponse:
    """Withdraw a change that waits for its day."""
    services.withdraw(request.actor, change_id=change_id, stamp=stamp())
    messages.success(request, gettext("The change is withdrawn."))
    return redirect("ui:territory_change", change_id)


@require_POST
@login_required
def take_force(request: Request, change_id: UUID) -> HttpResponse:
    """Try again to let a change take force whose day has come."""
    row = services.take_force(request.actor, change_id=change_id, keys=ids.new, stamp=stamp())
    messages.success(request, forms.decided(row.stage))
    return redirect("ui:territory_change", change_id)


@require_safe
@login_required
def codes(request: Request, unit_id: UUID | None = None) -> HttpResponse:
    """Show the codes of the units below one, the systems side by side."""
    found = queries.codes(request.actor, unit_id)
    return render(request, "ui/territory/codes.html", {"codes": found})
