"""The property contracts of a compound: entered, ended, let go on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel.common import ids
from linli.kernel.common.errors import InputRefused, RuleBroken
from linli.kernel.contracts import services
from linli.ui.contracts import queries
from linli.ui.contracts.forms import ContractForm, EndForm
from linli.ui.contracts.queries import ContractsPage
from linli.ui.fields import refused
from linli.ui.requests import Request, stamp


@require_http_methods(["GET", "POST"])
@login_required
def contracts(request: Request, compound_id: UUID) -> HttpResponse:
    """Show the contracts of a compound, and enter one."""
    found = queries.page(request.actor, compound_id, today=timezone.localdate())
    form = ContractForm(request.POST or None, page=found)
    if not (form.is_bound and form.is_valid()):
        return _show(request, found, form=form)
    key, terms = ids.new(), form.terms()
    given: dict[str, Any] = {"contract_id": key, "compound_id": compound_id, "terms": terms}
    try:
        services.enter(request.actor, **given, stamp=stamp())
    except (InputRefused, RuleBroken) as why:
        return _show(request, found, form=refused(form, why))
    messages.success(request, gettext("The contract is entered."))
    return redirect("ui:contracts", compound_id)


@require_POST
@login_required
def end(request: Request, compound_id: UUID, contract_id: UUID) -> HttpResponse:
    """End a contract."""
    found = queries.page(request.actor, compound_id, today=timezone.localdate())
    form = EndForm(request.POST)
    if not form.is_valid():
        return _show(request, found, end_form=form)
    try:
        services.end(request.actor, contract_id=contract_id, stamp=stamp(), **form.cleaned_data)
    except (InputRefused, RuleBroken) as why:
        return _show(request, found, end_form=refused(form, why))
    messages.success(request, gettext("The end of the contract is entered."))
    return redirect("ui:contracts", compound_id)


@require_POST
@login_required
def go_on(request: Request, compound_id: UUID, contract_id: UUID) -> HttpResponse:
    """Let a contract that ran out go on without an end."""
    services.go_on(request.actor, contract_id=contract_id, stamp=stamp())
    messages.success(request, gettext("The contract goes on without an end."))
    return redirect("ui:contracts", compound_id)


def _show(
    request: Request,
    found: ContractsPage,
    *,
    form: ContractForm | None = None,
    end_form: EndForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "found": found,
        "form": form or ContractForm(page=found),
        "end_form": end_form or EndForm(),
    }
    is_refused = any(each is not None and each.is_bound for each in (form, end_form))
    return render(request, "ui/contracts/list.html", context, status=422 if is_refused else 200)
