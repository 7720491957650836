"""The desk's pages of areas: all of them, and one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel.areas import services
from linli.kernel.areas.rules import KINDS
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.kernel.territory.rules import LABELS
from linli.ui.areas import forms, queries
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def areas(request: Request) -> HttpResponse:
    """Show the areas, and found one of units that were searched for."""
    asked = {name: request.GET.get(name, "") for name in ("words", "kind")}
    chosen = request.POST.getlist("units")
    found = queries.page(request.actor, **asked, chosen=chosen, on=timezone.localdate())
    form = forms.AreaForm(request.POST or None, units=found.found)
    if form.is_bound and form.is_valid():
        said, key = form.cleaned_data, ids.new()
        new: dict[str, Any] = {"name": said["name"], "unit_ids": said["units"], "on": said["on"]}
        try:
            services.found(request.actor, area_id=key, kind=found.kind, **new, stamp=stamp())
        except (InputRefused, RuleBroken) as refused:
            form.refused(refused)
        else:
            messages.success(request, gettext("The area is founded."))
            return redirect("ui:area", key)
    kinds = [(kind.value, gettext(LABELS[kind])) for kind in KINDS]
    context = {"areas": found, "form": form, "kinds": kinds}
    return render(request, "ui/areas/areas.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def area(request: Request, area_id: UUID) -> HttpResponse:
    """Show one area, and let it consist of other units from a day on."""
    words, chosen, on = (
        request.GET.get("words", ""),
        request.POST.getlist("units"),
        timezone.localdate(),
    )
    found = queries.area(request.actor, area_id, words=words, chosen=chosen, on=on)
    initial = {"units": [str(unit.id) for unit in found.area.units]}
    form = forms.MembersForm(request.POST or None, units=found.offered, initial=initial)
    if form.is_bound and form.is_valid():
        said = {"unit_ids": form.cleaned_data["units"], "on": form.cleaned_data["on"]}
        try:
            services.set_members(request.actor, area_id=area_id, **said, stamp=stamp())
        except (InputRefused, RuleBroken) as refused:
            form.refused(refused)
        else:
            messages.success(request, gettext("The units of the area are set."))
            return redirect("ui:area", area_id)
    context = {
        "found": found,
        "form": form,
        "name_form": forms.NameForm(initial={"name": found.area.name}, auto_id="id_rename_%s"),
        "end_form": forms.EndForm(initial={"on": on}, auto_id="id_end_%s"),
    }
    return render(request, "ui/areas/area.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def rename(request: Request, area_id: UUID) -> HttpResponse:
    """Give an area another name."""
    form = forms.NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        services.rename(request.actor, area_id=area_id, name=name, stamp=stamp())
        messages.success(request, gettext("The area has its new name."))
    return redirect("ui:area", area_id)


@require_POST
@login_required
def end(request: Request, area_id: UUID) -> HttpResponse:
    """End an area on a day."""
    form = forms.EndForm(request.POST)
    if form.is_valid():
        services.end(request.actor, area_id=area_id, on=form.cleaned_data["on"], stamp=stamp())
        messages.success(request, gettext("The area ends on that day."))
    return redirect("ui:area", area_id)
