"""The signed heads of the record in public, as pages, text and JSON; witnesses sign here."""

from pathlib import Path

import segno
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

import linli
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.heads import services
from linli.ui.errors import one_text
from linli.ui.record import queries
from linli.ui.record.forms import PaperForm, SignatureForm, SizesForm
from linli.ui.record.queries import HeadPage
from linli.ui.requests import Request

CHECKER = Path(linli.__path__[0]) / "cli" / "check_proof.py"


@require_safe
def record(request: Request) -> HttpResponse:
    """Show the newest head, all heads, the keys, and how to check a proof."""
    form = SizesForm(request.GET if "old" in request.GET else None)
    sizes = (form.cleaned_data["old"], form.cleaned_data["new"]) if form.is_valid() else None
    before = request.GET.get("before", "")
    found = queries.record(
        request.actor,
        before=int(before) if before.isdecimal() else None,
        sizes=sizes,
        at=timezone.now(),
    )
    return render(request, "ui/record/record.html", {"record": found, "form": form})


@require_safe
def head(request: Request, size: int) -> HttpResponse:
    """Show one head and who else signed it."""
    return _head_page(request, queries.head(request.actor, size))


def _head_page(
    request: Request,
    found: HeadPage,
    *,
    signature: SignatureForm | None = None,
    paper: PaperForm | None = None,
    refused: LinliError | None = None,
) -> HttpResponse:
    page = {
        "found": found,
        "signature_form": signature or SignatureForm(),
        "paper_form": paper or PaperForm(),
        "refused": one_text(refused) if refused else "",
    }
    status = 422 if signature or paper else 200
    return render(request, "ui/record/head.html", page, status=status)


@require_safe
def latest_text(request: Request) -> HttpResponse:
    """Answer the newest head as text with all signatures (C2SP checkpoint)."""
    return _text(queries.newest(request.actor).signed)


@require_safe
def latest_json(request: Request) -> JsonResponse:
    """Answer the newest head for machines."""
    return JsonResponse(queries.as_json(queries.newest(request.actor)))


@require_safe
def note(request: Request, size: int) -> HttpResponse:
    """Answer the text of a head to the byte: this is what a witness signs."""
    return _text(queries.head(request.actor, size).head.note)


@require_safe
def signed(request: Request, size: int) -> HttpResponse:
    """Answer a head as text with all signatures."""
    return _text(queries.head(request.actor, size).signed)


@require_safe
def consistency(request: Request) -> JsonResponse:
    """Answer the proof that the log of one size begins with that of another."""
    form = SizesForm(request.GET)
    if not form.is_valid():
        raise NotFound
    found = queries.consistency(form.cleaned_data["old"], form.cleaned_data["new"])
    return JsonResponse({name: getattr(found, name) for name in found.__slots__})


@require_safe
def checker(request: Request) -> HttpResponse:
    """Hand out the program that checks a proof file."""
    response = _text(CHECKER.read_text(encoding="utf-8"), kind="text/x-python")
    response["Content-Disposition"] = 'attachment; filename="check_proof.py"'
    return response


@require_safe
def sheet(request: Request, size: int) -> HttpResponse:
    """Print a head on paper, with lines for those who sign by hand."""
    found = queries.head(request.actor, size)
    page = {"found": found, "picture": _drawn(found.for_paper)}
    return render(request, "ui/record/sheet.html", page)


@csrf_exempt
@require_POST
def countersign(request: Request, size: int) -> HttpResponse:
    """Keep the signature of a witness; the signature itself says who sends it."""
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return _head_page(request, queries.head(request.actor, size), signature=form)
    words, now = form.cleaned_data["signature"], timezone.now()
    try:
        services.countersign(size=size, signature=words, at=now)
    except NotFound:
        raise
    except LinliError as refused:
        found = queries.head(request.actor, size)
        return _head_page(request, found, signature=form, refused=refused)
    return redirect("ui:record_head", size)


@require_POST
def paper(request: Request, size: int) -> HttpResponse:
    """Note a sheet that was signed by hand, for the district desk."""
    form = PaperForm(request.POST)
    if not form.is_valid():
        return _head_page(request, queries.head(request.actor, size), paper=form)
    services.enter_paper(request.actor, size=size, **form.cleaned_data, at=timezone.now())
    messages.success(request, _("The sheet is entered."))
    return redirect("ui:record_head", size)


def _text(words: str, *, kind: str = "text/plain") -> HttpResponse:
    return HttpResponse(words, content_type=f"{kind}; charset=utf-8")


def _drawn(words: str) -> SafeString:
    """Return a QR code as SVG, readable with 7 % of it worn off."""
    return mark_safe(
        segno.make(words, error="l", micro=False).svg_inline(omitsize=True, light="#fff")
    )
