"""Parts of a case and disputes over JSON: read them, give and begin them, take their steps."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from linli.api.beside import forms, services
from linli.api.cases.api import CHANGED, CaseWord, IdempotencyKey, unless_changed
from linli.api.door import forms as door_forms
from linli.api.door.api import READ, WRITE, ToolRequest, answer, answers, described
from linli.api.door.forms import PageAsked
from linli.api.door.services import Sent
from linli.api.shapes import forms as shapes
from linli.grid.beside_readings import queries as beside
from linli.grid.beside_readings.rules import Asked
from linli.grid.disputes.forms import WORDINGS as DISPUTE_NAMES
from linli.grid.disputes.rules import DisputeMove
from linli.grid.photos import forms as photos
from linli.grid.readings import queries as readings
from linli.grid.tasks.forms import WORDINGS as PART_NAMES
from linli.grid.tasks.rules import TaskMove
from linli.kernel.common import ids
from linli.kernel.keys.rules import Scope
from linli.ui.requests import stamp

router = Router(tags=["beside"])


@router.get(
    "/cases/{case}/parts",
    auth=READ,
    response=answers(200, shapes.Parts),
    summary="List the parts of a case",
    openapi_extra=described(Scope.CASES_READ),
)
def parts(request: ToolRequest, case: CaseWord, asked: Query[PageAsked]) -> HttpResponse:
    """What each unit has to do in a case that another leads, as given; who may get another part."""
    actor, page = request.auth.actor, Asked(asked.cursor, asked.limit)
    case_id = readings.key_of(actor, case)
    return answer(beside.parts(actor, case_id, page, at=timezone.now()))


@router.post(
    "/cases/{case}/parts",
    auth=WRITE,
    response=answers(201, shapes.PartAfter, writes=True) | {200: shapes.PartAfter},
    operation_id="part_give",
    summary=PART_NAMES[TaskMove.GIVE].name,
    openapi_extra=described(Scope.CASES_WRITE, body=forms.GiveBody),
)
def give(request: ToolRequest, case: CaseWord, idempotency_key: IdempotencyKey) -> HttpResponse:
    """For the unit that leads, or a desk of the place: let another unit do a part of the case.

    The same `Idempotency-Key` with the same request is one part (200). Where somebody changed the
    case meanwhile, 409 tells in `now` how it is.
    """
    said = door_forms.read(request, forms.GiveBody).said()
    holder, case_id = request.auth, readings.key_of(request.auth.actor, case)
    sent = Sent(idempotency_key, "part_give", case_id, said)

    def take() -> HttpResponse:
        made = services.give(holder, sent=sent, case_id=case_id, key=ids.new(), stamp=stamp())
        return _part(request, case_id, made.id, status=201 if made.is_new else 200)

    return unless_changed(request, case_id, take)


def _part(request: ToolRequest, case_id: UUID, part_id: UUID, *, status: int = 200) -> HttpResponse:
    part = beside.part(request.auth.actor, case_id, part_id, at=timezone.now())
    return answer({"case": beside.standing(case_id), "part": part}, status=status)


def _part_step(move: TaskMove) -> Callable[..., HttpResponse]:
    """Return the operation that takes one step on a part."""
    files = frozenset({"photos"} if move in forms.PICTURES else ())

    def take(request: ToolRequest, case: CaseWord, part: UUID) -> HttpResponse:
        said = door_forms.read(request, forms.PARTS[move], files=files).said()
        if files:
            sent = request.FILES.getlist("photos")
            said["photos"] = photos.sent(sent, forms.PICTURES[move]) if sent else []
        case_id = readings.key_of(request.auth.actor, case)

        def step() -> HttpResponse:
            services.on_part(
                request.auth, move=move, case_id=case_id, part_id=part, said=said, stamp=stamp()
            )
            return _part(request, case_id, part)

        return unless_changed(request, case_id, step)

    return take


for each in forms.PARTS:
    router.post(
        f"/cases/{{case}}/parts/{{part}}/{each.value}",
        auth=WRITE,
        response=answers(200, shapes.PartAfter, writes=True),
        operation_id=f"part_{each.value}",
        summary=PART_NAMES[each].name,
        description=f"{forms.PART_SAYS[each]} {CHANGED}",
        openapi_extra=described(
            Scope.CASES_WRITE,
            body=forms.PARTS[each],
            files=["photos"] if each in forms.PICTURES else [],
        ),
    )(_part_step(each))


@router.get(
    "/cases/{case}/disputes",
    auth=READ,
    response=answers(200, shapes.Disputes),
    summary="List the disputes about a case",
    openapi_extra=described(Scope.CASES_READ),
)
def disputes(request: ToolRequest, case: CaseWord, asked: Query[PageAsked]) -> HttpResponse:
    """About whose duty a case or a part of it was in dispute, as begun; whom a decision may name."""
    actor, page = request.auth.actor, Asked(asked.cursor, asked.limit)
    case_id = readings.key_of(actor, case)
    return answer(beside.disputes(actor, case_id, page, at=timezone.now()))


@router.post(
    "/cases/{case}/disputes",
    auth=WRITE,
    response=answers(201, shapes.DisputeAfter, writes=True) | {200: shapes.DisputeAfter},
    operation_id="dispute_begin",
    summary=DISPUTE_NAMES[DisputeMove.BEGIN].name,
    openapi_extra=described(Scope.CASES_WRITE, body=forms.BeginBody),
)
def begin(request: ToolRequest, case: CaseWord, idempotency_key: IdempotencyKey) -> HttpResponse:
    """For a desk of the place, where a unit gave a case or a part back as not its duty.

    About a part the unit that leads may, too.
    Another desk decides. The same `Idempotency-Key` with the same request is one dispute (200).
    Where somebody changed the case meanwhile, 409 tells in `now` how it is.
    """
    said = door_forms.read(request, forms.BeginBody).said()
    holder, case_id = request.auth, readings.key_of(request.auth.actor, case)
    sent = Sent(idempotency_key, "dispute_begin", case_id, said)

    def take() -> HttpResponse:
        made = services.begin(holder, sent=sent, case_id=case_id, key=ids.new(), stamp=stamp())
        return _dispute(request, case_id, made.id, status=201 if made.is_new else 200)

    return unless_changed(request, case_id, take)


def _dispute(
    request: ToolRequest, case_id: UUID, dispute_id: UUID, *, status: int = 200
) -> HttpResponse:
    dispute = beside.dispute(request.auth.actor, case_id, dispute_id, at=timezone.now())
    return answer({"case": beside.standing(case_id), "dispute": dispute}, status=status)


def _dispute_step(move: DisputeMove) -> Callable[..., HttpResponse]:
    """Return the operation that takes one step of a dispute."""

    def take(request: ToolRequest, case: CaseWord, dispute: UUID) -> HttpResponse:
        said = door_forms.read(request, forms.DISPUTES[move]).said() | {"new_id": ids.new()}
        case_id = readings.key_of(request.auth.actor, case)

        def step() -> HttpResponse:
            services.on_dispute(
                request.auth,
                move=move,
                case_id=case_id,
                dispute_id=dispute,
                said=said,
                stamp=stamp(),
            )
            return _dispute(request, case_id, dispute)

        return unless_changed(request, case_id, step)

    return take


for one in forms.DISPUTES:
    router.post(
        f"/cases/{{case}}/disputes/{{dispute}}/{one.value}",
        auth=WRITE,
        response=answers(200, shapes.DisputeAfter, writes=True),
        operation_id=f"dispute_{one.value}",
        summary=DISPUTE_NAMES[one].name,
        description=f"{forms.DISPUTE_SAYS[one]} {CHANGED}",
        openapi_extra=described(Scope.CASES_WRITE, body=forms.DISPUTES[one]),
    )(_dispute_step(one))
