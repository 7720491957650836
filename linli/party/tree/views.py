"""The register of Party organisations, and its figures by street."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from linli.kernel.people.rules import check_role
from linli.party.branches.rules import BASE_NAMES, KIND_NAMES, MAY, READERS, Move
from linli.party.composition.rules import MAY_ADOPT
from linli.party.tree import forms, queries
from linli.ui.requests import Request

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def for_readers(
    view: Callable[Concatenate[Request, P], Answer],
) -> Callable[Concatenate[Request, P], HttpResponseBase]:
    """Let in the posts that read Party organisations."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        check_role(request.actor, *READERS)
        return view(request, *args, **kwargs)

    return login_required(guarded)


@require_safe
@for_readers
def register(request: Request) -> HttpResponse:
    """Show the organisations of the post as a tree."""
    filters = forms.FiltersForm(request.GET).filters()
    number, today = request.GET.get("page", ""), timezone.localdate()
    context = {
        "register": queries.register(request.actor, filters, number=number, today=today),
        "kinds": [(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()],
        "bases": [(base.value, gettext(name)) for base, name in BASE_NAMES.items()],
        "may_found": Move.FOUND in MAY.get(request.actor.role, ()),
        "may_adopt": request.actor.role in MAY_ADOPT,
        "has_figures": request.actor.unit_kind == "district",
    }
    return render(request, "party/tree/register.html", context)


@require_safe
@for_readers
def figures(request: Request) -> HttpResponse:
    """Show the organisations of each street in figures."""
    found = queries.figures(request.actor, today=timezone.localdate())
    return render(request, "party/tree/figures.html", {"streets": found})
