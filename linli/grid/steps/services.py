"""What every step on a case brings, and how it is taken: held, guarded, recorded."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid.carried import services as carrying
from linli.grid.carried.rules import NOTHING, Carried, CarriedGone
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseNews
from linli.grid.cases.rules import Changes
from linli.grid.cases.services import change, check_version, hold
from linli.grid.files import services as files
from linli.grid.files.rules import StoredFile
from linli.grid.files.services import SentFile
from linli.grid.moves.rules import Move, check_may
from linli.grid.photos.rules import Stored
from linli.grid.photos.services import Sent
from linli.grid.steps.rules import check_not_disputed
from linli.kernel.common.errors import InputRefused, LinliError, gettext_noop
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


class ReasonNeeded(InputRefused):
    """The step needs a reason in words."""

    code = "grid.reason_needed"
    message = gettext_noop("This step needs a reason.")
    hint = gettext_noop("Say in a sentence why; those concerned will read it.")


@dataclass(frozen=True, slots=True)
class Step:
    """What every step on a case brings: which case, in which version, words, pictures, files."""

    case_id: UUID
    version: int | None = None
    words: str = ""
    pictures: list[Stored] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)

    def payload(self) -> dict[str, object] | None:
        """Return words, pictures and the names of files as an erasable payload, or None."""
        if not (self.words or self.pictures or self.files):
            return None
        said: dict[str, object] = {
            "text": self.words,
            "photos": [picture.digest for picture in self.pictures],
        }
        return said | ({"files": [one.name for one in self.files]} if self.files else {})


@contextmanager
def storing(
    pictures: Sequence[Sent],
    attached: Sequence[SentFile],
    *,
    carried: Carried = NOTHING,
    at: datetime,
) -> Iterator[tuple[list[Stored], list[StoredFile]]]:
    """Store pictures and files for a step; what was stored is removed again where it is refused.

    What the form carried already goes with it, and stays in the store for the form otherwise.

    Raises:
        TooManyPictures, NotAPicture, PictureTooLarge, PictureIsHeic.
        TooManyFiles, AttachmentTooLarge, FileNotTaken, FileHasProgram.
        CarriedGone: what the form carried came with another step already.
    """
    stored = carrying.store(pictures, attached, carried=carried, at=at)
    try:
        yield list(stored.pictures), list(stored.files)
    except LinliError:
        carrying.discard(stored, but=carried)
        raise
    except IntegrityError as twice:
        carrying.discard(stored, but=carried)
        if carried:
            raise CarriedGone from twice
        raise


def needs_words(step: Step) -> None:
    """Refuse a step without a reason.

    Raises:
        ReasonNeeded: there are no words.
    """
    if not step.words:
        raise ReasonNeeded


@transaction.atomic(savepoint=False)
def held(actor: Actor, step: Step, *, move: Move) -> Case:
    """Return the case of a step with its row locked, where the actor may make the move.

    The guard comes before the version: who may not know of a case learns nothing of it.

    Raises:
        NotFound, NotYourTerritory, Forbidden, ChangedMeanwhile, InDispute.
    """
    case = hold(step.case_id)
    check_may(actor, case, move)
    check_version(case, step.version)
    check_not_disputed(case.disputed, move)
    return case


def take(
    actor: Actor,
    case: Case,
    *,
    news: type[CaseNews],
    changes: Changes,
    step: Step,
    stamp: Stamp,
    details: Mapping[str, object] | None = None,
) -> Case:
    """Record a step on a case that is held, with its pictures and files; return the case."""
    number = case.version + 1
    change(
        actor,
        case,
        news=news,
        changes=changes,
        stamp=stamp,
        details={**(details or {}), **files.told(step.files, taken_in=number)},
        payload=step.payload(),
        pictures=step.pictures,
    )
    files.keep(case.pk, step.files, taken_in=number)
    return case
