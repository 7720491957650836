"""Areas: several units of one kind treated as one, for a time."""

from linli.kernel.common.errors import InputRefused, NotFound, RuleBroken, gettext_noop
from linli.kernel.territory.rules import Kind

MOST_NAME = 60

KINDS = (Kind.COMPOUND, Kind.GRID, Kind.COMMUNITY)
"""Kinds of unit that an area can be made of, the usual one first."""


class AreaUnknown(NotFound):
    """There is no such area."""

    code = "areas.area_unknown"


class AreaNameTaken(RuleBroken):
    """Another area that has not ended has the name."""

    code = "areas.name_taken"
    message = gettext_noop("Another area is called “%(name)s”.")
    hint = gettext_noop("Choose a name that tells the two apart, or end the other one first.")


class AreaNameMissing(InputRefused):
    """An area has no name."""

    code = "areas.name_missing"
    message = gettext_noop("The area has no name.")
    hint = gettext_noop("Give it the name by which people know it.")


class MembersUnfit(InputRefused):
    """A unit cannot belong to the area."""

    code = "areas.members_unfit"
    message = gettext_noop("An area consists of present units of one kind.")
    hint = gettext_noop("Choose compounds only, or grids only, that are in force on that day.")


class AreaEnded(RuleBroken):
    """An area has ended and is not changed any more."""

    code = "areas.area_ended"
    message = gettext_noop("This area has ended on %(on)s.")
    hint = gettext_noop("Found a new one.")


class DayTooEarly(InputRefused):
    """A day lies before one that is settled already."""

    code = "areas.day_too_early"
    message = gettext_noop("On %(on)s the members of this area are settled already.")
    hint = gettext_noop("Choose %(first)s or a later day.")
