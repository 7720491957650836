"""An assessment: begun from a standard, found item by item, finished."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, NotFound
from linli.kernel.store import views as store
from linli.party.assessments import forms, queries, services
from linli.party.assessments.queries import AssessmentPage
from linli.party.enclosures import services as enclosures
from linli.party.register.forms import refused
from linli.party.register.views import for_readers
from linli.party.standards import queries as standards
from linli.party.steps.rules import Step
from linli.ui.requests import Request, stamp


@require_safe
@for_readers
def choose(request: Request, edition_id: UUID) -> HttpResponse:
    """Look for what is to be assessed against a standard."""
    page, words = standards.page(request.actor, edition_id), request.GET.get("words", "")[:40]
    found = queries.targets(request.actor, words)
    context = {"page_of": page, "words": words, "targets": found}
    return render(request, "party/standards/choose.html", context)


@require_POST
@for_readers
def begin(request: Request, edition_id: UUID) -> HttpResponse:
    """Begin an assessment."""
    form, key = forms.TargetForm(request.POST), ids.new()
    if not form.is_valid():
        raise NotFound
    said = form.cleaned_data
    services.begin(
        request.actor, assessment_id=key, edition_id=edition_id, unit_id=said["unit"],
        organisation_id=said["organisation"], stamp=stamp(),
    )  # fmt: skip
    messages.success(request, gettext("The assessment is begun."))
    return redirect("party:assessment", key)


@require_safe
@for_readers
def assessment(request: Request, assessment_id: UUID) -> HttpResponse:
    """Show an assessment with its items."""
    return _show(request, queries.page(request.actor, assessment_id), {})


def _show(
    request: Request, found: AssessmentPage, bound: dict[str, forms.FoundForm]
) -> HttpResponse:
    version = {"version": found.version}
    context = {
        "assessment": found,
        "line": found.line,
        "items": forms.item_forms(found, bound),
        "finish": forms.FinishForm(initial=version, auto_id="id_finish_%s"),
        "withdraw": forms.WithdrawForm(initial=version, auto_id="id_withdraw_%s"),
    }
    return render(request, "party/standards/assessment.html", context, status=422 if bound else 200)


@require_POST
@for_readers
def find(request: Request, assessment_id: UUID, key: str) -> HttpResponse:
    """Give one item a result."""
    found = queries.page(request.actor, assessment_id)
    line = queries.item_line(found, key)
    form = forms.FoundForm(request.POST, request.FILES, line=line, version=found.version)
    if not form.is_valid():
        return _show(request, found, {key: form})
    said = form.cleaned_data
    try:
        with enclosures.storing(said["enclosed"]) as kept:
            step = Step(assessment_id, said["version"], said["words"], kept)
            services.find(request.actor, step=step, item=key, result=said["result"], stamp=stamp())
    except InputRefused as why:
        return _show(request, found, {key: refused(form, why)})
    return redirect("party:assessment", assessment_id)


@require_POST
@for_readers
def finish(request: Request, assessment_id: UUID) -> HttpResponse:
    """Finish an assessment."""
    form = forms.FinishForm(request.POST)
    if not form.is_valid():
        raise NotFound
    step = Step(assessment_id, form.cleaned_data["version"])
    services.finish(request.actor, step=step, stamp=stamp())
    messages.success(request, gettext("The assessment is finished."))
    return redirect("party:assessment", assessment_id)


@require_POST
@for_readers
def withdraw(request: Request, assessment_id: UUID) -> HttpResponse:
    """Take an assessment back."""
    form = forms.WithdrawForm(request.POST)
    if not form.is_valid():
        raise NotFound
    step = Step(assessment_id, form.cleaned_data["version"], form.cleaned_data["words"])
    services.withdraw(request.actor, step=step, stamp=stamp())
    messages.success(request, gettext("The assessment is withdrawn."))
    return redirect("party:assessment", assessment_id)


@require_safe
@for_readers
def file(request: Request, assessment_id: UUID, file_id: UUID) -> FileResponse:
    """Answer a file of an assessment the actor may read: to be saved, never shown."""
    found = queries.file(request.actor, assessment_id, file_id)
    return store.to_save(found.file, name=found.name, form=found.form)
