"""Words that sentences of the record are put together from."""

from linli.kernel.common.errors import gettext_noop

ASK_NAMES: dict[str, str] = {
    "suspend": gettext_noop("a suspension"),
    "extend": gettext_noop("more time"),
    "judge": gettext_noop("the judgement of another post"),
    "review": gettext_noop("a review by the level above"),
}
"""What a unit can ask for → its name; pages translate it."""
