"""Macros: kept by a desk, tried and run on one case or on many."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.catalogue import queries as catalogue
from linli.grid.macros import forms, queries, services
from linli.grid.macros.models import Macro
from linli.grid.macros.services import Attempt
from linli.grid.moves.rules import STAGE_NAMES, Stage
from linli.grid.phrases import rules
from linli.grid.phrases.services import TitleTaken
from linli.kernel.common import ids
from linli.kernel.people.rules import STAFF, check_role
from linli.ui.errors import one_text
from linli.ui.requests import Request, stamp


@require_safe
@login_required
def macros(request: Request) -> HttpResponse:
    """List the macros a post may use, with their steps."""
    check_role(request.actor, *STAFF)
    at = timezone.now()
    found = [(macro, queries.told(macro, at=at)) for macro in queries.of_actor(request.actor)]
    page = {"macros": found, "may_keep": rules.may_keep(request.actor)}
    return render(request, "grid/macros/list.html", page)


@require_http_methods(["GET", "POST"])
@login_required
def macro(request: Request, macro_id: UUID | None = None) -> HttpResponse:
    """Show the form of a macro, new or kept already, and keep it."""
    known = queries.one(request.actor, macro_id) if macro_id else None
    rules.check_may_keep(request.actor, known.organisation_id if known else None)
    at = timezone.now()
    lists = {"known": catalogue.edition(at).categories, "offices": queries.offices(at)}
    form = forms.MacroForm(request.POST or None, macro=known, **lists)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.keep(request.actor, macro_id=macro_id or ids.new(), **said, stamp=stamp())
        except TitleTaken as taken:
            form.add_error("title", one_text(taken))
        else:
            messages.success(request, gettext("The macro is kept."))
            return redirect("grid:macros")
    page = {"form": form, "macro": known}
    return render(request, "grid/macros/edit.html", page, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: Request, macro_id: UUID) -> HttpResponse:
    """Remove a macro."""
    services.remove(request.actor, macro_id=macro_id, stamp=stamp())
    messages.success(request, gettext("The macro is removed."))
    return redirect("grid:macros")


@require_POST
@login_required
def run(request: Request) -> HttpResponse:
    """Try a macro on the chosen cases and show what would happen; run it where that was seen."""
    check_role(request.actor, *STAFF)
    cases = forms.chosen(request.POST.getlist("case"))
    wanted = request.POST.get("macro", "")
    if not wanted or not cases:
        page = {"macros": queries.of_actor(request.actor), "cases": request.POST.getlist("case")}
        return render(request, "grid/macros/choose.html", page)
    macro = queries.one(request.actor, forms.key_of(wanted))
    for_real = "go" in request.POST
    found = services.attempt_many(
        request.actor, macro=macro, chosen=cases, stamp=stamp(), for_real=for_real
    )
    return _shown(request, macro, found, for_real=for_real)


def _shown(request: Request, macro: Macro, found: list[Attempt], *, for_real: bool) -> HttpResponse:
    """Show what became of a macro on each case, or would become of it."""
    told = queries.told(macro, at=timezone.now())
    lines = [
        {
            "attempt": each,
            "said": one_text(each.error) if each.error else "",
            "step": told[each.stopped_at - 1] if each.stopped_at else "",
            "stage": gettext(STAGE_NAMES[Stage(each.stages[-1])]) if each.stages else "",
        }
        for each in found
    ]
    page = {
        "macro": macro,
        "told": told,
        "lines": lines,
        "for_real": for_real,
        "able": [each for each in found if not each.error],
    }
    return render(request, "grid/macros/run.html", page)
