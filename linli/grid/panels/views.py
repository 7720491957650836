"""The way back from a panel on the page of a case, and a form that was refused, as it was typed."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import reswap, retarget

from linli.grid.cases import queries as cases
from linli.kernel.common.errors import LinliError
from linli.ui.errors import one_text
from linli.ui.requests import Request

DOORS = {"desk": "grid:desk_case", "field": "grid:field_case"}
"""Word that a form carries → the page of a case that it was sent from."""


def back(request: Request, case_id: UUID, said: str = "") -> HttpResponse:
    """Return to the case at the door the form came from, with the filters of its queue."""
    if said:
        messages.success(request, said)
    door = DOORS.get(request.POST.get("door", ""), DOORS["desk"])
    address = reverse(door, args=[case_id])
    asked = request.GET.urlencode()
    return redirect(f"{address}?{asked}" if asked else address)


def again(
    request: Request,
    case_id: UUID,
    form: forms.Form,
    heading: str,
    refused: LinliError | None = None,
    *,
    is_whole: bool = True,
) -> HttpResponse:
    """Show a form that was refused or begun on a page of its own; nothing that was typed is lost.

    ``is_whole``: htmx swaps the whole page for it; otherwise the part that the button names.
    """
    if refused is not None:
        form.add_error(None, one_text(refused))
    page = {
        "form": form,
        "heading": heading,
        "case": cases.seen(request.actor, case_id),
        "door": request.POST.get("door", ""),
    }
    status = refused.http_status if refused else 422 if form.errors else 200
    shown = render(request, "grid/panels/again.html", page, status=status)
    return reswap(retarget(shown, "body"), "innerHTML") if request.htmx and is_whole else shown
