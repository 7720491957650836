"""The page of a Party organisation, its steps, and founding one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, NotFound, RuleBroken
from linli.party.branches.rules import Base, Move
from linli.party.founding import queries as founding
from linli.party.founding import services as founding_services
from linli.party.organisations import forms, queries, services
from linli.party.organisations.rules import WORDINGS
from linli.party.tree.views import for_readers
from linli.ui.fields import refused as refused_by
from linli.ui.requests import Request, stamp


@require_safe
@for_readers
def choose(request: Request) -> HttpResponse:
    """Ask of what and where an organisation is to be founded."""
    form = forms.PlaceForm(request.GET or None)
    base, words = form.asked()
    found = founding.places_to_found(request.actor, base, words) if base and words else []
    context = {"form": form, "found": found, "has_asked": bool(base and words)}
    return render(request, "party/organisations/choose.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def new(request: Request, base: str, unit_id: UUID) -> HttpResponse:
    """Found an organisation in a unit."""
    place = founding.founding(request.actor, _base(base), unit_id)
    form = forms.found_form(place, request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _new(request, form, place)
    try:
        one = founding_services.found(request.actor, new=form.new(ids.new()), stamp=stamp())
    except (InputRefused, RuleBroken) as refused:
        return _new(request, refused_by(form, refused), place)
    messages.success(request, gettext("Founded as %(name)s.") % {"name": one.name})
    return redirect("party:organisation", one.pk)


def _base(word: str) -> Base:
    if word not in {base.value for base in Base}:
        raise NotFound
    return Base(word)


def _new(request: Request, form: forms.FoundForm, place: founding.Founding) -> HttpResponse:
    context = {"form": form, "founding": place}
    status = 422 if form.is_bound else 200
    return render(request, "party/organisations/new.html", context, status=status)


@require_safe
@for_readers
def organisation(request: Request, organisation_id: UUID) -> HttpResponse:
    """Show one organisation with its record and the steps open now."""
    found = queries.page(request.actor, organisation_id, today=timezone.localdate())
    return _show(request, found, {})


def _show(
    request: Request,
    found: queries.OrganisationPage,
    bound: dict[Move, Any],
    service: forms.ServiceForm | None = None,
) -> HttpResponse:
    context = {
        "one": found,
        "offers": forms.offers(found, bound),
        "service": service or forms.service_form(),
    }
    status = 422 if bound or service else 200
    return render(request, "party/organisations/organisation.html", context, status=status)


@require_POST
@for_readers
def move(request: Request, organisation_id: UUID, word: str) -> HttpResponse:
    """Take the step that the address names."""
    wanted, today = forms.move_of(word), timezone.localdate()
    found = queries.page(request.actor, organisation_id, today=today, move=wanted)
    form = forms.filled(wanted, found, request.POST)
    if not form.is_valid():
        return _show(request, found, {wanted: form})
    try:
        services.take(
            request.actor, move=wanted, organisation_id=organisation_id, form=form, stamp=stamp()
        )
    except (InputRefused, RuleBroken) as refused:
        return _show(request, found, {wanted: refused_by(form, refused)})
    messages.success(request, gettext(WORDINGS[wanted].done))
    return redirect("party:organisation", organisation_id)


@require_POST
@for_readers
def service(request: Request, organisation_id: UUID) -> HttpResponse:
    """Record whether a property company serves the compound of an organisation."""
    found = queries.page(request.actor, organisation_id, today=timezone.localdate())
    form = forms.service_form(request.POST)
    if found.compound_id is None:
        raise NotFound
    if not form.is_valid():
        return _show(request, found, {}, form)
    try:
        services.set_service(request.actor, new=form.new(found.compound_id), stamp=stamp())
    except (InputRefused, RuleBroken) as refused:
        return _show(request, found, {}, refused_by(form, refused))
    messages.success(request, gettext("The property service is recorded."))
    return redirect("party:organisation", organisation_id)
