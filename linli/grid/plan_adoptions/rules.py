"""What new grids are called, and why a plan cannot be adopted."""

from collections.abc import Collection, Iterator

from linli.grid.plan_runs.rules import Level
from linli.kernel.common.errors import RuleBroken, gettext_noop

MOST_PREFIX = 20


class AlreadyAdopted(RuleBroken):
    """The plan of this place is adopted."""

    code = "grid.plan_already_adopted"
    message = gettext_noop("The plan of this place is adopted already.")
    hint = gettext_noop("Plan the place anew if its grids are to change again.")


class NothingNew(RuleBroken):
    """The plan is what is there."""

    code = "grid.plan_nothing_new"
    message = gettext_noop("The plan leaves every grid as it is.")
    hint = gettext_noop("Nothing has to be adopted.")


class TerritoryMoved(RuleBroken):
    """The place is not what it was when it was planned."""

    code = "grid.plan_territory_moved"
    message = gettext_noop("The territory was changed after this plan was made.")
    hint = gettext_noop("Plan this place anew, on the territory as it is now.")


def new_names(place: str, level: Level, taken: Collection[str]) -> Iterator[str]:
    """Yield names for new grids of a place, in order, without those that are taken.

    A grid is called after its community with two figures, a micro-grid after its grid.
    """
    used, number = set(taken), 0
    while True:
        number += 1
        name = (
            f"{place}{number:02d}网格"
            if level is Level.GRID
            else f"{place.removesuffix('网格')}-{number}微网格"
        )
        if name not in used:
            yield name


def new_codes(prefix: str, taken: Collection[str]) -> Iterator[str]:
    """Yield codes for new grids, three figures after what a person gave; '' without a prefix."""
    used, number = set(taken), 0
    while True:
        number += 1
        code = f"{prefix}{number:03d}" if prefix else ""
        if not code or code not in used:
            yield code
