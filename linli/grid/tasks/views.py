"""Steps on the parts of a case, from the desk or from an officer's telephone."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.grid.moves.rules import HANDS
from linli.grid.panels.views import again, back
from linli.grid.tasks import forms, queries, services
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.kernel.people.rules import check_role
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def give(request: Request, case_id: UUID) -> HttpResponse:
    """Give a part of a case to another unit."""
    return step(request, case_id, ids.new(), "give")


@require_http_methods(["GET", "POST"])
@login_required
def step(request: Request, case_id: UUID, task_id: UUID, word: str) -> HttpResponse:
    """Take one step on a part and show the case again; refused, show what was typed."""
    check_role(request.actor, *HANDS)
    move = forms.STEPS.named(word)
    if request.method == "GET":
        return back(request, case_id)
    wording, refused = forms.WORDINGS[move], None
    panel = queries.panel_of(request.actor, case_id, at=timezone.now())
    form = forms.filled(move, panel, request.POST, request.FILES)
    if form.is_valid():
        try:
            services.take(
                request.actor,
                move=move,
                case_id=case_id,
                task_id=task_id,
                said=form.cleaned_data,
                stamp=stamp(),
            )
        except (RuleBroken, InputRefused) as error:
            refused = error
        else:
            return back(request, case_id, gettext(wording.done))
    return again(request, case_id, form, gettext(wording.name), refused)
