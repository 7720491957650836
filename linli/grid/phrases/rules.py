"""Phrases of a desk: which placeholders they know, who keeps them, where they fit (row X2).

One place of a phrase is the message that asks a reporter for her verdict (decision 0030).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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

MESSAGE = "message"
"""The place of a phrase that is the text of a message after closing; it has no other place."""

IN_MESSAGE: dict[str, str] = {
    "number": PLACEHOLDERS["number"],
    "link": gettext_noop("link that takes the verdict"),
    "desk": gettext_noop("desk that asks"),
}
"""Placeholders of a message: whoever has a wrongly noted telephone learns nothing of the matter."""

USUAL = gettext_noop(
    "Your matter {{number}} was closed. Please say whether it is settled and whether you are "
    "satisfied: {{link}} ({{desk}})"
)
"""The message where no phrase was chosen."""

ONE_PART, LONG_PART, MOST_PARTS = 70, 67, 3
"""Signs of one text message, of each part of a long one, and the most parts (decision 0030)."""

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


class LinkMissing(InputRefused):
    """A message without its link, or with two, asks nothing that can be answered."""

    code = "grid.link_missing"
    message = gettext_noop("A message has the placeholder {{link}} once.")
    hint = gettext_noop("Put it where the reader should find it; it becomes the link.")


class MessageStandsAlone(InputRefused):
    """The text of a message fits no step: it has a link, and none of the other placeholders."""

    code = "grid.message_stands_alone"
    message = gettext_noop("The text of a message is for nothing else.")
    hint = gettext_noop("Choose “message after closing” alone, or leave it out.")


class MessageTooLong(InputRefused):
    """A message would be sent in more parts than are allowed."""

    code = "grid.message_too_long"
    message = gettext_noop("The message would have %(signs)s signs; %(most)s are possible.")
    hint = gettext_noop("Make it shorter; number and link are counted with it.")


@dataclass(frozen=True, slots=True)
class Measured:
    """A message as it goes out: its text, how many signs it has, and in how many parts."""

    text: str
    signs: int
    parts: int


def measured(text: str, sample: Mapping[str, str]) -> Measured:
    """Return how long a message is with the values of ``sample``.

    A text message with Chinese in it has 70 signs; a longer one is sent in parts of 67.
    """
    whole = filled(text, sample)
    signs = len(whole)
    return Measured(whole, signs, 1 if signs <= ONE_PART else -(-signs // LONG_PART))


def check_phrase(text: str, moves: Sequence[str], sample: Mapping[str, str]) -> None:
    """Refuse a phrase whose text does not fit where it is offered.

    Args:
        sample: values as long as those of a message that is sent.

    Raises:
        UnknownPlaceholder, MessageStandsAlone, LinkMissing, MessageTooLong.
    """
    if MESSAGE not in moves:
        check_text(text)
        return
    if list(moves) != [MESSAGE]:
        raise MessageStandsAlone
    check_text(text, known=IN_MESSAGE)
    if MARK.findall(text).count("link") != 1:
        raise LinkMissing
    size = measured(text, sample)
    if size.parts > MOST_PARTS:
        raise MessageTooLong(signs=size.signs, most=LONG_PART * MOST_PARTS)


def check_text(text: str, *, known: Mapping[str, str] = PLACEHOLDERS) -> None:
    """Refuse a text with a placeholder that is not ``known``, or with half a mark.

    Raises:
        UnknownPlaceholder: it has one.
    """
    names = MARK.findall(text)
    rest = MARK.sub("", text)
    halves = [half for half in ("{{", "}}") if half in rest]
    for name in [*names, *halves]:
        if name not in known:
            listed = "、".join(f"{{{{{word}}}}}" for word in known)
            raise UnknownPlaceholder(name=name or "{{}}", known=listed)


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
