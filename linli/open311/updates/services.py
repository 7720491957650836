"""Takes an update of another program in: words added to a case, and the step it asks for."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from linli.grid.clocks import queries as clocks
from linli.grid.clocks.rules import PolicyValues
from linli.grid.handling import services as handling
from linli.grid.moves.rules import Move
from linli.grid.photos import services as photos
from linli.grid.published import queries as published
from linli.grid.published import rules as public
from linli.grid.remarks import services as remarks
from linli.grid.remarks.rules import Remark, SameMarkOtherRemark
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
    name: str
    phone: str
    pictures: tuple[photos.Sent, ...]


def receive(sender: Sender, *, read: Callable[[PolicyValues], Update], stamp: Stamp) -> Receipt:
    """Add an update to its case and take the step it asks for, where the sender may.

    A partner speaks for the reporters of what it reported: it adds words and reopens. A key
    of a post does what the post may. A step that is not open adds the words all the same.
    The same ``update_id`` twice is one update.

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
    remark = Remark(
        words=update.words,
        mark=rules.mark(holder.key_id, update.update_id),
        said=update.status,
        name=update.name,
        phone=update.phone,
    )
    stored = photos.store(update.pictures, most=policy.photos_max, most_mb=policy.photo_max_mb)
    try:
        done = remarks.remark(actor, case_id=case_id, remark=remark, pictures=stored, stamp=stamp)
    except BaseException as fault:
        photos.discard(stored)
        raise _as_told_here(fault) from fault
    if is_test or not done.is_new:
        photos.discard(stored)
    if done.is_new:
        _step(actor, case_id, rules.asked(done.case.stage, update.status), update.words, stamp)
    row = published.by_ids([case_id])[case_id]
    word = public.word_of(row)
    return Receipt(rules.update_id(update.number, done.number), update.number, word)


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


def _as_told_here(fault: BaseException) -> BaseException:
    if isinstance(fault, NotFound):
        return RequestUnknown()
    return SameKeyOtherRequest() if isinstance(fault, SameMarkOtherRemark) else fault


def _step(actor: Actor, case_id: UUID, moves: tuple[Move, ...], words: str, stamp: Stamp) -> None:
    """Take the steps that an update asks for; all of them or, where one is not open, none."""
    step = Step(case_id=case_id, words=words)
    take: dict[Move, Callable[[], object]] = {
        Move.REOPEN: lambda: verdicts.reopen(actor, step=step, stamp=stamp),
        Move.ACCEPT: lambda: handling.accept(actor, step=step, stamp=stamp),
        Move.DONE: lambda: handling.done(actor, step=step, stamp=stamp),
    }
    with suppress(LinliError), transaction.atomic():
        for move in moves:
            take[move]()
