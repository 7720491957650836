"""What a new division of a place may be refused for."""

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop


class DayToCome(InputRefused):
    """The day of a new division has not come."""

    code = "redivisions.day_to_come"
    message = gettext_noop("New grids begin today or on a day that has been.")
    hint = gettext_noop("Adopt the plan on its day, or give an earlier one.")


class BeganLater(RuleBroken):
    """A unit that is to end began on the day itself or after it."""

    code = "redivisions.began_later"
    message = gettext_noop("“%(name)s” itself began on that day or later.")
    hint = gettext_noop("Give a later day.")


class NotPresent(RuleBroken):
    """A unit that is to end is not present any more."""

    code = "redivisions.not_present"
    message = gettext_noop("The territory was changed meanwhile.")
    hint = gettext_noop("Plan this place anew, on the territory as it is now.")
