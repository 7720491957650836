"""Cases over JSON: read, report, take steps, many at once."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ninja import Header, Path, Query, Router

from linli.api.cases import forms, services
from linli.api.cases.forms import BODIES, PICTURES, SAYS, StepBody
from linli.api.cases.services import Keys, Outcome, Taken
from linli.api.door import forms as door_forms
from linli.api.door.api import READ, WRITE, ToolRequest, answer, answers, described, refusal, told
from linli.api.door.forms import brought
from linli.api.door.services import Sent
from linli.api.shapes import forms as shapes
from linli.grid.cases.services import ChangedMeanwhile
from linli.grid.catalogue import queries as catalogue
from linli.grid.gallery import views as gallery
from linli.grid.listing import queries as listing
from linli.grid.listing import rules as cursors
from linli.grid.moves.rules import MOVE_NAMES, Move
from linli.grid.photos import forms as photos
from linli.grid.photos.rules import PhotoKind
from linli.grid.readings import queries as readings
from linli.kernel.common import ids
from linli.kernel.keys.rules import Scope
from linli.ui.requests import stamp

router = Router(tags=["cases"])

CHANGED = "Where somebody changed the case meanwhile, 409 tells in `now` how it is."
"""What every description of a step ends with."""

CaseWord = Annotated[str, Path(..., max_length=60, description="Key or number of the case.")]
OWN_WORD: dict[str, Any] = {
    "alias": "Idempotency-Key",
    "min_length": 8,
    "max_length": 200,
    "description": "Your own word for this request; sent again within 30 days it makes nothing "
    "anew, and another request under it is refused.",
}
IdempotencyKey = Annotated[str, Header(..., **OWN_WORD)]
OptionalKey = Annotated[str | None, Header(None, **OWN_WORD)]


@router.get(
    "/cases",
    auth=READ,
    response=answers(200, shapes.CaseList),
    summary="List cases",
    openapi_extra=described(Scope.CASES_READ),
)
def cases(request: ToolRequest, asked: Query[forms.Asked]) -> HttpResponse:
    """Cases the key's post may read, a page at a time, in the order asked for.

    `due`: the earliest deadline first, cases without one last. `changed`: the longest unchanged
    first. `reported`: the newest first. The key of the case decides ties.
    """
    now = timezone.now()
    rows, end = listing.page(
        request.auth.actor,
        asked.filters(),
        order=asked.order,
        cursor=cursors.read(asked.cursor, asked.order),
        limit=asked.limit,
        at=now,
    )
    return answer({"cases": rows, "next": cursors.written(end) if end else None, "as_of": now})


@router.post(
    "/cases",
    auth=WRITE,
    response=answers(201, shapes.Reported, writes=True) | {200: shapes.Reported},
    summary="Report a matter",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.ReportBody, files=["photos"]),
)
def report(
    request: ToolRequest,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Raise a matter. The same `Idempotency-Key` with the same request is the same case (200)."""
    body = door_forms.read(request, forms.ReportBody, files=frozenset({"photos"}))
    pictures = photos.sent(request.FILES.getlist("photos"), PhotoKind.REPORT)
    sent = Sent(idempotency_key, "report", None, body.model_dump(), brought(photos=pictures))
    case_id, when = ids.new(), stamp()
    keys = Keys(case_id, ids.new(), link_token(case_id))
    taken = services.report(request.auth, sent=sent, pictures=pictures, keys_=keys, stamp=when)
    category = catalogue.edition(when.at).by_code.get(body.category)
    link = request.build_absolute_uri(reverse("grid:matter", args=[link_token(taken.id)]))
    more = {"link": link, "call": category.emergency if category else ""}
    return answer(after(taken) | more, status=201 if taken.is_new else 200)


def link_token(case_id: UUID) -> str:
    """Return the reporter's capability for a case that a tool reports: the same each time."""
    return salted_hmac("linli.api.cases", str(case_id)).hexdigest()[:32]


def after(taken: Taken) -> dict[str, Any]:
    """Return a case after a step as it is answered."""
    return {
        "id": taken.id,
        "number": taken.number,
        "version": taken.version,
        "stage": taken.stage,
    }


@router.post(
    "/cases/batch",
    auth=WRITE,
    response=answers(200, shapes.Outcomes, writes=True),
    summary="Take many steps",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.BatchBody),
)
def batch(request: ToolRequest) -> HttpResponse:
    """Take up to 50 steps, each for itself, and say of each what became of it.

    Beside `case` and `move`, a step has what the body of its move asks for, without pictures.
    A body that cannot be understood is refused before the first step is taken.
    """
    body = door_forms.read(request, forms.BatchBody)
    steps = [services.Wanted(*forms.step_of(number, one)) for number, one in enumerate(body.steps)]
    outcomes = services.take_many(request.auth, steps=steps, stamp=stamp())
    return answer({"outcomes": [_outcome(request, one) for one in outcomes]})


