"""A post attaches files to a case, at any stage, with a remark."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from linli.grid.attachments.news import CaseFileAttached
from linli.grid.cases import queries as case_queries
from linli.grid.cases import services as cases
from linli.grid.clocks import queries as clocks
from linli.grid.files import services as files
from linli.grid.files.queries import check_may_attach
from linli.grid.files.rules import StoredFile
from linli.grid.files.services import SentFile
from linli.grid.steps.services import Step
from linli.kernel.common.errors import LinliError
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Attached:
    """What somebody attaches; ``is_shared``: the reporter may read it too."""

    case_id: UUID
    sent: Sequence[SentFile]
    words: str = ""
    is_shared: bool = False


def attach(actor: Actor, *, attached: Attached, stamp: Stamp) -> list[StoredFile]:
    """Store files and tie them to the case with an entry of their own.

    Raises:
        TooManyFiles, AttachmentTooLarge, FileNotTaken, FileHasProgram.
        NotFound: the case is not the actor's to know of.
        Forbidden: the post only looks on.
    """
    check_may_attach(actor, case_queries.seen(actor, attached.case_id))
    policy = clocks.current(stamp.at).values
    stored = files.store(attached.sent, most=policy.files_max, most_mb=policy.file_max_mb)
    try:
        _attach(actor, attached, stored, stamp)
    except LinliError:
        files.discard(stored)
        raise
    return stored


@transaction.atomic
def _attach(actor: Actor, attached: Attached, stored: list[StoredFile], stamp: Stamp) -> None:
    case = cases.hold(attached.case_id)
    check_may_attach(actor, case)
    step = Step(case_id=case.pk, words=attached.words, files=stored)
    number, is_shared = case.version + 1, attached.is_shared
    cases.change(
        actor,
        case,
        news=CaseFileAttached,
        changes={},
        details=files.told(stored, taken_in=number, is_shared=is_shared),
        payload=step.payload(),
        stamp=stamp,
    )
    files.keep(case.pk, stored, taken_in=number, is_shared=is_shared)
