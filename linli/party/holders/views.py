"""The names of an organisation's seats: masked, one revealed at a time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.party.holders import forms, queries, services
from linli.party.tree.views import for_readers
from linli.ui.errors import one_text
from linli.ui.requests import Request, stamp


@never_cache
@require_http_methods(["GET", "POST"])
@for_readers
def names(request: Request, organisation_id: UUID) -> HttpResponse:
    """Show which seats have a name, masked, and take one more."""
    found = queries.names(request.actor, organisation_id, today=timezone.localdate())
    form = forms.NameForm(request.POST or None, found=found)
    if not (form.is_bound and form.is_valid()):
        return _show(request, found, form)
    try:
        services.name(request.actor, new=form.new(ids.new(), organisation_id), stamp=stamp())
    except (InputRefused, RuleBroken) as refused:
        form.add_error(None, one_text(refused))
        return _show(request, found, form)
    messages.success(request, gettext("The name is kept."))
    return redirect("party:organisation_names", organisation_id)


def _show(
    request: Request, found: queries.NamesPage, form: forms.NameForm, **more: Any
) -> HttpResponse:
    context = {"found": found, "form": form, "reveal": forms.RevealForm(), **more}
    context["erase"] = forms.EraseForm()
    status = 422 if form.is_bound else 200
    return render(request, "party/holders/names.html", context, status=status)


@never_cache
@require_POST
@for_readers
def reveal(request: Request, organisation_id: UUID, holder_id: UUID) -> HttpResponse:
    """Show one name in this answer alone; the record keeps who looked and why."""
    found = queries.names(request.actor, organisation_id, today=timezone.localdate())
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose the reason for which you look at the name."))
        return redirect("party:organisation_names", organisation_id)
    name = services.reveal(
        request.actor, organisation_id=organisation_id, holder_id=holder_id,
        reason=form.cleaned_data["reason"], stamp=stamp(),
    )  # fmt: skip
    shown = {"shown_id": holder_id, "shown_name": name}
    return _show(request, found, forms.NameForm(found=found), **shown)


@require_POST
@for_readers
def erase(request: Request, organisation_id: UUID, holder_id: UUID) -> HttpResponse:
    """Erase one name."""
    form = forms.EraseForm(request.POST)
    if form.is_valid():
        services.erase(
            request.actor, organisation_id=organisation_id, holder_id=holder_id,
            why=form.cleaned_data["why"], stamp=stamp(),
        )  # fmt: skip
        messages.success(request, gettext("The name is erased."))
    return redirect("party:organisation_names", organisation_id)
