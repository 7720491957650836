"""The resident's door: no account, no session, no script needed."""

from dataclasses import replace
from uuid import UUID

import segno
from django.contrib import messages
from django.core.signing import b64_encode
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from linli.grid.cases.services import SameKeyOtherReport
from linli.grid.followups.forms import RateForm
from linli.grid.notes.forms import WordsForm
from linli.grid.reports import forms, queries, services
from linli.grid.reports.forms import FindForm, PlaceForm, ReopenForm, SendForm, WhatForm
from linli.grid.reports.queries import Before
from linli.grid.reports.rules import Draft, PlaceMissing, Sender
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.ui.errors import words
from linli.ui.requests import Request, address, stamp, with_device


def _sender(request: Request) -> Sender:
    return Sender(address=address(request), device=request.device)


def _status(form: object, refused: LinliError | None) -> int:
    """Return 422 for a form with errors, the status of what was refused, else 200."""
    if refused:
        return refused.http_status
    return 422 if getattr(form, "errors", None) else 200


def _told(refused: LinliError | None) -> dict[str, str] | None:
    """Return what was refused in words, for the page that keeps what was typed."""
    if refused is None:
        return None
    message, hint = words(refused)
    return {"message": message, "hint": hint, "code": refused.code}


def _draft(request: HttpRequest) -> Draft:
    return forms.unpacked(request.POST.get("draft", ""))


# What -----------------------------------------------------------------------------------


@never_cache
@with_device
@require_safe
def door(request: Request, code: str) -> HttpResponse:
    """Open the report at the building whose plate was scanned or typed."""
    draft = Draft(token=forms.new_token(), spot=queries.spot_of_code(code))
    return _what_page(request, draft)


@never_cache
@with_device
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request) -> HttpResponse:
    """Ask what is the matter: photos and words; then where, or at once whether to send."""
    if request.method != "POST":
        return _what_page(request, Draft(token=forms.new_token()))
    draft, form = _draft(request), WhatForm(request.POST, request.FILES)
    if not form.is_valid():
        return _what_page(request, draft, form)
    try:
        form.check_something_said(draft)
        draft = services.written(draft, _sender(request), said=form.cleaned_data, stamp=stamp())
    except LinliError as refused:
        return _what_page(request, draft, form, refused)
    return _send_page(request, draft) if draft.spot else _place_page(request, draft)


def _what_page(
    request: Request,
    draft: Draft,
    form: WhatForm | None = None,
    refused: LinliError | None = None,
) -> HttpResponse:
    form = form or WhatForm(initial={"words": draft.words})
    page = {"form": form, "draft": draft, "packed": forms.packed(draft), "refused": _told(refused)}
    return render(request, "grid/reports/what.html", page, status=_status(form, refused))


@never_cache
@with_device
@require_POST
def change(request: Request, step: str) -> HttpResponse:
    """Go back to an earlier page of the report; nothing is lost."""
    draft = _draft(request)
    return _what_page(request, draft) if step == "what" else _place_page(request, draft)


# Where ----------------------------------------------------------------------------------


@never_cache
@with_device
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request) -> HttpResponse:
    """Ask where: a unit from the list, a pin, or words."""
    if request.method != "POST":
        return redirect("grid:report")
    draft, form = _draft(request), PlaceForm(request.POST)
    if not form.is_valid():
        return _place_page(request, draft, form)
    if form.is_search(pressed="search" in request.POST):
        return _place_page(request, draft, form, hits=queries.hits(form.cleaned_data["q"]))
    try:
        spot = queries.spot(
            form.cleaned_data["unit"], form.point(), is_described=bool(form.cleaned_data["address"])
        )
    except LinliError as refused:
        return _place_page(request, draft, form, refused)
    return _send_page(request, replace(draft, spot=spot, address=form.cleaned_data["address"]))


def _place_page(
    request: Request,
    draft: Draft,
    form: PlaceForm | None = None,
    refused: LinliError | None = None,
    hits: object = None,
) -> HttpResponse:
    form = form or PlaceForm(initial={"address": draft.address})
    page = {
        "form": form,
        "draft": draft,
        "packed": forms.packed(draft),
        "refused": _told(refused),
        "hits": hits,
    }
    return render(request, "grid/reports/place.html", page, status=_status(form, refused))


@require_GET
def places(request: Request) -> HttpResponse:
    """Answer the list under the search box while somebody types."""
    page = {"hits": queries.hits(request.GET.get("q", "")[:60])}
    return render(request, "grid/reports/place.html#hits", page)


# Send -----------------------------------------------------------------------------------


@never_cache
@with_device
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request) -> HttpResponse:
    """Ask for the kind of matter and a telephone, then raise the matter."""
    if request.method != "POST":
        return redirect("grid:report")
    draft, form = _draft(request), SendForm(request.POST)
    if not form.is_valid():
        return _send_page(request, draft, form)
    try:
        if shown := queries.still_to_show(draft, form.cleaned_data, at=timezone.now()):
            return _send_page(request, draft, form, shown)
        services.send(draft, _sender(request), said=form.cleaned_data, keys=_keys(), stamp=stamp())
    except LinliError as refused:
        return _not_sent(request, draft, form, refused)
    return redirect(reverse("grid:matter", args=[draft.token]) + "?new=1")


def _keys() -> services.Keys:
    return services.Keys(case_id=ids.new(), reporter_id=ids.new())


