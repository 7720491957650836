"""The page of the document codes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.party.numbering import queries, services
from linli.party.numbering.forms import CodeForm
from linli.party.numbering.rules import check_may_set
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def codes(request: Request) -> HttpResponse:
    """Show the offices with their codes, and set one."""
    check_may_set(request.actor)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        services.set_code(
            request.actor, organisation_id=said["organisation"], code=said["code"], stamp=stamp()
        )
        messages.success(request, gettext("The code is set."))
        return redirect("party:document_codes")
    context = {"offices": queries.offices(), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "party/numbering/codes.html", context, status=status)
