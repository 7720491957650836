"""The list of compounds on their way, one of them, and its steps."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.common.errors import InputRefused
from linli.party.progress import forms, queries, services
from linli.party.progress.queries import CompoundPage
from linli.party.register.forms import refused
from linli.ui.requests import Request, stamp


@require_safe
@login_required
def listing(request: Request) -> HttpResponse:
    """Show the compounds of a post and how each stands."""
    filters, at = forms.FiltersForm(request.GET).filters(), timezone.now()
    found = queries.listing(request.actor, filters, number=request.GET.get("page", ""), at=at)
    return render(request, "party/progress/listing.html", {"listing": found})


@require_safe
@login_required
def compound(request: Request, compound_id: UUID) -> HttpResponse:
    """Show one compound, its record and the steps open to the post."""
    found = queries.page(request.actor, compound_id, at=timezone.now())
    return _show(request, found, {})


def _show(request: Request, found: CompoundPage, bound: dict[str, forms.StepForm]) -> HttpResponse:
    drawn = {word: bound.get(word) or forms.form_of(word, found) for word in forms.FORMS}
    context = {"found": found, "line": found.line, "forms": drawn, "bound": bound}
    status = 422 if bound else 200
    return render(request, "party/progress/compound.html", context, status=status)


@require_POST
@login_required
def step(request: Request, compound_id: UUID, word: str) -> HttpResponse:
    """Take the step that the address names."""
    found = queries.page(request.actor, compound_id, at=timezone.now())
    form = forms.form_of(word, found, request.POST)
    if not form.is_valid():
        return _show(request, found, {word: form})
    said = form.cleaned_data
    try:
        services.take(request.actor, word=word, compound_id=compound_id, said=said, stamp=stamp())
    except InputRefused as why:
        return _show(request, found, {word: refused(form, why)})
    messages.success(request, gettext("The step is kept."))
    return redirect("party:roll_out_compound", compound_id)
