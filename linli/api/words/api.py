"""Words and files beside a case over JSON: notes, and what was heard after closing.

All stand in the record of the case too.
"""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from ninja import Query, Router

from linli.api.cases.api import CaseWord, IdempotencyKey, unless_changed
from linli.api.door import forms as door_forms
from linli.api.door.api import READ, WRITE, ToolRequest, answer, answers, described
from linli.api.door.forms import PageAsked, brought
from linli.api.door.services import Made, Sent
from linli.api.words import forms, services
from linli.grid.beside_readings import queries as beside
from linli.grid.beside_readings.rules import Asked
from linli.grid.files import forms as files
from linli.grid.files import queries as attached_files
from linli.grid.followups.rules import Heard
from linli.grid.photos import forms as photos
from linli.grid.photos.rules import PhotoKind
from linli.grid.readings import queries as readings
from linli.grid.steps.services import Step
from linli.kernel.common import ids
from linli.kernel.keys.rules import Scope
from linli.kernel.store import views as store
from linli.ui.requests import stamp

router = Router(tags=["beside"])

BROUGHT = ("photos", "files")
"""Fields of a note in which files come along."""

KEPT = answers(201, forms.Kept, writes=True) | {200: forms.Kept}


def _kept(made: Made[object], case_id: UUID) -> HttpResponse:
    body = {"id": made.id, "case": beside.standing(case_id)}
    return answer(body, status=201 if made.is_new else 200)


@router.get(
    "/cases/{case}/notes",
    auth=READ,
    response=answers(200, forms.Notes),
    summary="List the notes beside a case",
    openapi_extra=described(Scope.CASES_READ),
)
def notes(request: ToolRequest, case: CaseWord, asked: Query[PageAsked]) -> HttpResponse:
    """What staff and the reporter left beside a case, as they left it."""
    actor, page = request.auth.actor, Asked(asked.cursor, asked.limit)
    return answer(beside.notes(actor, readings.key_of(actor, case), page))


@router.post(
    "/cases/{case}/notes",
    auth=WRITE,
    response=KEPT,
    operation_id="note",
    summary="Leave a note",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.LeaveBody, files=BROUGHT),
)
def note(request: ToolRequest, case: CaseWord, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Changes no stage and no clock; the same `Idempotency-Key` with the same request is one (200).

    Up to nine `photos` and five `files` come in the form; those of a public note the reporter
    gets too.
    """
    body = door_forms.read(request, forms.LeaveBody, files=frozenset(BROUGHT))
    pictures = photos.sent(request.FILES.getlist("photos"), PhotoKind.EVIDENCE)
    attached = files.sent(request.FILES.getlist("files"))
    holder, case_id = request.auth, readings.key_of(request.auth.actor, case)
    came = brought(photos=pictures, files=attached)
    sent = Sent(idempotency_key, "note", case_id, body.model_dump(), came)
    left = body.leaving(case_id, ids.new(), pictures, attached)
    return _kept(services.leave(holder, sent=sent, left=left, stamp=stamp()), case_id)


@router.get(
    "/cases/{case}/follow_ups",
    auth=READ,
    response=answers(200, forms.FollowUps),
    summary="List what was heard after closing",
    openapi_extra=described(Scope.CASES_READ),
)
def follow_ups(request: ToolRequest, case: CaseWord, asked: Query[PageAsked]) -> HttpResponse:
    """Attempts to ask the reporter, oldest first; her words for those who may know of her."""
    actor, page = request.auth.actor, Asked(asked.cursor, asked.limit)
    return answer(beside.follow_ups(actor, readings.key_of(actor, case), page))


@router.post(
    "/cases/{case}/follow_ups",
    auth=WRITE,
    response=KEPT,
    operation_id="follow_up",
    summary="Keep what was heard after closing",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.FollowUpBody),
)
def follow_up(
    request: ToolRequest, case: CaseWord, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """By another post than the one that handled it; `reopens` opens at once what is not settled."""
    body = door_forms.read(request, forms.FollowUpBody)
    holder, case_id = request.auth, readings.key_of(request.auth.actor, case)
    sent = Sent(idempotency_key, "follow_up", case_id, body.model_dump())
    heard = Heard(body.how, body.came_of_it(), body.settled, body.satisfied)

    def keep() -> HttpResponse:
        step = Step(case_id, body.version, body.words)
        made = services.follow_up(
            holder,
            sent=sent,
            step=step,
            key=ids.new(),
            heard=heard,
            reopens=body.reopens,
            stamp=stamp(),
        )
        return _kept(made, case_id)

    return unless_changed(request, case_id, keep)


@router.get(
    "/cases/{case}/files",
    auth=READ,
    response=answers(200, forms.Files),
    summary="List the files of a case",
    openapi_extra=described(Scope.CASES_READ),
)
def case_files(request: ToolRequest, case: CaseWord, asked: Query[PageAsked]) -> HttpResponse:
    """What was attached to a case, as it came; `entry` is the step or note that it came with."""
    actor, page = request.auth.actor, Asked(asked.cursor, asked.limit)
    return answer(beside.files(actor, readings.key_of(actor, case), page))


@router.get(
    "/files/{file}",
    auth=READ,
    response=answers(200, None),
    summary="Read a file of a case",
    openapi_extra=described(Scope.CASES_READ, gives="application/octet-stream"),
)
def file(request: ToolRequest, file: UUID) -> HttpResponseBase:
    """A file for those who may see its case: to be saved, never shown."""
    found = attached_files.file_of(request.auth.actor, file)
    return store.to_save(found.file, name=found.name, form=found.form)
