"""A draft of any table is put in force or dropped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.common.errors import NotFound
from linli.party.register.views import for_readers
from linli.party.steps.rules import Step
from linli.party.tables import services
from linli.party.tables.forms import StepForm
from linli.party.tables.rules import Table
from linli.ui.requests import Request, stamp

DONE = {"adopt": services.adopt, "drop": services.drop}
"""Word of a step on a draft → the service that takes it."""

PAGES = {
    Table.STANDARD: ("party:standard", "party:standards"),
    Table.RESPONSIBILITIES: ("party:responsibilities_edition", "party:responsibilities"),
    Table.FOCUS: ("party:focus_edition", "party:focus"),
}
"""Kind of table → the page of an edition, and the page that all of them have in common."""


@require_POST
@for_readers
def step(request: Request, edition_id: UUID, word: str) -> HttpResponse:
    """Put a draft in force, or drop it."""
    form = StepForm(request.POST)
    if word not in DONE or not form.is_valid():
        raise NotFound
    taken = Step(edition_id, form.cleaned_data["version"])
    edition = DONE[word](request.actor, step=taken, stamp=stamp())
    said = {"adopt": gettext("The edition is in force."), "drop": gettext("The draft is dropped.")}
    messages.success(request, said[word])
    one, all_of_them = PAGES[Table(edition.table)]
    return redirect(all_of_them) if word == "drop" else redirect(one, edition_id)
