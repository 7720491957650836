"""Phrases of a desk: which placeholders they know, who keeps them, where they fit (row X2)."""

import re
from collections.abc import Collection, Mapping

from linli.kernel.common.errors import Forbidden, InputRefused, gettext_noop
from linli.kernel.people.rules import DESKS, Actor, Role

PLACEHOLDERS: dict[str, str] = {
    "number": gettext_noop("number of the matter"),
    "category": gettext_noop("category"),
    "due": gettext_noop("deadline"),
    "lead": gettext_noop("unit that leads"),
    "place": gettext_noop("place"),
}
"""Word between ``{{`` and ``}}`` → what stands there when the phrase is put in."""

MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
KEEPERS = DESKS | {Role.DEPARTMENT_HEAD}
"""Roles that keep phrases and macros for their own organisation."""


class UnknownPlaceholder(InputRefused):
    """A phrase names something that no matter has."""

    code = "grid.unknown_placeholder"
    message = gettext_noop("“%(name)s” is no placeholder.")
    hint = gettext_noop("Placeholders are: %(known)s. Everything else is taken as written.")


class DeskKeepsIt(Forbidden):
    """Phrases and macros are kept by the desk they belong to."""

    code = "grid.desk_keeps_it"
    message = gettext_noop("This is kept by the desk that it belongs to.")
    hint = gettext_noop("Use it as it is, or keep one of your own.")


def check_text(text: str) -> None:
    """Refuse a text with a placeholder that is not known, or with half a mark.

    Raises:
        UnknownPlaceholder: it has one.
    """
    names = MARK.findall(text)
    rest = MARK.sub("", text)
    halves = [half for half in ("{{", "}}") if half in rest]
    for name in [*names, *halves]:
        if name not in PLACEHOLDERS:
            known = "、".join(f"{{{{{word}}}}}" for word in PLACEHOLDERS)
            raise UnknownPlaceholder(name=name or "{{}}", known=known)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a phrase with its placeholders filled in; what a matter has not is a dash."""
    return MARK.sub(lambda mark: values.get(mark.group(1), "") or "—", text)


def check_may_keep(actor: Actor, owner_id: object = None) -> None:
    """Refuse whoever keeps no phrases, or not those of this organisation.

    Raises:
        Forbidden: the role keeps none.
        DeskKeepsIt: another organisation keeps it.
    """
    if not may_keep(actor):
        raise Forbidden
    if owner_id is not None and owner_id != actor.organisation_id:
        raise DeskKeepsIt


def may_keep(actor: Actor) -> bool:
    """Return whether an actor keeps phrases and macros for her organisation."""
    return actor.role in KEEPERS and actor.organisation_id is not None


def fits(wanted: Collection[str], word: str) -> bool:
    """Return whether something kept for some moves or categories fits one; none named: all."""
    return not wanted or word in wanted


def joined(words: str, phrase: str) -> str:
    """Return what was typed with a phrase behind it, on a line of its own."""
    return f"{words.rstrip()}\n{phrase}" if words.strip() else phrase
