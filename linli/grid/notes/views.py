"""Notes of staff on the page of a case, and what the reporter adds on hers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.grid.carried.forms import carried_on
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import token_digest
from linli.grid.notes import forms, queries, services
from linli.grid.notes.queries import Panel
from linli.grid.notes.rules import Kind, check_may_note
from linli.grid.panels.views import again, back
from linli.grid.phrases import queries as phrases
from linli.grid.showing import queries as showing
from linli.kernel.common import ids
from linli.kernel.common.errors import Forbidden, InputRefused
from linli.ui.requests import Request, address, stamp


@require_http_methods(["GET", "POST"])
@login_required
def note(request: Request, case_id: UUID) -> HttpResponse:
    """Leave a note beside a case."""
    case = cases.seen(request.actor, case_id)
    check_may_note(request.actor, case, Kind.INTERNAL)
    panel = queries.panel(request.actor, case)
    if panel is None:
        raise Forbidden
    if request.method == "GET":
        return back(request, case_id)
    if "insert" in request.POST:
        return _with_phrase(request, case, panel)
    form = forms.NoteForm(request.POST, request.FILES, panel=panel)
    if not form.is_valid():
        return again(request, case_id, form, gettext("Note"))
    try:
        services.leave(request.actor, left=form.leaving(case_id, ids.new()), stamp=stamp())
    except InputRefused as refused:
        return again(request, case_id, form, gettext("Note"), refused)
    return back(request, case_id, gettext("The note is kept."))


def _with_phrase(request: Request, case: Case, panel: Panel) -> HttpResponse:
    """Show the note again with a chosen phrase behind the words, and with what was chosen."""
    typed, now = request.POST, timezone.now()
    [line] = showing.lines([case], at=now)
    words = phrases.put_in(request.actor, typed.get("words", ""), typed.get("phrase", ""), line)
    start, refused = {**typed.dict(), "words": words, "leaves_out": ""}, None
    try:
        start["carried"] = carried_on(forms.NoteForm, typed, request.FILES, at=now)
    except InputRefused as error:
        refused = error
    form = forms.NoteForm(start if refused else None, panel=panel, initial=start)
    return again(request, case.pk, form, gettext("Note"), refused, is_whole=False)


@require_POST
@login_required
def hear(request: Request, case_id: UUID) -> HttpResponse:
    """Say that what the reporter added was read."""
    services.hear(request.actor, case_id=case_id, stamp=stamp())
    return back(request, case_id)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: Request, token: str) -> HttpResponse:
    """Let the holder of a link add words to the matter she reported."""
    cases.holder(token_digest(token))
    if request.method == "GET":
        return redirect("grid:matter", token)
    form = forms.WordsForm(request.POST)
    if not form.is_valid():
        page = {"form": form, "token": token}
        return render(request, "grid/notes/add.html", page, status=422)
    words = form.cleaned_data["words"]
    services.add(token, address=address(request), words=words, key=ids.new(), stamp=stamp())
    messages.success(request, gettext("Your words were added; the desk sees them as new."))
    return redirect("grid:matter", token)
