"""Takes attachments in, and gives them out to those who may see the case."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from linli.grid.attachments import services
from linli.grid.attachments.forms import AttachForm
from linli.grid.attachments.services import Attached
from linli.grid.cases import queries as cases
from linli.grid.cases.services import token_digest
from linli.grid.desk.views import at_desk
from linli.grid.files import queries
from linli.grid.words.forms import said
from linli.kernel.common.errors import InputRefused
from linli.kernel.people.rules import Actor
from linli.kernel.store import views as store
from linli.ui.requests import Request, stamp


@require_GET
def file(request: Request, attachment_id: UUID) -> FileResponse:
    """Answer an attachment of a case the actor may see."""
    return _answer(request.actor, attachment_id)


@require_GET
def reporter_file(request: Request, token: str, attachment_id: UUID) -> FileResponse:
    """Answer an attachment that is shared with whoever holds a reporter's link."""
    return _answer(cases.holder(token_digest(token)), attachment_id)


def _answer(actor: Actor, attachment_id: UUID) -> FileResponse:
    found = queries.file_of(actor, attachment_id)
    return store.to_save(found.file, name=found.name, form=found.form)


@require_http_methods(["GET", "POST"])
@at_desk
def attach(request: Request, case_id: UUID) -> HttpResponse:
    """Attach files to a case, with a remark."""
    queries.check_may_attach(request.actor, cases.seen(request.actor, case_id))
    form = AttachForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, case_id, form)
    given = form.cleaned_data
    attached = Attached(case_id, given["attached"], given["words"], given["is_shared"])
    try:
        services.attach(request.actor, attached=attached, stamp=stamp())
    except InputRefused as refused:
        form.add_error("attached", said(refused))
        return _page(request, case_id, form)
    messages.success(request, gettext("The files are attached to the matter."))
    return redirect("grid:desk_case", case_id)


def _page(request: Request, case_id: UUID, form: AttachForm) -> HttpResponse:
    context = {"form": form, "case_id": case_id}
    status = 422 if form.is_bound else 200
    return render(request, "grid/attachments/attach.html", context, status=status)
