"""The page of the standard of composition: its editions, and adopting one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.party.composition.rules import MAY_ADOPT, check_may_adopt
from linli.party.editions import forms, queries
from linli.party.organisations import services
from linli.party.tree.views import for_readers
from linli.ui.fields import refused as refused_by
from linli.ui.requests import Request, stamp


@require_safe
@for_readers
def composition(request: Request) -> HttpResponse:
    """Show the editions of the standard, the latest first."""
    found = queries.page(today=timezone.localdate())
    context = {"standard": found, "may_adopt": request.actor.role in MAY_ADOPT}
    return render(request, "party/editions/editions.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def adopt(request: Request) -> HttpResponse:
    """Adopt an edition, made from the present one."""
    check_may_adopt(request.actor)
    draft = forms.Draft(queries.page(today=timezone.localdate()).content, request.POST or None)
    if not request.POST or not draft.is_valid():
        return _draft(request, draft)
    day = draft.edition.cleaned_data["valid_from"]
    try:
        services.adopt(request.actor, content=draft.adopted(), valid_from=day, stamp=stamp())
    except (InputRefused, RuleBroken) as refused:
        refused_by(draft.edition, refused)
        return _draft(request, draft)
    messages.success(request, gettext("The edition is adopted."))
    return redirect("party:composition")


def _draft(request: Request, draft: forms.Draft) -> HttpResponse:
    status = 422 if request.POST else 200
    return render(request, "party/editions/adopt.html", {"draft": draft}, status=status)
