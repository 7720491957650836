"""Notes are left beside a case, by staff and by the reporter, and hers are read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from linli.grid.carried.rules import NOTHING, Carried
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseNews
from linli.grid.cases.rules import Changes
from linli.grid.cases.services import change, hold, token_digest
from linli.grid.clocks import queries as clocks
from linli.grid.files import services as files
from linli.grid.files.services import SentFile
from linli.grid.notes import queries, rules
from linli.grid.notes.models import Note
from linli.grid.notes.news import CaseNoted, CaseNotePublished, CaseWordsAdded, CaseWordsHeard
from linli.grid.notes.rules import Kind
from linli.grid.photos.rules import PhotoKind
from linli.grid.photos.services import Sent
from linli.grid.steps.services import Step, needs_words, storing
from linli.kernel.common.errors import NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import services as people
from linli.kernel.people.rules import Actor

NEWS: dict[Kind, type[CaseNews]] = {
    Kind.INTERNAL: CaseNoted,
    Kind.PUBLIC: CaseNotePublished,
    Kind.REPORTER: CaseWordsAdded,
}
MINUTES = 60
HOUSEHOLDS = 10
"""So many reporters may write from one network address before it is too many."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a post leaves beside a case: words, for whom, which unit should look, what it shows."""

    case_id: UUID
    key: UUID
    kind: Kind
    words: str
    mentioned_id: UUID | None = None
    pictures: Sequence[Sent] = ()
    attached: Sequence[SentFile] = ()
    carried: Carried = NOTHING


def leave(actor: Actor, *, left: Leaving, stamp: Stamp) -> Note:
    """Leave a note with pictures and files; what is refused leaves nothing in the store.

    Those of an internal note only staff get, those of a public one also the reporter.

    Raises:
        NotAPicture, PictureTooLarge, FileNotTaken, FileHasProgram, and others of their kind.
        LinliError: whatever ``note`` refuses.
    """
    rules.check_may_note(actor, cases.seen(actor, left.case_id), left.kind)
    kind = PhotoKind.INTERNAL if left.kind is Kind.INTERNAL else PhotoKind.EVIDENCE
    sent = [replace(picture, kind=kind) for picture in left.pictures]
    waiting = tuple(replace(picture, kind=kind) for picture in left.carried.pictures)
    carried = replace(left.carried, pictures=waiting)
    with storing(sent, left.attached, carried=carried, at=stamp.at) as (pictures, kept):
        step = Step(left.case_id, words=left.words, pictures=pictures, files=kept)
        return note(
            actor,
            step=step,
            key=left.key,
            kind=left.kind,
            mentioned_id=left.mentioned_id,
            stamp=stamp,
        )


@transaction.atomic
def note(
    actor: Actor,
    *,
    step: Step,
    key: UUID,
    kind: Kind,
    mentioned_id: UUID | None = None,
    stamp: Stamp,
) -> Note:
    """Leave a note beside a case; a public one answers what the reporter added.

    Raises:
        ReasonNeeded: there are no words.
        NotOnThisCase: the unit that is mentioned has no part in the case.
        NothingMoreToSay, NotYourTerritory, Forbidden, NotFound.
    """
    case = hold(step.case_id)
    rules.check_may_note(actor, case, kind)
    needs_words(step)
    rules.check_mention(mentioned_id, queries.on_case(case))
    values: Changes = {
        "kind": kind.value,
        "post_id": actor.post_id,
        "organisation_id": actor.organisation_id,
        "mentioned_id": mentioned_id,
        "at": stamp.at,
        "entry": case.version + 1,
        "heard_at": None,
    }
    told: list[dict[str, object]] = [{"id": key, "set": values}]
    if kind is Kind.PUBLIC:
        told += _heard(case, stamp)
    number, is_shared = case.version + 1, kind is not Kind.INTERNAL
    change(
        actor,
        case,
        news=NEWS[kind],
        changes={},
        stamp=stamp,
        details={
            "note": told,
            **_named(actor, mentioned_id),
            **files.told(step.files, taken_in=number, is_shared=is_shared),
        },
        payload=step.payload(),
        pictures=step.pictures,
    )
    files.keep(case.pk, step.files, taken_in=number, is_shared=is_shared)
    return Note.objects.create(id=key, case=case, **values)


def _named(actor: Actor, mentioned_id: UUID | None) -> dict[str, object]:
    """Return the units that the sentence of the record names."""
    named = {"unit": actor.organisation_id, "mentioned": mentioned_id}
    return {role: office for role, office in named.items() if office}


def _heard(case: Case, stamp: Stamp) -> list[dict[str, object]]:
    """Mark what the reporter added as read and return what the entry has to say of it."""
    found = list(queries.unheard(case.pk).values_list("pk", flat=True))
    Note.objects.filter(pk__in=found).update(heard_at=stamp.at)
    return [{"id": key, "set": {"heard_at": stamp.at}} for key in found]


@transaction.atomic
def hear(actor: Actor, *, case_id: UUID, stamp: Stamp) -> int:
    """Say that what the reporter added was read; return how many notes that were.

    Doing it twice records nothing the second time.

    Raises:
        NothingMoreToSay, NotYourTerritory, Forbidden, NotFound.
    """
    case = hold(case_id)
    rules.check_may_note(actor, case, Kind.PUBLIC)
    told = _heard(case, stamp)
    if told:
        details = {"note": told}
        change(actor, case, news=CaseWordsHeard, changes={}, stamp=stamp, details=details)
    return len(told)


def add(token: str, *, address: str, words: str, key: UUID, stamp: Stamp) -> Note:
    """Add the words of whoever holds the link of a matter she reported.

    Raises:
        NotFound: no matter has such a link, or she joined somebody else's.
        TooMany: more than the policy allows within an hour; nothing is stored.
        ReasonNeeded, NothingMoreToSay.
    """
    holder = cases.holder(token_digest(token))
    if holder.holds is None:
        raise NotFound
    most = clocks.current(stamp.at).values.additions_an_hour
    limits = {
        people.source_digest("words:matter", str(holder.holds)): most,
        people.source_digest("words:address", address): most * HOUSEHOLDS,
    }
    people.count_attempts(limits=limits, minutes=MINUTES, at=stamp.at)
    step = Step(case_id=holder.holds, words=words)
    return note(holder, step=step, key=key, kind=Kind.REPORTER, stamp=stamp)
