"""Gives out pictures to those who may see them; lets a desk cover and hide them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.grid.cases import queries as cases
from linli.grid.cases.services import token_digest
from linli.grid.desk.views import at_desk
from linli.grid.gallery import forms, queries, services
from linli.grid.gallery.rules import Cover
from linli.kernel.people.rules import Actor
from linli.kernel.store import queries as store
from linli.ui.requests import Request, stamp


@require_GET
def photo(request: Request, photo_id: UUID) -> FileResponse:
    """Answer a picture of a case the actor may see, or of a settled public one."""
    return _answer(request, request.actor, photo_id)


@require_GET
def reporter_photo(request: Request, token: str, photo_id: UUID) -> FileResponse:
    """Answer a picture of the case that a reporter's link opens."""
    return _answer(request, cases.holder(token_digest(token)), photo_id)


def _answer(request: Request, actor: Actor, photo_id: UUID) -> FileResponse:
    is_original, is_small = "original" in request.GET, "small" in request.GET
    name = queries.file_of(actor, photo_id, is_original=is_original, is_small=is_small)
    response = FileResponse(store.opened(name), content_type="image/jpeg")
    response.headers["Cache-Control"] = "no-store" if is_original else "private, max-age=3600"
    return response


@require_http_methods(["GET", "POST"])
@at_desk
def redact(request: Request, case_id: UUID, photo_id: UUID) -> HttpResponse:
    """Mark the parts of a picture that everybody gets covered."""
    sheet = queries.sheet(request.actor, case_id=case_id, photo_id=photo_id)
    form = forms.redact_form(sheet, request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _page(request, sheet, form)
    said = form.cleaned_data
    cover = Cover(
        case_id, photo_id, said["seen"], said["parts"], said["why"], said["words"],
        keeps_original=not said["erases"],
    )  # fmt: skip
    services.redact(request.actor, cover=cover, stamp=stamp())
    messages.success(request, gettext("Everybody now gets the photo with the parts covered."))
    return redirect("grid:desk_case", case_id)


def _page(request: Request, sheet: queries.Sheet, form: forms.RedactForm) -> HttpResponse:
    context = {"sheet": sheet, "form": form, "hide": forms.hide_form(sheet)}
    status = 422 if form.is_bound else 200
    return render(request, "grid/gallery/redact.html", context, status=status)


@require_POST
@at_desk
def hide(request: Request, case_id: UUID, photo_id: UUID) -> HttpResponse:
    """Hide a picture from everybody but the desks of the place, or show it again."""
    sheet = queries.sheet(request.actor, case_id=case_id, photo_id=photo_id)
    form = forms.hide_form(sheet, request.POST)
    if not form.is_valid():
        return redirect("grid:redact_photo", case_id, photo_id)
    said = form.cleaned_data
    services.hide(request.actor, case_id=case_id, photo_id=photo_id, **said, stamp=stamp())
    hidden = gettext("The photo is hidden; only the desks of the place still see it.")
    shown = gettext("The photo is shown again.")
    messages.success(request, hidden if said["is_hidden"] else shown)
    return redirect("grid:desk_case", case_id)
