"""Gives out pictures to those who may see the case they belong to."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.views.decorators.http import require_GET

from linli.grid.cases import queries as cases
from linli.grid.cases.services import token_digest
from linli.grid.photos import queries as photos
from linli.grid.photos.rules import PhotoKind
from linli.kernel.people.rules import Actor
from linli.ui.requests import Request


@require_GET
def photo(request: Request, photo_id: UUID) -> FileResponse:
    """Answer a picture of a case the actor may see, or of a settled public one."""
    return _answer(request, request.actor, photo_id)


@require_GET
def reporter_photo(request: Request, token: str, photo_id: UUID) -> FileResponse:
    """Answer a picture of the case that a reporter's link opens."""
    return _answer(request, cases.holder(token_digest(token)), photo_id)


def _answer(request: Request, actor: Actor, photo_id: UUID) -> FileResponse:
    picture = photos.one(photo_id)
    by_staff = picture.kind != PhotoKind.REPORT
    if not (by_staff and cases.is_shown_to_all(picture.case_id)):
        cases.seen(actor, picture.case_id)
    name = picture.thumbnail if "small" in request.GET else picture.file
    response = FileResponse(default_storage.open(name), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
