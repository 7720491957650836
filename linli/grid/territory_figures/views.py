"""The page of figures by the territory of then and by today's, side by side."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.grid.territory_figures import forms, queries
from linli.kernel.people.rules import Role, check_role
from linli.ui.requests import Request

READERS = (Role.DISTRICT_DESK, Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR)


@require_safe
@login_required
def figures(request: Request) -> HttpResponse:
    """Show what was counted on some days, by the units of then and by the present ones."""
    check_role(request.actor, *READERS)
    today = timezone.localdate()
    form = forms.days_form(request.GET, today)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        said = form.cleaned_data
        context |= {"tables": queries.then_and_now(**said, today=today)}
    status = 200 if form.is_valid() else 422
    return render(request, "grid/territory_figures/figures.html", context, status=status)
