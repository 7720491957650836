"""What a compound is like: shown with its history, and entered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.kernel.compounds import services
from linli.ui.compounds import queries
from linli.ui.compounds.forms import AttributesForm, form_of
from linli.ui.fields import refused
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def attributes(request: Request, compound_id: UUID) -> HttpResponse:
    """Show what is known of a compound, and enter what it is like now."""
    found = queries.attributes(request.actor, compound_id)
    form = form_of(found.newest, request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _show(request, found, form)
    key, values = ids.new(), form.values()
    given: dict[str, Any] = {"attributes_id": key, "compound_id": compound_id, "values": values}
    try:
        services.describe(request.actor, **given, stamp=stamp())
    except (InputRefused, RuleBroken) as why:
        return _show(request, found, refused(form, why))
    messages.success(request, gettext("The values are kept."))
    return redirect("board:compound", compound_id)


def _show(request: Request, found: queries.AttributesPage, form: AttributesForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"found": found, "form": form}
    return render(request, "ui/compounds/attributes.html", context, status=status)
