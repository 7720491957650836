"""A desk asks the reporter after closing."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.grid.followups import forms, queries, services
from linli.grid.panels.views import again, back
from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def follow_up(request: Request, case_id: UUID) -> HttpResponse:
    """Keep what was heard of the reporter, or that it was tried."""
    if request.method == "GET":
        return back(request, case_id)
    panel = queries.panel_of(request.actor, case_id, at=timezone.now())
    texts, refused = queries.texts(request.actor), None
    form = forms.FollowUpForm(request.POST, panel=panel, texts=texts)
    if form.is_valid():
        try:
            services.follow_up(request.actor, **form.asked(case_id, ids.new()), stamp=stamp())
        except (RuleBroken, InputRefused) as error:
            refused = error
        else:
            return back(request, case_id, gettext("The follow-up is kept."))
    return again(request, case_id, form, gettext("Follow-up"), refused)
