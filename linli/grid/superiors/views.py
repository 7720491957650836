"""The desk's pages for what superiors passed down: the list, a step, a new platform."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.grid.desk.views import at_desk
from linli.grid.external import queries as external
from linli.grid.external.rules import ACT_NAMES, Act
from linli.grid.platforms import queries as platforms
from linli.grid.platforms import services as platform_services
from linli.grid.replies import queries as replies
from linli.grid.superiors import forms, queries, services
from linli.kernel.common import ids
from linli.kernel.people.rules import DESKS, Role, check_role
from linli.ui.requests import Request, stamp

P = ParamSpec("P")


def at_coordinating_desk(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Let in the desks of the territory; departments see deadlines on the case itself."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check_role(request.actor, *DESKS)
        return view(request, *args, **kwargs)

    return at_desk(guarded)


@require_safe
@at_coordinating_desk
def superiors(request: Request) -> HttpResponse:
    """Show what superiors passed down, their earliest deadline first."""
    found = queries.listed(
        request.actor,
        forms.filters_of(request.GET),
        number=request.GET.get("page", ""),
        at=timezone.now(),
    )
    may_take_in = request.actor.role in {Role.DISTRICT_DESK, Role.STREET_DESK}
    known = platforms.platforms()
    context = {"list": found, "platforms": known, "may_take_in": may_take_in}
    context["exports"] = known if found.has_replies else []
    return render(request, "grid/superiors/list.html", context)


@require_http_methods(["GET", "POST"])
@at_coordinating_desk
def act(request: Request, case_id: UUID, word: str) -> HttpResponse:
    """Take one step towards the superior of a case, or ask for what it needs."""
    wanted = external.act_of(word)
    desk = queries.act_page(request.actor, case_id, wanted, at=timezone.now())
    form = _form(request, wanted, case_id)
    if not form.is_bound or not form.is_valid():
        context = {"desk": desk, "form": form, "act": wanted.value, "name": ACT_NAMES[wanted]}
        return render(
            request, "grid/superiors/act.html", context, status=422 if form.is_bound else 200
        )
    services.take(request.actor, act=wanted, case_id=case_id, said=form.cleaned_data, stamp=stamp())
    messages.success(request, gettext("Recorded."))
    return redirect("grid:desk_case", case_id)


def _form(request: Request, wanted: Act, case_id: UUID) -> forms.ActForm:
    """Return the form of an act: sent, or empty; a reply begins with its draft."""
    if request.method == "POST":
        return forms.FORMS[wanted](request.POST)
    initial: dict[str, Any] = {}
    if wanted is Act.REPLY:
        drafted = replies.draft(
            request.actor, case_id, result=forms.result_of(request.GET.get("result", ""))
        )
        initial = {"words": drafted.words, "result": drafted.result.value}
    return forms.FORMS[wanted](initial=initial)


@require_http_methods(["GET", "POST"])
@at_coordinating_desk
def new_platform(request: Request) -> HttpResponse:
    """Set up a superior's platform."""
    check_role(request.actor, Role.DISTRICT_DESK)
    form = forms.PlatformForm(request.POST or None)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "grid/superiors/platform.html", {"form": form}, status=status)
    platform_services.add(request.actor, platform_id=ids.new(), stamp=stamp(), **form.cleaned_data)
    messages.success(request, gettext("The platform is set up."))
    return redirect("grid:superiors")
