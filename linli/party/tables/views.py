"""A draft of any table is kept, put in force or dropped."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.common.errors import InputRefused, NotFound
from linli.party.register.forms import refused
from linli.party.register.views import for_readers
from linli.party.steps.rules import Step
from linli.party.tables import queries, services
from linli.party.tables import rules as edition_rules
from linli.party.tables.forms import Filled, StepForm
from linli.party.tables.models import Edition
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


DRAFTS = {
    Table.STANDARD: "party/standards/draft.html",
    Table.RESPONSIBILITIES: "party/responsibilities/draft.html",
    Table.FOCUS: "party/focus/draft.html",
}
"""Kind of table → the form of its draft."""


def revisable(request: Request, table: Table, edition_id: UUID) -> Edition:
    """Return a draft that the actor's office may change.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed.
    """
    draft = queries.editable(request.actor, table, edition_id)
    edition_rules.check_move(edition_rules.Stage(draft.stage), edition_rules.Move.REVISE)
    return draft


def keep(
    request: Request,
    table: Table,
    filled: Filled,
    *,
    edition: Edition | None,
    store: Callable[[], UUID],
) -> HttpResponse:
    """Store what was filled in and go to it, or show the form again with what is wrong.

    Args:
        edition: what the draft is of or follows, for the way back; None: it is the first one.
        store: keeps what was filled in and returns the key of its edition.
    """
    if filled.is_valid():
        try:
            key = store()
        except InputRefused as why:
            refused(filled.form, why)
        else:
            messages.success(request, gettext("The draft is kept."))
            return redirect(PAGES[table][0], key)
    context = {"form": filled.form, "lines": filled.lines, "edition": edition}
    status = 422 if filled.is_bound else 200
    return render(request, DRAFTS[table], context, status=status)


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
