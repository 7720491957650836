"""The officer's phone: my matters, one matter, a step, settled on the spot."""

from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.desk import queries as desk
from linli.grid.desk import views as at_desk
from linli.grid.desk.views import Door, P, View
from linli.grid.field import forms, queries, services
from linli.grid.moves.rules import HANDS, MAY, Move
from linli.kernel.common import ids
from linli.kernel.people.rules import check_role
from linli.ui.requests import Request, stamp

PHONE = Door(
    template="grid/field/case.html",
    case="grid:field_case",
    move="grid:field_move",
    undo="grid:field_undo",
    has_queue=False,
)


def on_the_way(view: View[P]) -> View[P]:
    """Let in those who take matters in hand."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check_role(request.actor, *HANDS)
        return view(request, *args, **kwargs)

    return login_required(guarded)


@require_safe
@on_the_way
def home(request: Request) -> HttpResponse:
    """Show what waits to be taken, what is in hand, and what waits for a check."""
    return render(
        request, "grid/field/home.html", {"home": queries.home(request.actor, at=timezone.now())}
    )


@require_safe
@on_the_way
def case(request: Request, case_id: UUID) -> HttpResponse:
    """Show one matter with the steps that are open."""
    found = desk.case_desk(request.actor, case_id, at=timezone.now())
    return at_desk.show(request, PHONE, found, {})


@require_http_methods(["GET", "POST"])
@on_the_way
def move(request: Request, case_id: UUID, word: str) -> HttpResponse:
    """Take one step on a matter."""
    return at_desk.step(request, PHONE, case_id, word)


@require_POST
@on_the_way
def undo(request: Request, case_id: UUID) -> HttpResponse:
    """Take back the last step."""
    return at_desk.take_back(request, PHONE, case_id)


@require_safe
@on_the_way
def buildings(request: Request) -> HttpResponse:
    """Answer the buildings of a compound as a part of the form."""
    check_role(request.actor, *MAY[Move.RESOLVE_ON_SITE])
    form = forms.SettleForm(initial=request.GET.dict(), actor=request.actor, categories=())
    return render(request, "grid/field/settle.html#buildings", {"form": form})


@require_http_methods(["GET", "POST"])
@on_the_way
def settle(request: Request) -> HttpResponse:
    """Record a matter that was found and settled on the spot."""
    check_role(request.actor, *MAY[Move.RESOLVE_ON_SITE])
    form = forms.settle_form(request, desk.categories(timezone.now()))
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "grid/field/settle.html", {"form": form}, status=status)
    settled = services.settle(
        request.actor, said=form.cleaned_data, case_id=ids.new(), stamp=stamp()
    )
    messages.success(
        request, gettext("Settled and recorded under %(number)s.") % {"number": settled.number}
    )
    return redirect("grid:field_case", settled.pk)
