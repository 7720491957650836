"""Takes an update of another program in: words added to a case, and the step it asks for."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.clocks import queries as clocks
from linli.grid.clocks.rules import PolicyValues
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Move
from linli.grid.notes import queries as notes_left
from linli.grid.notes import services as notes
from linli.grid.notes.rules import WHO, Kind
from linli.grid.photos import services as photos
from linli.grid.published import queries as published
from linli.grid.published import rules as public
from linli.grid.steps.services import Step
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.kernel.people.rules import Actor, Role
from linli.open311.doors import services as doors
from linli.open311.doors.rules import Sender
from linli.open311.requests.rules import RequestUnknown, SameKeyOtherRequest, mine
from linli.open311.updates import rules
from linli.open311.updates.rules import Receipt


@dataclass(frozen=True, slots=True)
class Update:
    """What an update says, in clean words; ``status`` is one of ``rules.WORDS``."""

    number: str
    update_id: str
    status: str
    words: str
    pictures: tuple[photos.Sent, ...]


def receive(sender: Sender, *, read: Callable[[PolicyValues], Update], stamp: Stamp) -> Receipt:
    """Add an update to its case and take the step it asks for, where the sender may.

    The words become a note beside the case: of the reporter where a partner speaks for her,
    else of the post, for the reporter to read. A partner also reopens, a post does what it
    may; where a step is not open, the words are there all the same. The same ``update_id``
    twice is one update.

    Raises:
        KeyRefused, ScopeMissing: the key does not open this door.
        Refused: what ``read`` found wrong.
        RequestUnknown: there is no such case for this sender.
        SameKeyOtherRequest: the update came before with other content.
        NotAPicture, PictureTooLarge, TooManyPictures, TooMany.
    """
    policy = clocks.current(stamp.at).values
    with doors.let_in(sender, Scope.OPEN311_UPDATE, at=stamp.at) as holder:
        return _added(holder, read(policy), policy, stamp, is_test=sender.is_test)


def _added(
    holder: Holder, update: Update, policy: PolicyValues, stamp: Stamp, *, is_test: bool
) -> Receipt:
    actor, case_id = _actor(holder, update.number)
    key = rules.note_key(holder.key_id, update.update_id)
    cases.hold(case_id)
    before = notes_left.left(key)
    if before is not None:
        if (before.case_id, before.words) != (case_id, update.words):
            raise SameKeyOtherRequest
        return _receipt(update.number, case_id, before.entry)
    stored = photos.store(update.pictures, most=policy.photos_max, most_mb=policy.photo_max_mb)
    step = Step(case_id=case_id, words=update.words, pictures=stored)
    kind = Kind.PUBLIC if actor.role in WHO[Kind.PUBLIC] else Kind.REPORTER
    try:
        note = notes.note(actor, step=step, key=key, kind=kind, stamp=stamp)
    except BaseException as fault:
        photos.discard(stored)
        if isinstance(fault, NotFound):
            raise RequestUnknown from fault
        raise
    if is_test:
        photos.discard(stored)
    _take(actor, update, Step(case_id=case_id, words=update.words), stamp)
    return _receipt(update.number, case_id, note.entry)


def _receipt(number: str, case_id: UUID, entry: int) -> Receipt:
    row = published.by_ids([case_id])[case_id]
    return Receipt(rules.update_id(number, entry), number, public.word_of(row))


def _actor(holder: Holder, number: str) -> tuple[Actor, UUID]:
    """Return who acts on a case: the post of the key, or the reporter for whom a partner speaks.

    Raises:
        RequestUnknown: there is no such case, or a partner did not report it.
    """
    is_partner = holder.actor.role is Role.REPORTER
    case_id = published.key_of(number, mine=mine(holder.key_id) if is_partner else "")
    if case_id is None:
        raise RequestUnknown
    return (replace(holder.actor, holds=case_id) if is_partner else holder.actor), case_id


def _take(actor: Actor, update: Update, step: Step, stamp: Stamp) -> None:
    """Take the steps that an update asks for; all of them or, where one is not open, none."""
    take: dict[Move, Callable[[], object]] = {
        Move.REOPEN: lambda: verdicts.reopen(actor, step=step, stamp=stamp),
        Move.ACCEPT: lambda: handling.accept(actor, step=step, stamp=stamp),
        Move.DONE: lambda: handling.done(actor, step=step, stamp=stamp),
    }
    stage = published.by_ids([step.case_id])[step.case_id].stage
    with suppress(LinliError), transaction.atomic():
        for move in rules.asked(stage, update.status):
            take[move]()
