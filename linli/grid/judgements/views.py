"""Asking another post to judge, judging, and the reporter's one review."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.grid.cases import queries as cases
from linli.grid.cases.services import token_digest
from linli.grid.judgements import forms, services
from linli.grid.panels.views import again, back
from linli.grid.steps.services import Step
from linli.kernel.common import ids
from linli.kernel.common.errors import NotFound, RuleBroken
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def ask(request: Request, case_id: UUID) -> HttpResponse:
    """Ask another post to judge."""
    if request.method == "GET":
        return back(request, case_id)
    form, refused = forms.AskForm(request.POST), None
    if form.is_valid():
        step = Step(case_id=case_id, words=form.cleaned_data["words"])
        try:
            services.ask(request.actor, step=step, stamp=stamp())
        except RuleBroken as error:
            refused = error
        else:
            return back(request, case_id, gettext("Another post is asked to judge."))
    return again(request, case_id, form, gettext("Ask another post to judge"), refused)


@require_http_methods(["GET", "POST"])
@login_required
def judge(request: Request, case_id: UUID) -> HttpResponse:
    """Judge a demand."""
    if request.method == "GET":
        return back(request, case_id)
    form, refused = forms.JudgeForm(request.POST), None
    if form.is_valid():
        said = form.cleaned_data
        step = Step(case_id=case_id, version=said["version"], words=said["words"])
        found = {"step": step, "finding": said["finding"], "key": ids.new()}
        try:
            services.judge(request.actor, **found, stamp=stamp())
        except RuleBroken as error:
            refused = error
        else:
            return back(request, case_id, gettext("The judgement is recorded."))
    return again(request, case_id, form, gettext("Judgement"), refused)


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: Request, token: str) -> HttpResponse:
    """Let the holder of a link ask for a review, on a page of its own."""
    holder = cases.holder(token_digest(token))
    if holder.holds is None:
        raise NotFound
    form = forms.ReviewForm(request.POST or None)
    if form.is_valid():
        step = Step(case_id=holder.holds, words=form.cleaned_data["words"])
        services.ask_review(holder, step=step, stamp=stamp())
        return redirect("grid:matter", token)
    page = {"form": form, "token": token}
    status = 422 if form.errors else 200
    return render(request, "grid/judgements/review.html", page, status=status)
