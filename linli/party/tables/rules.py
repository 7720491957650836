"""How a table that an office edits comes into force, and that an edition never changes after it.

Source: article, pillar one, “制定标准、健全制度” (rows P1, P5); the course of an edition is that of
the catalogue (decision 0008).
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import Forbidden, RuleBroken, Term, gettext_noop
from linli.kernel.moves import rules as moves
from linli.kernel.moves.rules import STAYS
from linli.kernel.people.rules import Actor, NotYourTerritory, Role
from linli.party.moves.rules import ISSUERS
from linli.party.policies.rules import Document, may_see


class Table(StrEnum):
    """What kind of table an edition is of."""

    STANDARD = "standard"
    RESPONSIBILITIES = "responsibilities"
    FOCUS = "focus"


KEEPERS: dict[Table, frozenset[Role]] = {
    Table.STANDARD: ISSUERS,
    Table.RESPONSIBILITIES: frozenset({Role.SUPERVISOR, Role.DISTRICT_DESK}),
    Table.FOCUS: frozenset({Role.SUPERVISOR, Role.DISTRICT_DESK}),
}
"""Who edits a table of a kind; a street has standards of its own (article: 东茅岭 “四四七”)."""


class Stage(StrEnum):
    """Where an edition is."""

    NONE = ""
    DRAFTED = "drafted"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


STAGE_NAMES: dict[Stage, str] = {
    Stage.NONE: "",
    Stage.DRAFTED: gettext_noop("edition drafted"),
    Stage.IN_FORCE: gettext_noop("edition in force"),
    Stage.SUPERSEDED: gettext_noop("edition superseded"),
    Stage.DROPPED: gettext_noop("draft dropped"),
}
"""English names of the stages; pages translate them."""


class Move(StrEnum):
    """What can be done to an edition."""

    DRAFT = "draft"
    REVISE = "revise"
    ADOPT = "adopt"
    DROP = "drop"
    SUPERSEDE = "supersede"


MOVE_NAMES: dict[Move, str] = {
    Move.DRAFT: gettext_noop("draft the edition"),
    Move.REVISE: gettext_noop("change the draft"),
    Move.ADOPT: gettext_noop("put in force"),
    Move.DROP: gettext_noop("drop the draft"),
    Move.SUPERSEDE: gettext_noop("supersede"),
}
"""English names of the moves; pages translate them."""

MOVES: dict[Move, tuple[frozenset[Stage], Stage | None]] = {
    Move.DRAFT: (frozenset({Stage.NONE}), Stage.DRAFTED),
    Move.REVISE: (frozenset({Stage.DRAFTED}), STAYS),
    Move.ADOPT: (frozenset({Stage.DRAFTED}), Stage.IN_FORCE),
    Move.DROP: (frozenset({Stage.DRAFTED}), Stage.DROPPED),
    Move.SUPERSEDE: (frozenset({Stage.IN_FORCE}), Stage.SUPERSEDED),
}
"""Move → from which stages, to which; putting the next one in force supersedes the one before."""


class EditionMoveNotAllowed(RuleBroken):
    """The edition cannot make this move at its present stage."""

    code = "party.edition_move_not_allowed"
    message = gettext_noop("An edition at “%(now_at)s” does not allow this step.")
    hint = gettext_noop("An edition that was put in force never changes: draft the next one.")


class DraftOpen(RuleBroken):
    """The next edition is being drafted already."""

    code = "party.draft_open"
    message = gettext_noop("The next edition is being drafted already.")
    hint = gettext_noop("Go on with that draft, or drop it first.")


class NotTheEditor(Forbidden):
    """Another office edits the table."""

    code = "party.not_the_editor"
    message = gettext_noop("This table is edited by another office.")
    hint = gettext_noop("Tell that office what should change.")


class Edition(Document, Protocol):
    """What the guard must know of an edition."""

    @property
    def table(self) -> str:
        """Return the word of the kind of table."""


def may_read(actor: Actor, edition: Edition, above: Collection[UUID]) -> bool:
    """Return whether a post may read an edition: like a document; drafts stay in the office."""
    if edition.stage in (Stage.DRAFTED, Stage.DROPPED):
        return may_edit(actor, edition)
    return may_see(actor, edition, above)


def may_edit(actor: Actor, edition: Edition) -> bool:
    """Return whether the actor's office edits the table."""
    is_keeper = actor.role in KEEPERS[Table(edition.table)]
    return is_keeper and actor.organisation_id == edition.office_id


def check_may_draft(actor: Actor, table: Table) -> None:
    """Refuse an actor whose office edits no such tables.

    Raises:
        Forbidden: the role does not, or its post belongs to no office or unit.
    """
    if actor.role not in KEEPERS[table] or not actor.organisation_id or not actor.unit_id:
        raise Forbidden


def check_may_edit(actor: Actor, edition: Edition, above: Collection[UUID]) -> None:
    """Refuse everyone but the office that edits the table.

    Raises:
        NotYourTerritory: the edition is not the actor's to know of.
        Forbidden: the role never may. NotTheEditor: another office edits it.
    """
    if not may_read(actor, edition, above):
        raise NotYourTerritory
    check_may_draft(actor, Table(edition.table))
    if actor.organisation_id != edition.office_id:
        raise NotTheEditor


def check_move(stage: Stage, move: Move) -> Stage:
    """Return the stage a move leads to.

    Raises:
        EditionMoveNotAllowed: the move is not open from ``stage``.
    """
    to = moves.target(MOVES, stage, move)
    if to is None:
        raise EditionMoveNotAllowed(now_at=Term(STAGE_NAMES[stage]))
    return to
