"""What circulating a supervision document and reading it set."""

from collections.abc import Iterable
from uuid import UUID

from linli.kernel.common.errors import RuleBroken, gettext_noop
from linli.party.deadlines.rules import Changes
from linli.party.moves.rules import Move, Stage, check_move, recipients
from linli.party.supervision.rules import Standing


class NothingNew(RuleBroken):
    """Everybody named has the document already."""

    code = "party.nothing_new"
    message = gettext_noop("Every office named has this document already.")
    hint = gettext_noop("Choose an office that it has not gone to yet.")


class AlreadyRead(RuleBroken):
    """The office has marked the document as read."""

    code = "party.already_read"
    message = gettext_noop("Your office has marked this document as read already.")
    hint = gettext_noop("Nothing more has to be done.")


def circulated(paper: Standing, offices: Iterable[UUID]) -> Changes:
    """Return what circulating to offices sets; those that have it already are left out.

    Raises:
        MoveNotAllowed.
        NothingNew: all of them have it.
    """
    check_move(Stage(paper.stage), Move.CIRCULATE)
    new = [one for one in dict.fromkeys(offices) if one not in recipients(paper)]
    if not new:
        raise NothingNew
    return {"circulated_ids": [*paper.circulated_ids, *new]}


def read(paper: Standing, office: UUID) -> Changes:
    """Return what the mark of an office that it has read the document sets.

    Raises:
        MoveNotAllowed, AlreadyRead.
    """
    check_move(Stage(paper.stage), Move.READ)
    if office in paper.read_ids:
        raise AlreadyRead
    return {"read_ids": [*paper.read_ids, office]}
