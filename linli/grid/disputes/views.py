"""Steps of a dispute, from the page of its case."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.grid.disputes import forms, queries, services
from linli.grid.moves.rules import HANDS
from linli.grid.panels.views import again, back
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.kernel.people.rules import check_role
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def begin(request: Request, case_id: UUID) -> HttpResponse:
    """Have it decided whose duty a case, or a part of it, is."""
    return step(request, case_id, ids.new(), "begin")


@require_http_methods(["GET", "POST"])
@login_required
def step(request: Request, case_id: UUID, dispute_id: UUID, word: str) -> HttpResponse:
    """Take one step of a dispute and show the case again; refused, show what was typed."""
    check_role(request.actor, *HANDS)
    move = forms.STEPS.named(word)
    if request.method == "GET":
        return back(request, case_id)
    wording, refused = forms.WORDINGS[move], None
    panel = queries.panel_of(request.actor, case_id, at=timezone.now())
    form = forms.filled(move, panel, request.POST)
    if form.is_valid():
        said = {**form.cleaned_data, "new_id": ids.new()}
        taken = services.Taken(move, case_id, dispute_id)
        try:
            services.take(request.actor, taken, said=said, stamp=stamp())
        except (RuleBroken, InputRefused) as error:
            refused = error
        else:
            return back(request, case_id, gettext(wording.done))
    return again(request, case_id, form, gettext(wording.name), refused)
