"""A caller's report at the desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid.calls import forms, queries, services
from linli.grid.calls.services import Keys
from linli.grid.catalogue import queries as catalogue
from linli.grid.desk.views import at_desk
from linli.grid.moves.rules import MAY, Move
from linli.kernel.common import ids
from linli.kernel.people.rules import check_role
from linli.ui.requests import Request, stamp


@require_safe
@at_desk
def places(request: Request) -> HttpResponse:
    """Answer the places that the typed words fit, as a part of the form."""
    context = {"places": queries.places(request.GET.get("find", "")), "asked": True}
    return render(request, "grid/calls/new.html#places", context)


@require_http_methods(["GET", "POST"])
@at_desk
def new(request: Request) -> HttpResponse:
    """Take a report from a caller and give the number and the link to tell her."""
    check_role(request.actor, *MAY[Move.REPORT])
    form = forms.call_form(request.POST, catalogue.edition(timezone.now()).categories)
    if not (form.is_bound and form.is_valid()):
        context = {"form": form, **forms.found_places(form)}
        return render(request, "grid/calls/new.html", context, status=422 if form.is_bound else 200)
    token = salted_hmac("linli.grid.desk", str(form.cleaned_data["key"])).hexdigest()[:32]
    keys = Keys(case_id=ids.new(), reporter_id=ids.new(), token=token)
    told = services.report(request.actor, said=form.cleaned_data, keys=keys, stamp=stamp())
    link = request.build_absolute_uri(reverse("grid:matter", args=[token]))
    context = {"case": told, "link": link}
    return render(request, "grid/calls/told.html", context)
