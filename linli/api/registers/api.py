"""What a tool needs to know to speak of cases: units, categories, organisations, itself."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from linli.api.door.api import ANY, READ, ToolRequest, answer, answers, described
from linli.api.registers import queries
from linli.api.registers.forms import OrganisationsAsked, UnitsAsked
from linli.api.shapes import forms as shapes
from linli.kernel.keys.rules import Scope

router = Router(tags=["registers"])


@router.get(
    "/units",
    auth=READ,
    response=answers(200, shapes.UnitList),
    summary="List units",
    openapi_extra=described(Scope.CASES_READ),
)
def units(request: ToolRequest, asked: Query[UnitsAsked]) -> HttpResponse:
    """The present units of the territory, by key: of one kind, or the parts of one unit."""
    rows, end = queries.units(
        kind=asked.kind, parent=asked.parent, after=asked.cursor, limit=asked.limit
    )
    return answer({"units": rows, "next": end})


@router.get(
    "/organisations",
    auth=READ,
    response=answers(200, shapes.OrganisationList),
    summary="List organisations",
    openapi_extra=described(Scope.CASES_READ),
)
def organisations(request: ToolRequest, asked: Query[OrganisationsAsked]) -> HttpResponse:
    """Offices, departments, communities and companies, by key."""
    rows, end = queries.organisations(
        kind=asked.kind, unit=asked.unit, after=asked.cursor, limit=asked.limit
    )
    return answer({"organisations": rows, "next": end})


@router.get(
    "/categories",
    auth=READ,
    response=answers(200, shapes.CategoryList),
    summary="List categories",
    openapi_extra=described(Scope.CASES_READ),
)
def categories(request: ToolRequest) -> HttpResponse:
    """The catalogue in force, in the order of the list."""
    return answer(queries.categories(timezone.now()))


@router.get(
    "/me",
    auth=ANY,
    response=answers(200, shapes.Me),
    summary="Say whose key this is",
    openapi_extra=described(None),
)
def me(request: ToolRequest) -> HttpResponse:
    """The post or organisation of the key, and what it opens; any key will do."""
    holder = request.auth
    actor = holder.actor
    return answer(
        {
            "key": holder.key_id,
            "name": holder.name,
            "scopes": sorted(holder.scopes),
            "role": actor.role,
            "post": actor.post_id,
            "organisation": actor.organisation_id,
            "unit": actor.unit_id,
            "unit_kind": actor.unit_kind,
        }
    )
