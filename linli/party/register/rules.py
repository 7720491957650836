"""The quick filters of the register."""

from linli.kernel.common.errors import gettext_noop

QUICK_NAMES: dict[str, str] = {
    "": gettext_noop("All open"),
    "answer": gettext_noop("Waits for our feedback"),
    "check": gettext_noop("Waits for our check"),
    "late": gettext_noop("Overdue"),
    "unread": gettext_noop("Not read yet"),
    "draft": gettext_noop("Drafts"),
    "ended": gettext_noop("Ended"),
}
"""Word of a quick filter → its name; the empty word leaves all that are open."""
