"""Words beside a case over JSON: a note, and what was heard after closing.

Both stand in the record of the case, where they are read.
"""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from linli.api.cases.api import CaseWord, IdempotencyKey, unless_changed
from linli.api.door import forms as door_forms
from linli.api.door.api import WRITE, ToolRequest, answer, answers, described
from linli.api.door.services import Made, Sent
from linli.api.words import forms, services
from linli.grid.beside_readings import queries as beside
from linli.grid.followups.rules import Heard
from linli.grid.readings import queries as readings
from linli.grid.steps.services import Step
from linli.kernel.common import ids
from linli.kernel.keys.rules import Scope
from linli.ui.requests import stamp

router = Router(tags=["beside"])

KEPT = answers(201, forms.Kept, writes=True) | {200: forms.Kept}


def _kept(made: Made, case_id: UUID) -> HttpResponse:
    body = {"id": made.id, "case": beside.standing(case_id)}
    return answer(body, status=201 if made.is_new else 200)


@router.post(
    "/cases/{case}/notes",
    auth=WRITE,
    response=KEPT,
    operation_id="note",
    summary="Leave a note",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.LeaveBody),
)
def note(request: ToolRequest, case: CaseWord, idempotency_key: IdempotencyKey) -> HttpResponse:
    """Changes no stage and no clock; the same `Idempotency-Key` with the same request is one (200)."""
    body = door_forms.read(request, forms.LeaveBody)
    holder, case_id = request.auth, readings.key_of(request.auth.actor, case)
    sent = Sent(idempotency_key, "note", case_id, body.model_dump())
    left = body.leaving(case_id, ids.new())
    made = services.leave(holder, sent=sent, left=left, stamp=stamp())
    return _kept(made, case_id)


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
