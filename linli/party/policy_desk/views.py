"""The register of policy documents, a document, its tasks, a task and its steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused
from linli.kernel.store import views as store
from linli.party.moves.rules import ISSUERS
from linli.party.policies import rules as policy_rules
from linli.party.policy_desk import forms, queries, services
from linli.party.policy_desk.queries import PolicyPage, TaskPage
from linli.party.policy_desk.rules import WORDINGS
from linli.party.policy_lists import queries as lists
from linli.party.policy_moves.rules import STAGE_NAMES, Move, Stage
from linli.party.policy_tasks.queries import givable
from linli.party.policy_tasks.rules import EvidenceNeeded
from linli.party.register.forms import refused
from linli.party.register.views import for_readers
from linli.party.responsibilities.queries import duties
from linli.ui.requests import Request, stamp


@require_safe
@for_readers
def register(request: Request) -> HttpResponse:
    """Show the documents that bind the post or that lie below it, newest first."""
    words, number = request.GET.get("words", "")[:60], request.GET.get("page", "")
    found = lists.register(request.actor, words=words, number=number, at=timezone.now())
    may_enter = request.actor.role in ISSUERS
    context = {"page_of": found, "words": words, "may_enter": may_enter}
    return render(request, "party/policies/register.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def enter(request: Request) -> HttpResponse:
    """Enter a document in the register."""
    policy_rules.check_may_enter(request.actor)
    form, key = forms.policy_form(None, request.POST or None, request.FILES), ids.new()
    if not (form.is_bound and form.is_valid()):
        return _entry(request, form)
    said = {"text": form.policy(), "sent": form.cleaned_data["enclosed"]}
    try:
        services.enter(request.actor, policy_id=key, **said, stamp=stamp())
    except (InputRefused, policy_rules.NumberTaken) as why:
        return _entry(request, refused(form, why))
    messages.success(request, gettext("The document is entered."))
    return redirect("party:policy", key)


@require_http_methods(["GET", "POST"])
@for_readers
def correct(request: Request, policy_id: UUID) -> HttpResponse:
    """Correct what the register says of a document."""
    policy = queries.ours(request.actor, policy_id)
    form = forms.policy_form(policy, request.POST or None, request.FILES)
    if not (form.is_bound and form.is_valid()):
        return _entry(request, form, policy=policy)
    said = {"text": form.policy(), "sent": form.cleaned_data["enclosed"]}
    said["version"] = form.cleaned_data["version"]
    try:
        services.correct(request.actor, policy_id=policy_id, **said, stamp=stamp())
    except (InputRefused, policy_rules.NumberTaken) as why:
        return _entry(request, refused(form, why), policy=policy)
    messages.success(request, gettext("The entry is corrected."))
    return redirect("party:policy", policy_id)


def _entry(request: Request, form: forms.PolicyForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "party/policies/entry.html", {"form": form, **more}, status=status)


@require_safe
@for_readers
def policy(request: Request, policy_id: UUID) -> HttpResponse:
    """Show a document with how far its tasks are."""
    found = queries.policy_page(request.actor, policy_id, at=timezone.now())
    return _show_policy(request, found, forms.repeal_form(found))


def _show_policy(request: Request, found: PolicyPage, form: forms.RepealForm) -> HttpResponse:
    context = {"policy": found, "line": found.line, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "party/policies/policy.html", context, status=status)


@require_POST
@for_readers
def repeal(request: Request, policy_id: UUID) -> HttpResponse:
    """Note that a document does not bind any more."""
    form = forms.RepealForm(request.POST)
    if not form.is_valid():
        found = queries.policy_page(request.actor, policy_id, at=timezone.now())
        return _show_policy(request, found, form)
    said = form.cleaned_data
    services.repeal(request.actor, policy_id=policy_id, said=said, stamp=stamp())
    messages.success(request, gettext("The document is marked as repealed."))
    return redirect("party:policy", policy_id)


@require_safe
@for_readers
def policy_file(request: Request, policy_id: UUID, file_id: UUID) -> FileResponse:
    """Answer a file of a document the actor may read: to be saved, never shown."""
    found = queries.policy_file(request.actor, policy_id, file_id)
    return store.to_save(found.file, name=found.name, form=found.form)


@require_http_methods(["GET", "POST"])
@for_readers
def give(request: Request, policy_id: UUID) -> HttpResponse:
    """Split tasks from a document."""
    policy = queries.ours(request.actor, policy_id)
    units, lines = givable(request.actor), duties(request.actor)
    form = forms.GiveForm(request.POST or None, units=units, duties=lines)
    if not (form.is_bound and form.is_valid()):
        return _give(request, form, policy)
    said = {"asked": form.asked(), "to_ids": form.cleaned_data["to"], "batch_id": ids.new()}
    try:
        count = services.give(request.actor, policy_id=policy_id, **said, stamp=stamp())
    except InputRefused as why:
        return _give(request, refused(form, why), policy)
    told = ngettext("One task is given.", "%(count)s tasks are given.", count)
    messages.success(request, told % {"count": count})
    return redirect("party:policy", policy_id)


def _give(request: Request, form: forms.GiveForm, policy: Any) -> HttpResponse:
    context, status = {"form": form, "policy": policy}, 422 if form.is_bound else 200
    return render(request, "party/policies/give.html", context, status=status)


@require_safe
@for_readers
def tasks(request: Request) -> HttpResponse:
    """Show the tasks of the post, the earliest deadline first."""
    filters = forms.FiltersForm(request.GET).filters()
    number = request.GET.get("page", "")
    found = lists.task_list(request.actor, filters, number=number, at=timezone.now())
    stages = [(s.value, gettext(STAGE_NAMES[s])) for s in Stage if s.value]
    return render(request, "party/policies/tasks.html", {"register": found, "stages": stages})


@require_safe
@for_readers
def task(request: Request, task_id: UUID) -> HttpResponse:
    """Show one task with its record and the steps open now."""
    return _show_task(request, queries.task_page(request.actor, task_id, at=timezone.now()), {})


def _show_task(
    request: Request, found: TaskPage, bound: dict[Move, forms.TaskStepForm]
) -> HttpResponse:
    context = {"task": found, "line": found.line, "offers": forms.offers(found, bound)}
    return render(request, "party/policies/task.html", context, status=422 if bound else 200)


@require_POST
@for_readers
def move(request: Request, task_id: UUID, word: str) -> HttpResponse:
    """Take the step that the address names."""
    wanted = forms.move_of(word)
    found = queries.task_page(request.actor, task_id, at=timezone.now(), move=wanted)
    form = forms.filled(wanted, found, request.POST, request.FILES)
    if not form.is_valid():
        return _show_task(request, found, {wanted: form})
    said = form.cleaned_data
    try:
        services.take(request.actor, move=wanted, task_id=task_id, said=said, stamp=stamp())
    except (InputRefused, EvidenceNeeded) as why:
        return _show_task(request, found, {wanted: refused(form, why)})
    messages.success(request, gettext(WORDINGS[wanted].done))
    return redirect("party:policy_task", task_id)


@require_safe
@for_readers
def task_file(request: Request, task_id: UUID, file_id: UUID) -> FileResponse:
    """Answer a file of a task the actor may read: to be saved, never shown."""
    found = queries.task_file(request.actor, task_id, file_id)
    return store.to_save(found.file, name=found.name, form=found.form)
