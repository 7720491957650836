"""How a compound on its way reads: the sentences of its record."""

from linli.kernel.common.errors import gettext_noop

SENTENCES: dict[str, str] = {
    "party.preparation_moved": gettext_noop("Reached: %(stage)s, on %(day)s."),
    "party.preparation_corrected": gettext_noop("Corrected to: %(stage)s. %(day)s"),
    "party.preparation_assigned": gettext_noop("In the hands of %(office)s."),
}
"""Verb of an entry → its sentence; the facts it names are filled in by the query."""
