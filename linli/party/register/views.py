"""The register of supervision documents, a document, a draft, a step, the paper."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import check_role
from linli.party.moves.rules import READERS, SOURCE_NAMES, STAGE_NAMES, Stage
from linli.party.numbering.rules import MAY_SET
from linli.party.papers import queries as papers
from linli.party.papers.rules import WORDINGS
from linli.party.register import forms, queries, services
from linli.party.supervision import services as supervision
from linli.party.supervision.services import Draft, Step
from linli.ui.requests import Request, stamp

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def for_readers(view: View[P]) -> View[P]:
    """Let in every post but the operator's, who runs the machine only."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
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
    form = forms.new_form(drafting, request.GET.get("source", ""), request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _draft(request, form, drafting, may_issue=True)
    begin = supervision.order if "issue" in request.POST else supervision.draft
    draft = Draft(ids.new(), word, subject_id, form.order())
    paper = begin(request.actor, new=draft, stamp=stamp())
    messages.success(request, forms.begun(paper.number))
    return redirect("party:supervision_paper", paper.pk)


@require_http_methods(["GET", "POST"])
@for_readers
def revise(request: Request, supervision_id: UUID) -> HttpResponse:
    """Change a draft."""
    at = timezone.now()
    paper, drafting = papers.redrafting(request.actor, supervision_id, at=at)
    form = forms.draft_form(paper, drafting, request.POST or None)
    if not (form.is_bound and form.is_valid()):
        return _draft(request, form, drafting, paper=paper)
    step = Step(supervision_id)
    supervision.revise(request.actor, step=step, order=form.order(), stamp=stamp())
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
    form = forms.filled(wanted, found, request.POST)
    if not form.is_valid():
        return _show(request, found, {wanted: form})
    services.take(
        request.actor, move=wanted, supervision_id=supervision_id, said=form.cleaned_data,
        stamp=stamp(),
    )  # fmt: skip
    messages.success(request, gettext(WORDINGS[wanted].done))
    return redirect("party:supervision_paper", supervision_id)


@require_safe
@for_readers
def sheet(request: Request, supervision_id: UUID) -> HttpResponse:
    """Show a document that was issued as the paper that is sealed and sent."""
    found = papers.page(request.actor, supervision_id, at=timezone.now())
    if not found.line.number:
        raise NotFound
    return render(request, "party/register/sheet.html", {"paper": found, "line": found.line})
