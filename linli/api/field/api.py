"""What an officer found and settled on the spot, over JSON: a form with two pictures."""

from django.http import HttpResponse
from ninja import Router

from linli.api.cases.api import IdempotencyKey, after
from linli.api.door import forms as door_forms
from linli.api.door.api import WRITE, ToolRequest, answer, answers, described
from linli.api.door.forms import brought
from linli.api.door.services import Sent
from linli.api.field import services
from linli.api.field.forms import SettledBody
from linli.api.field.services import Pictures
from linli.api.shapes import forms as shapes
from linli.grid.photos import forms as photos
from linli.grid.photos.rules import PhotoKind
from linli.kernel.common import ids
from linli.kernel.keys.rules import Scope
from linli.ui.requests import stamp

router = Router(tags=["cases"])

FILES = ("before", "after")


@router.post(
    "/cases/settled",
    auth=WRITE,
    response=answers(201, shapes.Taken, writes=True) | {200: shapes.Taken},
    operation_id="settle",
    summary="Settle a matter on the spot",
    openapi_extra=described(Scope.CASES_WRITE, body=SettledBody, files=FILES, needs_files=True),
)
def settle(request: ToolRequest, idempotency_key: IdempotencyKey) -> HttpResponse:
    """For officers, in their own grid: pictures `before` and `after` come in the form.

    The same `Idempotency-Key` with the same request is the same case (200).
    """
    body = door_forms.read(request, SettledBody, files=frozenset(FILES))
    before, after_ = (
        photos.sent(request.FILES.getlist(name), kind, most=1)
        for name, kind in zip(FILES, (PhotoKind.BEFORE, PhotoKind.AFTER), strict=True)
    )
    sent = Sent(
        *(idempotency_key, "settle", None, body.model_dump()), brought(before=before, after=after_)
    )
    taken = services.settle(
        request.auth,
        sent=sent,
        pictures=Pictures(before, after_),
        case_id=ids.new(),
        stamp=stamp(),
    )
    return answer(after(taken), status=201 if taken.is_new else 200)
