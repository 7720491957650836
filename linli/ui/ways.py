"""The desk's ways from page to page: one list, so that every page of the desk shows the same."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

from linli.kernel.people.rules import DEPARTMENT, DESKS, Role

AT_A_DESK = DESKS | DEPARTMENT | {Role.SUPERVISOR, Role.AUDITOR}
"""Whose work begins at a desk; the officer's begins on the telephone."""


@dataclass(frozen=True, slots=True)
class Way:
    """One name in the head of a desk: where it leads, for which roles, what else belongs to it."""

    name: str
    route: str
    roles: frozenset[Role]
    beside: str = ""


WAYS = (
    Way(gettext_noop("Matters"), "grid:desk_queue", AT_A_DESK | {Role.GRID_OFFICER}),
    Way(gettext_noop("Compounds"), "board:compounds", AT_A_DESK | {Role.GRID_OFFICER}),
    Way(gettext_noop("From superiors"), "grid:superiors", DESKS),
    Way(gettext_noop("Report for a caller"), "grid:desk_new", DESKS | DEPARTMENT),
    Way(gettext_noop("Map"), "grid:map", (AT_A_DESK - DEPARTMENT) | {Role.OPERATOR}),
    Way(gettext_noop("Policies"), "party:policies", AT_A_DESK),
    Way(gettext_noop("Supervision"), "party:supervision", AT_A_DESK),
    Way(
        gettext_noop("Party organisations"),
        "party:organisations",
        DESKS | {Role.SUPERVISOR, Role.AUDITOR},
    ),
    Way(
        gettext_noop("Roll-out"),
        "party:roll_out",
        DESKS | {Role.SUPERVISOR, Role.AUDITOR},
        beside="party:size_relation",
    ),
    Way(gettext_noop("Plan grids"), "grid:plans", DESKS | {Role.OPERATOR}),
    Way(gettext_noop("Phrases"), "grid:phrases", AT_A_DESK, beside="grid:macros"),
    Way(gettext_noop("Messages"), "notices:inbox", AT_A_DESK | {Role.GRID_OFFICER}),
    Way(
        gettext_noop("Maps and ledgers"),
        "ui:files",
        frozenset({Role.DISTRICT_DESK, Role.OPERATOR}),
    ),
    Way(gettext_noop("Territory"), "ui:territory", frozenset({Role.DISTRICT_DESK, Role.OPERATOR})),
    Way(gettext_noop("Keys"), "api:keys", frozenset({Role.DISTRICT_DESK, Role.OPERATOR})),
    Way(gettext_noop("On the phone"), "grid:field_home", DEPARTMENT | {Role.GRID_OFFICER}),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A way as the head shows it to one reader."""

    name: str
    url: str
    is_here: bool


def ways(role: Role, path: str) -> list[Shown]:
    """Return the ways open to a role; of those that lead to this path the longest is marked."""
    open_ways = [(way, url) for way in WAYS if role in way.roles and (url := _url(way.route))]
    here = max((_nearness(way, url, path) for way, url in open_ways), default=0)
    return [
        Shown(gettext(way.name), url, is_here=0 < here == _nearness(way, url, path))
        for way, url in open_ways
    ]


def _nearness(way: Way, url: str, path: str) -> int:
    return max(len(each) for each in ("", url, _url(way.beside)) if path.startswith(each))


def _url(route: str) -> str:
    """Return the address; nothing where this house has no such page."""
    try:
        return reverse(route) if route else ""
    except NoReverseMatch:
        return ""
