"""The page that the link of a message opens: rate one matter, and see nothing else of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.grid.invitations import services
from linli.grid.invitations.forms import VerdictForm
from linli.ui.requests import Request, address, stamp


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: Request, token: str) -> HttpResponse:
    """Ask the two questions about a matter, and keep the answers."""
    where = address(request)
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.rate(token, address=where, **form.cleaned_data, stamp=stamp())
        messages.success(request, gettext("Your verdict has arrived."))
        return redirect("grid:verdict", token)
    page = {"invited": services.look(token, address=where, at=timezone.now()), "form": form}
    status = 422 if form.errors else 200
    return render(request, "grid/invitations/verdict.html", page | {"token": token}, status=status)