def _not_sent(request: Request, draft: Draft, form: SendForm, refused: LinliError) -> HttpResponse:
    """Keep what was typed; a form that was sent before becomes a new one, without its photos."""
    if isinstance(refused, PlaceMissing):
        return _place_page(request, draft, refused=refused)
    if isinstance(refused, SameKeyOtherReport):
        draft = replace(draft, token=forms.new_token(), photos=())
    return _send_page(request, draft, form, refused=refused)


def _send_page(
    request: Request,
    draft: Draft,
    form: SendForm | None = None,
    before: Before | None = None,
    refused: LinliError | None = None,
) -> HttpResponse:
    page = {
        "form": form or SendForm(),
        "draft": draft,
        "packed": forms.packed(draft),
        "choices": queries.choices(draft.words, at=timezone.now()),
        "is_anew": isinstance(refused, SameKeyOtherReport),
        "before": before,
        "refused": _told(refused),
    }
    return render(request, "grid/reports/send.html", page, status=_status(form, refused))


@require_POST
def before(request: Request) -> HttpResponse:
    """Answer what to see before sending, when a kind of matter was chosen."""
    chosen = request.POST.get("category", "")
    shown = queries.before_sending(chosen, _draft(request).spot, at=timezone.now())
    return render(request, "grid/reports/send.html#before", {"before": shown})


# One matter -----------------------------------------------------------------------------


@never_cache
@require_safe
def matter(request: Request, token: str) -> HttpResponse:
    """Show a matter to whoever holds its link."""
    return _matter_page(request, token)


def _matter_page(
    request: Request,
    token: str,
    rate_form: RateForm | None = None,
    reopen_form: ReopenForm | None = None,
) -> HttpResponse:
    page = {
        "matter": queries.matter(token, at=timezone.now()),
        "token": token,
        "link": request.build_absolute_uri(reverse("grid:matter", args=[token])),
        "is_new": "new" in request.GET,
        "rate_form": rate_form or RateForm(),
        "reopen_form": reopen_form or ReopenForm(),
        "words_form": WordsForm(),
    }
    form = rate_form or reopen_form
    return render(request, "grid/reports/matter.html", page, status=_status(form, None))


@require_POST
def rate(request: Request, token: str) -> HttpResponse:
    """Record the reporter's verdict."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return _matter_page(request, token, rate_form=form)
    services.rate(token, **form.cleaned_data, stamp=stamp())
    return redirect("grid:matter", token)


@require_POST
def reopen(request: Request, token: str) -> HttpResponse:
    """Reopen a matter that is not settled, or have another post judge it."""
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _matter_page(request, token, reopen_form=form)
    services.reopen(token, words=form.cleaned_data["words"], stamp=stamp())
    return redirect("grid:matter", token)


@require_POST
def erase(request: Request, token: str) -> HttpResponse:
    """Erase the reporter's words, pictures and telephone; the course of the matter stays."""
    if request.POST.get("sure") != "1":
        return redirect("grid:matter", token)
    services.forget(token, stamp=stamp())
    messages.success(
        request, _("Your words, photos and telephone were erased. The link is closed.")
    )
    return redirect("ui:home")


@never_cache
@with_device
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """Give a new link for number and telephone."""
    form = FindForm(request.POST or None)
    refused, token = None, forms.new_token()
    if form.is_valid():
        try:
            services.recover(_sender(request), **form.cleaned_data, token=token, stamp=stamp())
        except LinliError as error:
            refused = error
        else:
            return redirect(reverse("grid:matter", args=[token]) + "?new=1")
    page = {"form": form, "refused": _told(refused)}
    return render(request, "grid/reports/find.html", page, status=_status(form, refused))


# A compound -----------------------------------------------------------------------------


@require_safe
def compounds(request: Request) -> HttpResponse:
    """Find a compound by name, pinyin or initials."""
    words = request.GET.get("q", "")[:60]
    page = {"q": words, "found": queries.compounds(words)}
    template = "grid/reports/compounds.html"
    return render(request, f"{template}#found" if request.htmx else template, page)


@never_cache
@require_safe
def compound(request: Request, compound_id: UUID) -> HttpResponse:
    """Show what happens in a compound: open matters, results; no persons."""
    found = queries.neighbourhood(request.actor, compound_id, at=timezone.now())
    return render(request, "grid/reports/compound.html", {"neighbourhood": found})


@with_device
@require_POST
def join(request: Request, case_id: UUID) -> HttpResponse:
    """Let a neighbour say “I have this too”; the same browser gets the same link again."""
    word = salted_hmac("linli.join", f"{request.device}:{case_id}", algorithm="sha256")
    token = b64_encode(word.digest()[:16]).decode()
    keys = services.Keys(case_id=case_id, reporter_id=ids.new())
    services.join(_sender(request), keys=keys, token=token, stamp=stamp())
    return redirect(reverse("grid:matter", args=[token]) + "?new=1")


@require_safe
def sheets(request: Request, compound_id: UUID) -> HttpResponse:
    """Print one sheet a building: its code as a picture and in letters."""
    found, buildings = queries.sheets(request.actor, compound_id)
    plates = [
        (
            building,
            _drawn(request.build_absolute_uri(reverse("grid:door", args=[building.door_code]))),
        )
        for building in buildings
    ]
    page = {"compound": found, "plates": plates}
    return render(request, "grid/reports/sheets.html", page)


def _drawn(link: str) -> SafeString:
    """Return the QR code of an address as SVG, readable with 15 % of it worn off."""
    return mark_safe(
        segno.make(link, error="m", micro=False).svg_inline(omitsize=True, light="#fff")
    )
