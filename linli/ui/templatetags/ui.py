"""The pieces that recur, as template tags. ``{% load ui %}``; what feeds them is in ``pieces.py``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext as _

from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import ROLE_NAMES, Role
from linli.ui import moments
from linli.ui.errors import one_text
from linli.ui.moulds import cast
from linli.ui.ways import ways

register = template.Library()

CHIP_CLASSES = {
    "running": "is-wait",
    "soon": "is-soon",
    "late": "is-late",
    "still": "is-wait",
    "met": "is-done",
    "met_late": "is-late",
    "answered": "is-done",
    "answered_late": "is-late",
}
"""Deadline state → class; a running clock is quiet, only what needs a hand has colour."""

CHIP_ICONS = {"still": "pause", "met": "done", "answered": "done"}


@register.filter
def moment(at: datetime | None) -> str:
    """Write ``11月23日（周一）14:30`` or ``Mon 23 Nov, 14:30``; nothing for no moment."""
    return moments.moment(at) if at else ""


@register.filter
def day(on: date | None) -> str:
    """Write ``11月23日（周一）`` or ``Mon 23 Nov``; nothing for no day."""
    return moments.day(on) if on else ""


@register.filter
def role_name(role: str) -> str:
    """Write a role of ``people.rules`` in the reader's language."""
    return gettext(ROLE_NAMES[Role(role)])


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """Draw a sign from ``static/ui/icons.svg``; always beside words, never read out."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def deadline_chip(deadline: Any, plain: bool = False) -> SafeString:
    """Show a ``Deadline``: what is left, and the absolute moment when tapped.

    Args:
        plain: without the fold, for rows of a list; the moment stands in the title.
    """
    return _chip(deadline, plain, str(get_language()), timezone.localdate())


@lru_cache(maxsize=4096)
def _chip(deadline: Any, plain: bool, language: str, today: date) -> SafeString:
    """Draw a chip; the same one is remembered, since lists show it again and again.

    ``language`` and ``today`` are there because words and dates depend on them.
    """
    facts = {
        "words": _deadline_words(deadline),
        "detail": _deadline_detail(deadline),
        "why": deadline.why_still if deadline.state == "still" else "",
        "warning": deadline.warning,
        "css": CHIP_CLASSES[deadline.state],
        "sign": icon(CHIP_ICONS.get(deadline.state, "clock")),
        "plain": plain,
    }
    return cast("ui/pieces/deadline_chip.html", facts)


@register.inclusion_tag("ui/pieces/ways.html", takes_context=True)
def desk_ways(context: template.Context) -> dict[str, Any]:
    """Show the ways from a desk's page to the others, the same on each of them."""
    return {"ways": ways(context["page"].actor.role, context["request"].path)}


@register.inclusion_tag("ui/pieces/stage_track.html")
def stage_track(steps: Sequence[Any]) -> dict[str, Any]:
    """Show a sequence of ``Step``, first to last: what is done, what is now, what comes."""
    return {"steps": steps}


@register.inclusion_tag("ui/pieces/timeline.html")
def timeline(entries: Sequence[Any], unfolded: int = 5) -> dict[str, Any]:
    """Show a sequence of ``Entry``, newest last; all but the last ``unfolded`` are folded away."""
    cut = max(0, len(entries) - unfolded)
    return {"folded": entries[:cut], "shown": entries[cut:]}


@register.inclusion_tag("ui/pieces/unit_path.html")
def unit_path(units: Sequence[Any]) -> dict[str, Any]:
    """Show where something lies: names or ``PathUnit``, widest first."""
    named = [{"name": unit} if isinstance(unit, str) else unit for unit in units if unit]
    return {"units": named}


@register.inclusion_tag("ui/pieces/post_chip.html")
def post_chip(post: Any, with_name: bool = False) -> dict[str, Any]:
    """Show a post (``people.queries.PostLine``); the private name only for staff."""
    return {"post": post, "with_name": with_name}


@register.inclusion_tag("ui/pieces/photo_grid.html")
def photo_grid(photos: Sequence[Any]) -> dict[str, Any]:
    """Show a sequence of ``Photo``; each opens whole as a plain link."""
    return {"photos": photos}


@register.inclusion_tag("ui/pieces/figure_tile.html")
def figure_tile(figure: Any) -> dict[str, Any]:
    """Show a ``Figure`` with its denominator and its moment."""
    return {"figure": figure}


