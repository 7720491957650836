"""A body that owners elected: entered, shown, and what happens to it."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.bodies import services as bodies
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.ui.bodies import forms, queries, services
from linli.ui.fields import refused
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def new(request: Request, compound_id: UUID) -> HttpResponse:
    """Enter a body that was elected."""
    name = queries.compound_name(request.actor, compound_id)
    form = forms.TermForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "name": name, "compound_id": compound_id}
    if not (form.is_bound and form.is_valid()):
        return render(request, "ui/bodies/new.html", context, status=422 if form.is_bound else 200)
    key = ids.new()
    given: dict[str, Any] = {"compound_id": compound_id, "term": form.term()}
    try:
        bodies.elect(request.actor, body_id=key, **given, stamp=stamp())
    except (InputRefused, RuleBroken) as why:
        context["form"] = refused(form, why)
        return render(request, "ui/bodies/new.html", context, status=422)
    messages.success(request, gettext("The body is entered. Now enter who sits in it."))
    return redirect("ui:body", key)


@require_safe
@login_required
def body(request: Request, body_id: UUID) -> HttpResponse:
    """Show a body, who sits in it, its filing and its seals."""
    return _show(request, queries.register(request.actor, body_id), {})


@require_POST
@login_required
def step(request: Request, body_id: UUID, word: str) -> HttpResponse:
    """Make the entry that the address names."""
    found = queries.register(request.actor, body_id)
    form = forms.form_of(word, request.POST, offices=found.offices)
    if not form.is_valid():
        return _show(request, found, {word: form})
    given: dict[str, Any] = {"word": word, "body_id": body_id, "key": ids.new()}
    try:
        services.take(request.actor, **given, said=form.cleaned_data, stamp=stamp())
    except (InputRefused, RuleBroken) as why:
        return _show(request, found, {word: refused(form, why)})
    messages.success(request, gettext("The entry is made."))
    return redirect("ui:body", body_id)


def _show(
    request: Request, found: queries.Register, bound: dict[str, django_forms.Form]
) -> HttpResponse:
    fresh = {word: forms.form_of(word, offices=found.offices) for word in forms.FORMS}
    context = {"register": found, "found": found.found, "line": found.found.line}
    context |= {"forms": fresh | bound, "bound": bound}
    return render(request, "ui/bodies/body.html", context, status=422 if bound else 200)
