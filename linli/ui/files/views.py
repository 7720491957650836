"""Maps and ledgers at the desk: sent, looked at, taken in; templates and exports to save."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, NotFound
from linli.kernel.deliveries import services as keeping
from linli.kernel.deliveries.rules import Outcome, Report
from linli.kernel.ledgers.rules import Ledger
from linli.kernel.map_readings.rules import ENDINGS
from linli.kernel.map_writings import queries as map_writings
from linli.kernel.people.rules import check_may_edit_territory
from linli.ui.files import forms, queries, services
from linli.ui.requests import Request, stamp

P = ParamSpec("P")


def for_editors(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponseBase]:
    """Let in those who may edit the territory."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        check_may_edit_territory(request.actor)
        return view(request, *args, **kwargs)

    return login_required(guarded)


@require_http_methods(["GET", "POST"])
@for_editors
def files(request: Request) -> HttpResponse:
    """Take a file and go on to its page; offer templates and what goes out."""
    form = forms.FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not (form.is_bound and form.is_valid()):
        return _home(request, form, forms.ExportForm())
    kept = keeping.keep(
        request.actor,
        delivery_id=ids.new(),
        what=form.cleaned_data["what"],
        sent=form.cleaned_data["file"],
        stamp=stamp(),
    )
    return redirect("ui:files_delivery", kept.pk)


def _home(request: Request, form: forms.FileForm, export: forms.ExportForm) -> HttpResponse:
    context = {
        "form": form,
        "export": export,
        "waiting": queries.waiting(request.actor),
        "ledgers": queries.ledger_names(),
    }
    status = 422 if form.is_bound or export.is_bound else 200
    return render(request, "ui/files/home.html", context, status=status)


@require_safe
@for_editors
def delivery(request: Request, delivery_id: UUID) -> HttpResponse:
    """Show what a file would do; nothing is changed."""
    return _delivery(request, delivery_id)


def _delivery(
    request: Request, delivery_id: UUID, refused: InputRefused | None = None
) -> HttpResponse:
    asked = request.POST or request.GET
    found = queries.page(
        request.actor,
        delivery_id,
        wanted=forms.wanted(asked),
        number=request.GET.get("page", ""),
        at=timezone.now(),
        keys=ids.new,
    )
    found.refused = found.refused or (None if found.has_faults else refused)
    form = forms.MapForm(asked or None, layers=found.layers) if found.is_map else None
    context = {"found": found, "form": form, "wanted": forms.wanted(asked)}
    status = 422 if found.refused or found.has_faults else 200
    return render(request, "ui/files/delivery.html", context, status=status)


@require_POST
@for_editors
def take_in(request: Request, delivery_id: UUID) -> HttpResponse:
    """Take a file in, all of it or nothing; where that is refused, say why on its page."""
    try:
        report = services.take_in(
            request.actor,
            delivery_id=delivery_id,
            wanted=forms.wanted(request.POST),
            stamp=stamp(),
            keys=ids.new,
        )
    except InputRefused as refused:
        return _delivery(request, delivery_id, refused)
    messages.success(request, _done(report))
    return redirect("ui:files")


def _done(report: Report) -> str:
    facts = {
        "created": report.counts[Outcome.NEW],
        "changed": report.counts[Outcome.CHANGED],
        "unchanged": report.counts[Outcome.UNCHANGED],
    }
    return gettext("%(created)s new, %(changed)s changed, %(unchanged)s as they were.") % facts


@require_POST
@for_editors
def put_away(request: Request, delivery_id: UUID) -> HttpResponse:
    """Remove a file that nobody wants any more."""
    keeping.put_away(request.actor, delivery_id=delivery_id)
    messages.success(request, gettext("The file is put away; nothing was changed."))
    return redirect("ui:files")


@require_safe
@for_editors
def template(request: Request, ledger: str) -> HttpResponse:
    """Answer an empty ledger with its explanation."""
    return _to_save(*queries.template(_ledger(ledger)))


@require_safe
@for_editors
def ledger(request: Request, ledger: str, ending: str) -> HttpResponse:
    """Answer a ledger with all its rows, as a workbook or as CSV."""
    if ending not in ("xlsx", "csv"):
        raise NotFound
    today = timezone.localdate()
    return _to_save(*queries.exported(request.actor, _ledger(ledger), ending=ending, on=today))


@require_safe
@for_editors
def map_file(request: Request) -> HttpResponse:
    """Answer the outlines of some kinds as a map file."""
    form = forms.ExportForm(request.GET)
    if not form.is_valid():
        return _home(request, forms.FileForm(), form)
    wanted = form.export()
    name = f"linli-{timezone.localdate():%Y%m%d}-{wanted.datum.replace(':', '')}"
    content = map_writings.exported(request.actor, wanted)
    return _to_save(f"{name}{ENDINGS[wanted.form]}", content)


def _ledger(word: str) -> Ledger:
    if word not in {each.value for each in Ledger}:
        raise NotFound
    return Ledger(word)


def _to_save(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    how = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = how or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
