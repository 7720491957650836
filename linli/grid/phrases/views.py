"""The phrases of a desk: listed, kept, removed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.catalogue import queries as catalogue
from linli.grid.phrases import forms, queries, rules, services
from linli.grid.phrases.services import TitleTaken
from linli.kernel.common import ids
from linli.kernel.people.rules import STAFF, check_role
from linli.ui.errors import one_text
from linli.ui.requests import Request, stamp


@require_safe
@login_required
def phrases(request: Request) -> HttpResponse:
    """List the phrases a post may use."""
    check_role(request.actor, *STAFF)
    page = {"phrases": queries.of_actor(request.actor), "may_keep": rules.may_keep(request.actor)}
    return render(request, "grid/phrases/list.html", page)


@require_http_methods(["GET", "POST"])
@login_required
def phrase(request: Request, phrase_id: UUID | None = None) -> HttpResponse:
    """Show the form of a phrase, new or kept already, and keep it."""
    known = queries.one(request.actor, phrase_id) if phrase_id else None
    rules.check_may_keep(request.actor, known.organisation_id if known else None)
    start = {name: getattr(known, name) for name in ("title", "text", "moves", "categories")} if known else None  # fmt: skip
    categories = catalogue.edition(timezone.now()).categories
    sample = queries.sample(request.actor)
    form = forms.PhraseForm(request.POST or None, initial=start, known=categories, sample=sample)
    if form.is_valid():
        key = phrase_id or ids.new()
        try:
            services.keep(request.actor, phrase_id=key, **form.cleaned_data, stamp=stamp())
        except TitleTaken as taken:
            form.add_error("title", one_text(taken))
        else:
            messages.success(request, gettext("The phrase is kept."))
            return redirect("grid:phrases")
    page = {"form": form, "phrase": known}
    return render(request, "grid/phrases/edit.html", page, status=422 if form.errors else 200)


@require_POST
@login_required
def measure(request: Request) -> HttpResponse:
    """Answer how long the message is that is being written, as a part of the form."""
    rules.check_may_keep(request.actor)
    form = forms.PhraseForm(request.POST, known=(), sample=queries.sample(request.actor))
    return render(request, "grid/phrases/edit.html#size", {"form": form})


@require_POST
@login_required
def remove(request: Request, phrase_id: UUID) -> HttpResponse:
    """Remove a phrase."""
    queries.one(request.actor, phrase_id)
    services.remove(request.actor, phrase_id=phrase_id, stamp=stamp())
    messages.success(request, gettext("The phrase is removed."))
    return redirect("grid:phrases")
