"""How a compound lies to the grids and the micro-grids: equal, larger, smaller, crossing.

Source: article, pillar one (row P2): compounds were compared with the (micro-)grids by their
ground and fell into three kinds. Real cities show a fourth, and ground without any grid.
Areas are whole square metres and shares are compared by cross-multiplication, so that no
verdict hangs on the last digit of a float. The shares themselves are ours (decision 0036).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.people.rules import Actor, Placed, Role, check_covers, check_role


class Relation(StrEnum):
    """How a compound lies to a layer of cells; the order says which layer speaks for both."""

    EQUAL = "equal"
    LARGER = "larger"
    SMALLER = "smaller"
    CROSSING = "crossing"
    UNPLACED = "unplaced"


ORDER = tuple(Relation)
RELATION_NAMES: dict[Relation, str] = {
    Relation.EQUAL: gettext_noop("equal to a grid or micro-grid"),
    Relation.LARGER: gettext_noop("larger: contains whole ones"),
    Relation.SMALLER: gettext_noop("smaller: within one"),
    Relation.CROSSING: gettext_noop("crosses borders"),
    Relation.UNPLACED: gettext_noop("in no grid"),
}
"""English names; pages translate them."""

LAYER_RELATION_NAMES: dict[Relation, str] = {
    Relation.EQUAL: gettext_noop("equal to one"),
    Relation.LARGER: gettext_noop("contains whole ones"),
    Relation.SMALLER: gettext_noop("within one"),
    Relation.CROSSING: gettext_noop("crosses borders"),
    Relation.UNPLACED: gettext_noop("in none"),
}
"""The same where the layer is named beside it."""

DECIDED = ORDER[:4]
"""What a person may find; that a compound lies in no grid is a matter of the map."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """POLICY. By how much outlines that are meant to be the same may differ, in per cent.

    ``percent``: a cell is whole, and a compound is within it, where at most this share is
    missing. ``band``: whoever would be of another kind with a tolerance this much narrower or
    wider is borderline, and a person looks.
    """

    percent: int = 10
    band: int = 5

    @property
    def edges(self) -> tuple[int, int]:
        """Return the narrowest and the widest tolerance of the band."""
        return self.percent - self.band, self.percent + self.band


MOST_PERCENT = 45
"""Below one half with the band of decision 0036: two cells can then never hold one compound."""


class ToleranceRefused(InputRefused):
    """A tolerance leaves nothing to compare."""

    code = "party.tolerance_refused"
    message = gettext_noop("With %(percent)s %% and a band of %(band)s nothing can be told apart.")
    hint = gettext_noop(
        "The tolerance is 1 to 45 per cent; the band is smaller, and both together stay below 50."
    )


class ToleranceTooEarly(InputRefused):
    """A new tolerance would begin before the one it follows."""

    code = "party.tolerance_too_early"
    message = gettext_noop("The tolerance in force began later than this one would.")
    hint = gettext_noop("Adopt it from a later moment.")


class RelationUndecidable(InputRefused):
    """A person cannot find what the map has to say."""

    code = "party.relation_undecidable"
    message = gettext_noop("That a compound lies in no grid is not found by a person.")
    hint = gettext_noop("Have its outline, or the grids around it, corrected in the territory.")


class ReasonMissing(InputRefused):
    """A step that needs a reason has none."""

    code = "party.reason_missing"
    message = gettext_noop("The reason is missing.")
    hint = gettext_noop("Say in a sentence why; whoever looks later reads it.")


def check_tolerance(tolerance: Tolerance) -> None:
    """Refuse a tolerance or a band that tells nothing apart.

    Raises:
        ToleranceRefused: see there.
    """
    low, high = tolerance.edges
    in_order = 0 <= low <= tolerance.percent <= high < 50
    if not (in_order and 1 <= tolerance.percent <= MOST_PERCENT):
        raise ToleranceRefused(percent=tolerance.percent, band=tolerance.band)


@dataclass(frozen=True, slots=True)
class Share:
    """The ground that a compound and one cell share, beside the ground of each, in m²."""

    shared_m2: int
    compound_m2: int
    cell_m2: int

    def is_within(self, percent: int) -> bool:
        """Return whether the compound lies in the cell, but for the tolerance."""
        return 100 * self.shared_m2 >= (100 - percent) * self.compound_m2

    def is_whole(self, percent: int) -> bool:
        """Return whether the whole cell lies in the compound, but for the tolerance."""
        return 100 * self.shared_m2 >= (100 - percent) * self.cell_m2


def relation(shares: Sequence[Share], percent: int) -> Relation:
    """Return how a compound lies to the cells of one layer.

    * equal: it lies within a cell that lies whole in it;
    * smaller: it lies within a cell that is larger;
    * larger: it contains whole cells, and of the cells that it only cuts it has no more ground
      than the tolerance; ground that no cell covers does not matter;
    * in no grid: the cells together have no more of it than the tolerance;
    * crossing: everything else.
    """
    if not shares or 100 * sum(each.shared_m2 for each in shares) <= percent * _ground(shares):
        return Relation.UNPLACED
    within = [each for each in shares if each.is_within(percent)]
    if any(each.is_whole(percent) for each in within):
        return Relation.EQUAL
    if within:
        return Relation.SMALLER
    cut = sum(each.shared_m2 for each in shares if not each.is_whole(percent))
    has_whole = any(each.is_whole(percent) for each in shares)
    if has_whole and 100 * cut <= percent * _ground(shares):
        return Relation.LARGER
    return Relation.CROSSING


def _ground(shares: Sequence[Share]) -> int:
    return shares[0].compound_m2


def overall(grid: Relation, micro_grid: Relation) -> Relation:
    """Return the kind of a compound: what fits one of the two layers settles it.

    Equal to either is equal; then larger, then smaller; crossing is what fits neither.
    """
    return min(grid, micro_grid, key=ORDER.index)


def is_borderline(grid: Sequence[Share], micro_grid: Sequence[Share], tolerance: Tolerance) -> bool:
    """Return whether a tolerance within the band would put a compound into another kind.

    With a wider tolerance a compound only ever moves forward in ``ORDER``, or into “in no
    grid”; so the two edges of the band say it for all that lies between.
    """
    kinds = {
        overall(relation(grid, percent), relation(micro_grid, percent))
        for percent in (*tolerance.edges, tolerance.percent)
    }
    return len(kinds) > 1


def counted(relations: Iterable[Relation]) -> dict[Relation, int]:
    """Return how many there are of each kind, in their order, also where there is none."""
    found = dict.fromkeys(Relation, 0)
    for one in relations:
        found[one] += 1
    return found


# Who ------------------------------------------------------------------------------------

READERS = (
    Role.COMMUNITY_DESK,
    Role.STREET_DESK,
    Role.DISTRICT_DESK,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
DECIDERS = (Role.STREET_DESK, Role.DISTRICT_DESK, Role.RULE)
SETTERS = (Role.DISTRICT_DESK, Role.OPERATOR, Role.RULE)


def check_may_decide(actor: Actor, compound: Placed) -> None:
    """Refuse whoever may not find the kind of a compound: streets find their own.

    Raises:
        NotYourTerritory: it lies elsewhere.
        Forbidden: her role finds none.
    """
    check_covers(actor, compound)
    check_role(actor, *DECIDERS)


def check_may_set(actor: Actor) -> None:
    """Refuse everyone but the district desk, the operator and the house itself.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, *SETTERS)
