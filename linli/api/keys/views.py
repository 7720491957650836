"""The page of the keys, for the district desk and the operator."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.api.keys.forms import KeyForm
from linli.kernel.common import ids
from linli.kernel.keys import queries, services
from linli.kernel.keys.rules import SHORTEST
from linli.kernel.people.rules import check_may_edit_territory
from linli.ui.requests import Request, stamp


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def keys(request: Request) -> HttpResponse:
    """Show the keys, and give a new one; its secret is on this one answer and nowhere else."""
    check_may_edit_territory(request.actor)
    form, secret = KeyForm(request.POST or None), ""
    if form.is_valid():
        secret, asked = secrets.token_urlsafe(SHORTEST), form.asked(ids.new())
        services.issue(request.actor, key=asked, secret=secret, stamp=stamp())
        form = KeyForm()
    context = {"keys": queries.listed(at=timezone.now()), "form": form, "secret": secret}
    return render(request, "api/keys.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def withdraw(request: Request, key_id: UUID) -> HttpResponse:
    """Withdraw a key; from now on it opens nothing."""
    row = services.revoke(request.actor, key_id=key_id, stamp=stamp())
    messages.success(request, gettext("%(hint)s… opens nothing any more.") % {"hint": row.hint})
    return redirect("api:keys")
