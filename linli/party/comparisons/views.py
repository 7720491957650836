"""The comparison of all compounds, one compound with its verdict, the tolerance."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.common.errors import InputRefused
from linli.party.comparisons import forms, queries
from linli.party.register.forms import refused
from linli.party.relations import queries as relations
from linli.party.relations import services
from linli.party.relations.rules import check_may_set
from linli.ui.requests import Request, stamp


@require_safe
@login_required
def comparison(request: Request) -> HttpResponse:
    """Show how the compounds of a post lie to grids and micro-grids."""
    filters, at = forms.FiltersForm(request.GET).filters(), timezone.now()
    number = request.GET.get("page", "")
    found = queries.comparison(request.actor, filters, number=number, at=at)
    return render(request, "party/comparisons/comparison.html", {"comparison": found})


@require_http_methods(["GET", "POST"])
@login_required
def compound(request: Request, compound_id: UUID) -> HttpResponse:
    """Show the shares of one compound, and take what a person finds."""
    found = queries.page(request.actor, compound_id, at=timezone.now())
    form = forms.VerdictForm(request.POST or None, initial={"relation": found.relation.value})
    if form.is_valid():
        said = {"relation": form.kind(), "words": form.cleaned_data["words"]}
        services.decide(request.actor, compound_id=compound_id, **said, stamp=stamp())
        messages.success(request, gettext("The finding is kept."))
        return redirect("party:size_compound", compound_id)
    context = {"found": found, "line": found.line, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "party/comparisons/compound.html", context, status=status)


@require_safe
@login_required
def shapes(request: Request, compound_id: UUID) -> JsonResponse:
    """Answer a compound and the cells around it as GeoJSON."""
    found = queries.shapes_geojson(request.actor, compound_id, at=timezone.now())
    return JsonResponse(found, content_type="application/geo+json")


@require_http_methods(["GET", "POST"])
@login_required
def tolerance(request: Request) -> HttpResponse:
    """Show the tolerances there were, and adopt another one."""
    check_may_set(request.actor)
    form = forms.tolerance_form(relations.tolerance(timezone.now()), request.POST or None)
    if form.is_valid():
        said = {"tolerance": form.tolerance(), "source": form.cleaned_data["source"]}
        try:
            services.adopt(request.actor, **said, stamp=stamp())
            messages.success(request, gettext("The tolerance is adopted."))
            return redirect("party:size_relation")
        except InputRefused as why:
            refused(form, why)
    context = {"form": form, "versions": relations.tolerances()}
    status = 422 if form.is_bound else 200
    return render(request, "party/comparisons/tolerance.html", context, status=status)
