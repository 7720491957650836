"""The quick filters of tasks."""

from linli.kernel.common.errors import gettext_noop

QUICK_NAMES: dict[str, str] = {
    "": gettext_noop("All open tasks"),
    "mine": gettext_noop("Our tasks"),
    "given": gettext_noop("Given by us"),
    "check": gettext_noop("Waits for our confirmation"),
    "late": gettext_noop("Overdue"),
    "ended": gettext_noop("Ended"),
}
"""Word of a quick filter of tasks → its name; the empty word leaves all that are open."""
