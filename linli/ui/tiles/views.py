"""What maps are drawn from: a description of the ground (TileJSON) and its tiles."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from linli.kernel.people.rules import STAFF, check_role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.kernel.tiles import queries as tiles
from linli.kernel.tiles import rules
from linli.ui.requests import Request

YEAR = 365 * 24 * 60 * 60
PUBLIC, STAFFS = "public", "staff"
MVT = "application/vnd.mapbox-vector-tile"
PACKED = {"Content-Encoding": "gzip"}
"""Every browser that can draw a map unpacks it; no other program is meant to ask."""


def _kinds(request: Request, whose: str) -> tuple[Kind, ...]:
    """Return what of the ground an address shows.

    Raises:
        Forbidden: it is for staff, and the reader has no post.
    """
    if whose == PUBLIC:
        return rules.PUBLIC_GROUND
    check_role(request.actor, *STAFF)
    return rules.GROUND


@require_safe
@never_cache
def ground(request: Request, whose: str) -> JsonResponse:
    """Describe the ground as it is now (TileJSON 3.0); a post sees its own unit first."""
    kinds, version = _kinds(request, whose), territory.version()
    within = request.actor.unit_id if whose == STAFFS else None
    tile = reverse("ui:map_tile", args=[whose, version, 0, 0, 0]).removesuffix("0/0/0.mvt")
    said: dict[str, Any] = {
        "tilejson": "3.0.0",
        "version": version,
        "tiles": [f"{request.build_absolute_uri(tile)}{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": rules.FIRST_ZOOM,
        "maxzoom": rules.LAST_ZOOM,
        "vector_layers": [
            {
                "id": kind.value,
                "fields": {"name": "String"},
                "minzoom": rules.first_zoom(kind, kinds),
            }
            for kind in kinds
        ],
    }
    if box := tiles.box(version, kinds, within):
        said["bounds"] = box
    return JsonResponse(said)


def _etag(_: HttpRequest, whose: str, version: int, **place: int) -> str:
    return f'"{whose}-{version}-{place["zoom"]}-{place["column"]}-{place["row"]}"'


@require_safe
@condition(etag_func=_etag)
def tile(request: Request, whose: str, version: int, **place: int) -> HttpResponse:
    """Answer one tile, kept by the browser for a year: its address has the version in it.

    A page that was opened before the territory changed is sent on to the present one.
    """
    kinds = _kinds(request, whose)
    if version != (present := territory.version()):
        return redirect("ui:map_tile", whose, present, *place.values())
    response = HttpResponse(tiles.tile(version, kinds, **place), content_type=MVT, headers=PACKED)
    audience = {"public" if whose == PUBLIC else "private": True}
    patch_cache_control(response, **audience, max_age=YEAR, immutable=True)
    return response
