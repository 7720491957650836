"""The lines of the grid's lists, as template tags. ``{% load grid %}``"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from linli.grid.showing.queries import CaseLine
from linli.ui.moulds import address, cast
from linli.ui.templatetags.ui import deadline_chip

register = template.Library()

PATH = " › "


@register.simple_tag(takes_context=True)
def queue_lines(context: Mapping[str, Any], lines: Iterable[CaseLine]) -> SafeString:
    """Show lines of a desk's queue; what they lead to keeps the filters of the page."""
    asked = context["request"].GET.urlencode()
    opened = context["desk"].page.line.id if "desk" in context else None
    around = {"is_swapped": context.get("is_part"), "is_choice": context.get("batch_moves")}
    shown = [
        cast(
            "grid/desk/queue_line.html",
            {
                **around,
                "is_current": line.id == opened,
                "address": f"{address('grid:desk_case', line.id)}?{asked}",
                **_queue_line(line),
            },
        )
        for line in lines
    ]
    return mark_safe("".join(shown))


def _queue_line(line: CaseLine) -> dict[str, object]:
    place = PATH.join(line.place)
    return {
        "key": line.id,
        "version": line.version,
        "title": f"{line.title} · {line.excerpt}" if line.excerpt else line.title,
        "stage": capfirst(line.stage_name),
        "place": f"{place} · {line.lead}" if line.lead else place,
        "number": line.number,
        **_marks(line),
        "superior": line.superior and deadline_chip(line.superior, plain=True),
        "asks": line.pending,
        "reopens": line.reopens,
    }


def _marks(line: CaseLine) -> dict[str, object]:
    return {
        "is_emergency": line.is_emergency,
        "is_supervised": line.is_supervised,
        "deadline": deadline_chip(line.deadline, plain=True),
        "part": line.part and deadline_chip(line.part, plain=True),
    }


@register.simple_tag
def field_line(line: CaseLine) -> SafeString:
    """Show a line of an officer's list on the telephone."""
    values = {
        "address": address("grid:field_case", line.id),
        "title": line.title,
        "excerpt": line.excerpt,
        "place": PATH.join(line.place[-2:]),
        "number": line.number,
        **_marks(line),
    }
    return cast("grid/field/line.html", values)
