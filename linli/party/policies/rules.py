"""What a policy document in the register is, who keeps it, and who reads it.

Source: article, pillar one: a series of documents “明确了具体任务、工作要求” (row P1).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import DEPARTMENT, Actor, NotYourTerritory, Placed, covers
from linli.party.moves.rules import ISSUERS, READERS

MOST_NUMBER, MOST_ISSUER, MOST_TITLE, MOST_TEXT = 30, 80, 120, 4000
"""POLICY. Characters of a number, an issuing office, a title, and of what a document asks."""


class Stage(StrEnum):
    """Whether a document binds."""

    NONE = ""
    IN_FORCE = "in_force"
    REPEALED = "repealed"


STAGE_NAMES: dict[Stage, str] = {
    Stage.NONE: "",
    Stage.IN_FORCE: gettext_noop("in force"),
    Stage.REPEALED: gettext_noop("repealed"),
}
"""English names of the stages; pages translate them."""


class Document(Placed, Protocol):
    """What the guard must know of a document."""

    @property
    def stage(self) -> str:
        """Return the stage word."""

    @property
    def office_id(self) -> UUID:
        """Return the office that keeps it in the register."""

    @property
    def unit_id(self) -> UUID:
        """Return the unit of the territory that the office serves; the document binds in it."""


class NotTheKeeper(Forbidden):
    """The document was entered by another office."""

    code = "party.not_the_keeper"
    message = gettext_noop("This document was entered in the register by another office.")
    hint = gettext_noop("Only that office changes it and splits tasks from it.")


class Repealed(RuleBroken):
    """The document does not bind any more."""

    code = "party.policy_repealed"
    message = gettext_noop("This document was repealed.")
    hint = gettext_noop("Enter the document that replaces it, and split the tasks from that one.")


class NumberTaken(RuleBroken):
    """The register has a document with this number."""

    code = "party.policy_number_taken"
    message = gettext_noop("The register already has a document %(number)s.")
    hint = gettext_noop("Look for it in the list; if the number is wrong, correct it there.")


class EntryNeeded(InputRefused):
    """A document without title or issuing office cannot be found again."""

    code = "party.policy_entry_needed"
    message = gettext_noop("A document needs a title and the office that issued it.")
    hint = gettext_noop("Copy both from its first page; the number may stay empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """What the register keeps of a document.

    ``number``: the official number (文号), '' where the paper has none. ``text``: what it asks,
    one paragraph a line.
    """

    number: str = ""
    issuer: str
    issued_on: date
    title: str
    text: str = ""

    def changes(self) -> dict[str, object]:
        """Return what the row keeps of it."""
        return {"number": self.number, "issued_on": self.issued_on}

    def payload(self) -> dict[str, object]:
        """Return the words, as the erasable payload keeps them."""
        return {"title": self.title, "issuer": self.issuer, "text": self.text}


def check_text(text: PolicyText) -> None:
    """Refuse an entry that nobody could find again.

    Raises:
        EntryNeeded: title or issuing office is missing.
    """
    if not text.title or not text.issuer:
        raise EntryNeeded


def may_see(actor: Actor, document: Document, above: Collection[UUID]) -> bool:
    """Return whether a post may read a document.

    It binds the posts in its unit, who have the unit ``above`` them; and departments excepted,
    who works over its unit reads it too. The operator runs the machine only.
    """
    if actor.role not in READERS:
        return False
    if document.unit_id in above or actor.organisation_id == document.office_id:
        return True
    return actor.role not in DEPARTMENT and covers(actor, document)


def check_may_enter(actor: Actor) -> None:
    """Refuse an actor whose office keeps no documents here.

    Raises:
        Forbidden: neither district office nor street, or its post belongs to no office or unit.
    """
    if actor.role not in ISSUERS or actor.organisation_id is None or actor.unit_id is None:
        raise Forbidden


def check_may_keep(actor: Actor, document: Document, above: Collection[UUID]) -> None:
    """Refuse everyone but the office that keeps the document.

    Raises:
        Forbidden: the role never may. NotTheKeeper: another office entered it.
        NotYourTerritory: the document is not the actor's to know of.
    """
    if not may_see(actor, document, above):
        raise NotYourTerritory
    check_may_enter(actor)
    if actor.organisation_id != document.office_id:
        raise NotTheKeeper


def may_keep(actor: Actor, document: Document) -> bool:
    """Return whether the actor's office keeps the document and may change it now."""
    is_keeper = actor.role in ISSUERS and actor.organisation_id == document.office_id
    return is_keeper and document.stage == Stage.IN_FORCE


def check_in_force(document: Document) -> None:
    """Refuse a change of a document that does not bind any more.

    Raises:
        Repealed: it was repealed.
    """
    if document.stage != Stage.IN_FORCE:
        raise Repealed
