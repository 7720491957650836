"""Words beside a case over JSON: a note, and what was heard after closing.

Both stand in the record of the case, where they are read.
"""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from linli.api.cases.api import CaseWord, IdempotencyKey, unless_changed
from linli.api.door import forms as door_forms
from linli.api.door import services as door
from linli.api.door.api import WRITE, ToolRequest, answer, answers, described
from linli.api.words import forms, services
from linli.grid.beside_readings import queries as beside
from linli.grid.followups.rules import Heard
from linli.grid.notes.rules import Kind
from linli.grid.readings import queries as readings
from linli.grid.steps.services import Step
from linli.kernel.keys.rules import Scope
from linli.ui.requests import stamp

router = Router(tags=["beside"])

KEPT = answers(201, forms.Kept, writes=True) | {200: forms.Kept}


def _kept(key: UUID, case_id: UUID, *, is_new: bool) -> HttpResponse:
    body = {"id": key, "case": beside.standing(case_id)}
    return answer(body, status=201 if is_new else 200)


@router.post(
    "/cases/{case}/notes",
    auth=WRITE,
    response=KEPT,
    operation_id="note",
    summary="Leave a note",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.LeaveBody),
)
def note(request: ToolRequest, case: CaseWord, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Changes no stage and no clock; the same `Idempotency-Key` with the same words is one (200)."""
    body = door_forms.read(request, forms.LeaveBody)
    holder, case_id = request.auth, readings.key_of(request.auth.actor, case)
    key = door.key_for(holder, idempotency_key, what="note")
    is_new = services.leave(
        holder,
        step=Step(case_id, words=body.words),
        key=key,
        kind=Kind(body.kind),
        mentioned_id=body.mention,
        stamp=stamp(),
    )
    return _kept(key, case_id, is_new=is_new)


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
    key = door.key_for(holder, idempotency_key, what="follow-up")
    heard = Heard(body.how, body.came_of_it(), body.settled, body.satisfied)

    def keep() -> HttpResponse:
        step = Step(case_id, body.version, body.words)
        is_new = services.follow_up(
            holder, step=step, key=key, heard=heard, reopens=body.reopens, stamp=stamp()
        )
        return _kept(key, case_id, is_new=is_new)

    return unless_changed(request, case_id, keep)
