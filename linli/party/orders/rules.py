"""What a supervision document asks of whom by when, and what it cannot ask."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.party.moves.rules import Source

MOST_TITLE, MOST_TEXT = 120, 4000
"""POLICY. Characters of a title and of a requirement."""


class NobodyAddressed(InputRefused):
    """A document needs an office that answers."""

    code = "party.nobody_addressed"
    message = gettext_noop("No office is addressed.")
    hint = gettext_noop("Choose at least one office that has to answer.")


class CannotAddress(RuleBroken):
    """The issuing office has no say over an office it wants to address."""

    code = "party.cannot_address"
    message = gettext_noop("Your office cannot address every one of these offices.")
    hint = gettext_noop(
        "A district office addresses the offices of the district, a street those of its street; "
        "nobody addresses itself."
    )


class TextNeeded(InputRefused):
    """The step needs words: a requirement, a feedback, a reason."""

    code = "party.text_needed"
    message = gettext_noop("This step needs words.")
    hint = gettext_noop("Say in a few sentences what is required, what was done, or why.")


class DeadlinePassed(InputRefused):
    """A deadline must lie ahead."""

    code = "party.deadline_passed"
    message = gettext_noop("The deadline has passed already.")
    hint = gettext_noop("Choose a day that leaves time for the work.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a document asks of whom by when.

    ``text``: the requirement, one paragraph a line. ``attachments``: names of enclosed papers.
    """

    source: Source
    title: str
    text: str
    to_ids: tuple[UUID, ...]
    copy_ids: tuple[UUID, ...] = ()
    due_at: datetime
    attachments: tuple[str, ...] = ()

    def changes(self) -> dict[str, object]:
        """Return what the row keeps of it."""
        return {
            "source": self.source.value,
            "to_ids": list(self.to_ids),
            "copy_ids": [one for one in self.copy_ids if one not in self.to_ids],
            "due_at": self.due_at,
        }

    def payload(self) -> dict[str, object]:
        """Return the words, as the erasable payload keeps them."""
        return {"title": self.title, "text": self.text, "attachments": list(self.attachments)}


def check_order(
    order: Order, *, issuer_id: UUID, addressable: frozenset[UUID], at: datetime
) -> None:
    """Refuse an order that asks nobody, nothing, too late, or those it may not ask.

    Raises:
        NobodyAddressed, CannotAddress, TextNeeded, DeadlinePassed.
    """
    if not order.to_ids:
        raise NobodyAddressed
    if issuer_id in order.to_ids or not addressable.issuperset(order.to_ids):
        raise CannotAddress
    if not order.text or not order.title:
        raise TextNeeded
    check_ahead(order.due_at, at)


def check_ahead(due_at: datetime, at: datetime) -> None:
    """Refuse a deadline that does not lie ahead.

    Raises:
        DeadlinePassed: it does not.
    """
    if due_at <= at:
        raise DeadlinePassed
