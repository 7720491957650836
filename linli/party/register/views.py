"""The register of supervision documents, a document, a draft, a step, the paper."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, NotFound
from linli.kernel.people.rules import check_role
from linli.kernel.store import views as store
from linli.party.moves.rules import READERS, SOURCE_NAMES, STAGE_NAMES, Stage
from linli.party.numbering.rules import MAY_SET
from linli.party.papers import queries as papers
from linli.party.papers.rules import WORDINGS
from linli.party.register import forms, queries, services
from linli.party.supervision.services import Draft
from linli.ui.requests import Request, stamp

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)


def for_readers(
    view: Callable[Concatenate[Request, P], Answer],
) -> Callable[Concatenate[Request, P], HttpResponseBase]:
    """Let in every post but the operator's, who runs the machine only."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        check_role(request.actor, *READERS)
        return view(request, *args, **kwargs)

    return login_required(guarded)


@require_safe
@for_readers
def register(request: Request) -> HttpResponse:
    """Show the documents of the post, the earliest deadline first."""
    filters = forms.FiltersForm(request.GET).filters()
    number = request.GET.get("page", "")
    found = queries.register(request.actor, filters, number=number, at=timezone.now())
    context = {
        "register": found,
        "stages": [(s.value, gettext(STAGE_NAMES[s])) for s in Stage if s.value],
        "sources": [(source.value, gettext(name)) for source, name in SOURCE_NAMES.items()],
        "may_set_codes": request.actor.role in MAY_SET,
    }
    return render(request, "party/register/register.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def new(request: Request, kind: str, subject_id: UUID) -> HttpResponse:
    """Draft a document about a subject, or draft and issue it at once."""
    word = kind.replace("-", ".")
    drafting = papers.drafting(request.actor, word, subject_id, at=timezone.now())
    source, posted = request.GET.get("source", ""), request.POST or None
    form = forms.new_form(drafting, source, posted, request.FILES)
    if not (form.is_bound and form.is_valid()):
        return _draft(request, form, drafting, may_issue=True)
    new, sent = Draft(ids.new(), word, subject_id, form.order()), form.cleaned_data["enclosed"]
    try:
        issues = "issue" in request.POST
        paper = services.begin(request.actor, new=new, sent=sent, issues=issues, stamp=stamp())
    except InputRefused as refused:
        return _draft(request, forms.refused(form, refused), drafting, may_issue=True)
    messages.success(request, forms.begun(paper.number))
    return redirect("party:supervision_paper", paper.pk)


@require_http_methods(["GET", "POST"])
@for_readers
def revise(request: Request, supervision_id: UUID) -> HttpResponse:
    """Change a draft."""
    at = timezone.now()
    paper, drafting = papers.redrafting(request.actor, supervision_id, at=at)
    form = forms.draft_form(paper, drafting, request.POST or None, request.FILES)
    if not (form.is_bound and form.is_valid()):
        return _draft(request, form, drafting, paper=paper)
    said = {"order": form.order(), "sent": form.cleaned_data["enclosed"]}
    try:
        services.revise(request.actor, supervision_id=supervision_id, **said, stamp=stamp())
    except InputRefused as refused:
        return _draft(request, forms.refused(form, refused), drafting, paper=paper)
    messages.success(request, gettext("The draft is kept."))
    return redirect("party:supervision_paper", supervision_id)


def _draft(
    request: Request, form: forms.DraftForm, drafting: papers.Drafting, **more: Any
) -> HttpResponse:
    context = {"form": form, "drafting": drafting, **more}
    status = 422 if form.is_bound else 200
    return render(request, "party/register/draft.html", context, status=status)


@require_safe
@for_readers
def paper(request: Request, supervision_id: UUID) -> HttpResponse:
    """Show one document with its record and the steps open now."""
    found = papers.page(request.actor, supervision_id, at=timezone.now())
    return _show(request, found, {})


def _show(
    request: Request, found: papers.PaperPage, bound: dict[Any, forms.StepForm]
) -> HttpResponse:
    context = {"paper": found, "line": found.line, "offers": forms.offers(found, bound)}
    return render(request, "party/register/paper.html", context, status=422 if bound else 200)


@require_POST
@for_readers
def move(request: Request, supervision_id: UUID, word: str) -> HttpResponse:
    """Take the step that the address names."""
    wanted = forms.move_of(word)
    found = papers.page(request.actor, supervision_id, at=timezone.now(), move=wanted)
    form = forms.filled(wanted, found, request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, {wanted: form})
    said = form.cleaned_data
    try:
        services.take(
            request.actor, move=wanted, supervision_id=supervision_id, said=said, stamp=stamp()
        )
    except InputRefused as refused:
        return _show(request, found, {wanted: forms.refused(form, refused)})
    messages.success(request, gettext(WORDINGS[wanted].done))
    return redirect("party:supervision_paper", supervision_id)


@require_safe
@for_readers
def enclosure(request: Request, supervision_id: UUID, enclosure_id: UUID) -> FileResponse:
    """Answer a file of a document the actor may read: to be saved, never shown."""
    found = papers.enclosure(request.actor, supervision_id, enclosure_id)
    return store.to_save(found.file, name=found.name, form=found.form)


@require_safe
@for_readers
def sheet(request: Request, supervision_id: UUID) -> HttpResponse:
    """Show a document that was issued as the paper that is sealed and sent."""
    found = papers.page(request.actor, supervision_id, at=timezone.now())
    if not found.line.number:
        raise NotFound
    return render(request, "party/register/sheet.html", {"paper": found, "line": found.line})
