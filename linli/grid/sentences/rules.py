"""Words that sentences of the record are put together from."""

from linli.kernel.common.errors import gettext_noop

ASK_NAMES: dict[str, str] = {
    "suspend": gettext_noop("a suspension"),
    "extend": gettext_noop("more time"),
    "judge": gettext_noop("the judgement of another post"),
    "review": gettext_noop("a review by the level above"),
}
"""What a unit can ask for → its name; pages translate it."""

MOVED: dict[str, str] = {
    "due_at": gettext_noop("its deadline is now %(at)s"),
    "register_by": gettext_noop("receipt is now due by %(at)s"),
}
"""Moment of a superior → how it is said that it moved."""

TAKEN_BACK = gettext_noop("it set no moment for the receipt any more")
"""How it is said that a superior took the moment of the receipt back."""
