"""The proof button: a file that anyone checks offline."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.grid.proofs import queries
from linli.grid.proofs.rules import ProofFile
from linli.ui.requests import Request


@never_cache
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """Hand the proof of a case to a post that sees it."""
    return _file(queries.of_case(request.actor, case_id))


@never_cache
@require_safe
def of_link(request: Request, token: str) -> HttpResponse:
    """Hand the proof of a matter to the one who reported it."""
    return _file(queries.of_link(token))


def _file(proof: ProofFile) -> HttpResponse:
    response = HttpResponse(proof.content(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{proof.name}"'
    return response