@register.simple_tag
def field(bound: BoundField, quiet: bool = False) -> SafeString:
    """Show a form field: label, help, error, input, in the order they are read out.

    Args:
        quiet: do not say that it may stay empty, where one of several fields is enough.
    """
    drawn = SafeString(bound)
    if bound.is_hidden:
        return drawn
    is_single = isinstance(bound.field.widget, CheckboxInput)
    facts = {
        "input": drawn,
        "is_group": bound.use_fieldset,
        "is_single": is_single,
        "is_optional": not (bound.field.required or is_single or quiet),
        "label": bound.label,
        "of": bound.id_for_label,
        "id": bound.auto_id,
        "help": bound.help_text,
        "errors": " ".join(str(error) for error in bound.errors),
        "described_by": bound.aria_describedby,
    }
    return cast("ui/pieces/field.html", facts)


@register.inclusion_tag("ui/pieces/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """List what a form refused, with a link to each field; nothing when it refused nothing."""
    return {"form": form}


@register.inclusion_tag("ui/pieces/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Any) -> dict[str, Any]:
    """Show where in a list one is; ``page`` is Django's ``Page``, filters stay in the address."""
    return {"list": page, "request": context["request"]}


@register.inclusion_tag("ui/pieces/empty.html")
def empty(title: str, hint: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """Say that there is nothing, what that means, and the next step if there is one."""
    return {"title": title, "hint": hint, "url": url, "action": action}


@register.simple_tag
def refusal(error: LinliError) -> str:
    """Write what is so and what to do, where a page says why it offers no form."""
    return one_text(error)


@register.inclusion_tag("ui/pieces/failure.html")
def failure(message: str, hint: str = "", code: str = "") -> dict[str, str]:
    """Say what is so and what to do, in red, with the code for whoever asks."""
    return {"message": message, "hint": hint, "code": code}


@register.inclusion_tag("ui/pieces/loading.html")
def loading(words: str, rows: int = 3) -> dict[str, Any]:
    """Hold the place of ``rows`` lines that are on their way; ``words`` are read out."""
    return {"words": words, "rows": range(rows)}


@register.inclusion_tag("ui/pieces/no_permission.html")
def no_permission() -> dict[str, str]:
    """Say that this post does not see this part of the page."""
    return {}


@register.inclusion_tag("ui/pieces/offline.html")
def offline() -> dict[str, str]:
    """Say that there is no connection; shown by ``app.js`` while the browser is offline."""
    return {}


@register.inclusion_tag("ui/pieces/place_map.html")
def place_map(ground_url: str, lon_id: str, lat_id: str, centre: str = "") -> dict[str, str]:
    """Offer a map whose pin fills two inputs (degrees, WGS 84); opened on demand, never needed.

    Args:
        ground_url: describes the tiles of our own polygons (``ui:map_ground``).
        lon_id, lat_id: the ids of the inputs the pin fills.
        centre: ``lon,lat`` to open at, else the middle of the ground.
    """
    return {"ground": ground_url, "lon_id": lon_id, "lat_id": lat_id, "centre": centre}


@register.inclusion_tag("ui/pieces/queue_map.html")
def queue_map(ground_url: str, points_url: str) -> dict[str, str]:
    """Offer a map of a list; ``points_url`` answers GeoJSON points with ``url``, ``title``, ``state``.

    ``state`` is one of running, soon, late, still, met; it colours the point.
    """
    return {"ground": ground_url, "points": points_url}


@register.inclusion_tag("ui/pieces/area_map.html")
def area_map(ground_url: str, areas_url: str) -> dict[str, str]:
    """Offer a map of areas over the ground; ``areas_url`` answers GeoJSON polygons with a ``bbox``.

    A feature with ``state`` (running, soon, late, still, met) is coloured by it, one without is
    a border; one with ``url`` opens its page. What the map shows stands in words beside it.

    Args:
        ground_url: describes the tiles of our own polygons (``ui:map_ground``).
    """
    return {"ground": ground_url, "areas": areas_url}


def _deadline_words(deadline: Any) -> str:
    if deadline.state in {"running", "soon"}:
        return moments.left(deadline.left, deadline.unit)
    if deadline.state == "late":
        return moments.overdue(deadline.left, deadline.unit)
    return {
        "still": pgettext("deadline", "Clock stands still"),
        "met": pgettext("deadline", "Done in time"),
        "met_late": pgettext("deadline", "Done after the deadline"),
        "answered": pgettext("deadline", "Answered in time"),
        "answered_late": pgettext("deadline", "Answered after the deadline"),
    }[deadline.state]


def _deadline_detail(deadline: Any) -> str:
    if deadline.due_at is None:
        return ""
    if deadline.state == "late":
        return _("Was due %(moment)s") % {"moment": moments.moment(deadline.due_at)}
    return _("Due %(moment)s") % {"moment": moments.moment(deadline.due_at)}