def _outcome(request: ToolRequest, one: Outcome) -> dict[str, Any]:
    error: dict[str, Any] | None = told(one.error) if one.error else None
    if error and one.is_conflict:
        error["now"] = readings.standing(request.auth.actor, one.case_id)
    return {
        "case_id": one.case_id,
        "case": after(one.taken) if one.taken else None,
        "error": error,
    }


@router.get(
    "/cases/{case}",
    auth=READ,
    response=answers(200, shapes.CaseWhole),
    summary="Read a case",
    openapi_extra=described(Scope.CASES_READ),
)
def case(request: ToolRequest, case: CaseWord) -> HttpResponse:
    """One case by key or number: its row, words, roles, record in sentences, photos."""
    actor = request.auth.actor
    found = readings.named(actor, case)
    return answer(readings.whole(actor, found, at=timezone.now()))


@router.get(
    "/cases/{case}/entries",
    auth=READ,
    response=answers(200, shapes.RecordPage),
    summary="Read the record of a case",
    openapi_extra=described(Scope.CASES_READ),
)
def entries(request: ToolRequest, case: UUID, asked: Query[forms.After]) -> HttpResponse:
    """Entries as the record keeps them, without anybody's words: for tools that follow a case."""
    found = readings.entries(request.auth.actor, case, after=asked.after, limit=asked.limit)
    return answer({"entries": found})


@router.get(
    "/photos/{photo}",
    auth=READ,
    response=answers(200, None),
    summary="Read a picture",
    openapi_extra=described(Scope.CASES_READ, gives="image/jpeg"),
)
def photo(request: Any, photo: UUID, small: bool = False) -> HttpResponseBase:  # noqa: FBT001, FBT002
    """A picture of a case, JPEG; `?small=1` for its thumbnail."""
    request.actor = request.auth.actor
    return gallery.photo(request, photo)


def _move(move: Move) -> Callable[..., HttpResponse]:
    """Return the operation that takes one step."""
    files = frozenset({"photos"} if move in PICTURES else ())

    def take(request: ToolRequest, case: CaseWord) -> HttpResponse:
        body = door_forms.read(request, BODIES[move], files=files)
        sent = request.FILES.getlist("photos") if files else []
        said = body.said() | {"photos": photos.sent(sent, PICTURES[move]) if sent else []}
        return _take(request, move, case, said)

    return take


def unless_changed(
    request: ToolRequest, case_id: UUID, take: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return the answer of a step; where somebody moved the case meanwhile, how it is now."""
    try:
        return take()
    except ChangedMeanwhile as error:
        return refusal(error, {"now": readings.standing(request.auth.actor, case_id)})


def _take(request: ToolRequest, move: Move, word: str, said: dict[str, Any]) -> HttpResponse:
    case_id = readings.key_of(request.auth.actor, word)
    whole = said | ({"new_id": ids.new()} if move is Move.SPLIT else {})

    def take() -> HttpResponse:
        taken = services.take(request.auth, move=move, case_id=case_id, said=whole, stamp=stamp())
        return answer(after(taken))

    return unless_changed(request, case_id, take)


@router.post(
    "/cases/{case}/undo",
    auth=WRITE,
    response=answers(200, shapes.Taken, writes=True),
    operation_id="undo",
    summary="Take back the last step",
    openapi_extra=described(Scope.CASES_WRITE, body=StepBody),
)
def undo(request: ToolRequest, case: CaseWord) -> HttpResponse:
    """Within a minute, by the post that took it, where nobody has acted since."""
    version = door_forms.read(request, StepBody).version
    case_id = readings.key_of(request.auth.actor, case)

    def take() -> HttpResponse:
        taken = services.undo(request.auth, case_id=case_id, version=version, stamp=stamp())
        return answer(after(taken))

    return unless_changed(request, case_id, take)


for each in BODIES:
    router.post(
        f"/cases/{{case}}/{each.value}",
        auth=WRITE,
        response=answers(200, shapes.Taken, writes=True),
        operation_id=each.value,
        summary=f"{MOVE_NAMES[each][:1].upper()}{MOVE_NAMES[each][1:]}",
        description=f"{SAYS[each]} {CHANGED}",
        openapi_extra=described(
            Scope.CASES_WRITE, body=BODIES[each], files=["photos"] if each in PICTURES else []
        ),
    )(_move(each))
