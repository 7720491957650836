"""What a supervision document does to the case it is about, in the document's transaction."""

from uuid import UUID

from linli.grid.cases import services as cases
from linli.grid.cases.news import CaseSupervised
from linli.grid.files import services as files
from linli.grid.files.rules import shown_name
from linli.grid.files.services import SentFile
from linli.grid.moves.rules import Move, Stage, check_may, check_move
from linli.grid.supervising.news import CaseSupervisionEnded
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.enclosures.rules import Checked, Sent
from linli.party.supervision.queries import Followed


def check_file(sent: Sent, most_mb: int) -> Checked:
    """Return a file of a document as attachments of cases are checked.

    Raises:
        AttachmentTooLarge, FileNotTaken, FileHasProgram.
    """
    form, content = files.checked(SentFile(sent.id, sent.name, sent.content), most_mb=most_mb)
    return Checked(shown_name(sent.name, form), form.value, content)


def hold(case_id: UUID) -> None:
    """Lock the row of a case until the transaction ends.

    Raises:
        NotFound: there is no such case.
    """
    cases.hold(case_id)


def follow(actor: Actor, told: Followed, *, stamp: Stamp) -> None:
    """Put a case under supervision when a document is issued, and out of it when the last ends.

    Raises:
        NotYourTerritory, Forbidden: the actor may not supervise this case.
        MoveNotAllowed: the case has ended.
    """
    case = cases.hold(told.subject_id)
    if told.is_issue:
        check_may(actor, case, Move.SUPERVISE)
        check_move(Stage(case.stage), Move.SUPERVISE)
    cases.change(
        actor,
        case,
        news=CaseSupervised if told.is_issue else CaseSupervisionEnded,
        changes={"is_supervised": told.is_open},
        stamp=stamp,
        details={"document": told.number, "document_id": told.supervision_id},
    )
