"""Steps between us and a superior: each is an entry of the case, each moves the superior's row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.cases.news import CaseNews
from linli.grid.cases.rules import Ground, Satisfied
from linli.grid.external import queries, rules
from linli.grid.external.models import External
from linli.grid.external.news import (
    SuperiorAsked,
    SuperiorDenied,
    SuperiorExported,
    SuperiorFollowedUp,
    SuperiorGranted,
    SuperiorLate,
    SuperiorMoved,
    SuperiorPassedDown,
    SuperiorReceiptLate,
    SuperiorReceiptWarned,
    SuperiorRefused,
    SuperiorRegistered,
    SuperiorReplied,
    SuperiorSentBack,
    SuperiorToldAgain,
    SuperiorWarned,
)
from linli.grid.external.rules import Changes, Result
from linli.grid.fixed_clocks.rules import Fired
from linli.grid.handling import services as handling
from linli.grid.handling.services import ReasonNeeded, Step
from linli.grid.moves.rules import Stage
from linli.grid.platforms.models import Platform
from linli.grid.superior_clocks import rules as clocks
from linli.grid.superior_clocks.rules import Moment
from linli.grid.superior_rows import rules as rows
from linli.grid.superior_rows.rules import Age, Told
from linli.grid.verdicts import services as verdicts
from linli.grid.verdicts.rules import ReopensUsedUp
from linli.kernel.common import text
from linli.kernel.journal.models import Entry
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor

MOST_WORDS = 4000
WATCHED: dict[tuple[Moment, Fired], type[CaseNews]] = {
    (Moment.RECEIPT, Fired.WARN): SuperiorReceiptWarned,
    (Moment.RECEIPT, Fired.LATE): SuperiorReceiptLate,
    (Moment.REPLY, Fired.WARN): SuperiorWarned,
    (Moment.REPLY, Fired.LATE): SuperiorLate,
}


@dataclass(frozen=True, slots=True)
class Coming:
    """What a superior says of a matter it passes down, beside the matter itself.

    ``told`` is its row, by which the next one is compared.
    """

    external_id: UUID
    platform: Platform
    number: str
    received_at: datetime
    due_at: datetime
    register_by: datetime | None = None
    category: str = ""
    told: Told | None = None


def _turn(platform_id: UUID) -> int:
    """Return the next count of a platform; whoever changes its cases waits here in turn."""
    Platform.objects.filter(pk=platform_id).update(turn=F("turn") + 1)
    return Platform.objects.values_list("turn", flat=True).get(pk=platform_id)


def _record(
    actor: Actor,
    case: Case,
    external: External,
    *,
    news: type[CaseNews],
    changes: Changes,
    stamp: Stamp,
    words: str = "",
) -> Entry:
    """Store the changes of a row whose case is held, with the entry that says them."""
    turn = _turn(external.platform_id)
    for name, value in changes.items():
        setattr(external, name, value)
    external.turn, external.watch_at = turn, clocks.next_watch_at(external)
    whole = {**changes, "turn": turn, "watch_at": external.watch_at}
    external.save(update_fields=list(whole))
    return cases.change(
        actor,
        case,
        news=news,
        changes={},
        stamp=stamp,
        details={"external": {"id": external.pk, "set": whole}},
        payload={"text": words} if words else None,
    )


@transaction.atomic
def receive(actor: Actor, *, case_id: UUID, coming: Coming, stamp: Stamp) -> External:
    """Put the superior's number and deadline beside a case that was just reported."""
    case = cases.hold(case_id)
    changes: dict[str, object] = {
        "case_id": case.pk,
        "platform_id": coming.platform.pk,
        "number": coming.number,
        "state": rules.State.RECEIVED.value,
        "received_at": coming.received_at,
        "register_by": coming.register_by,
        "due_at": coming.due_at,
        "first_due_at": coming.due_at,
        "category": coming.category,
        "turn": _turn(coming.platform.pk),
        **rows.first(coming.told),
    }
    digest = coming.told.digest if coming.told else ""
    external = External(id=coming.external_id, digest=digest, **changes)
    external.watch_at = clocks.next_watch_at(external)
    external.save(force_insert=True)
    cases.change(
        actor,
        case,
        news=SuperiorPassedDown,
        changes={},
        stamp=stamp,
        details={
            "external": {"id": external.pk, "set": {**changes, "watch_at": external.watch_at}}
        },
    )
    return external


@transaction.atomic
def tell_again(actor: Actor, *, case_id: UUID, told: Told, words: str, stamp: Stamp) -> bool:
    """Take over what a newer row of the superior changed; an older one or the same does nothing.

    Its moments count where they differ from the row before; the clocks run by the new ones.
    Returns whether it did something.

    Raises:
        Forbidden, NotYourTerritory: the matter is not the actor's.
    """
    case, external = _held(actor, case_id)
    if rows.age(external, told) is not Age.NEWER:
        return False
    changes = rows.told_again(external, told, at=stamp.at)
    external.earlier = rows.earlier(external)
    is_new = rows.has_other_words(external, told)
    external.digest = told.digest if is_new else external.digest
    external.save(update_fields=["digest", "earlier"])
    news = SuperiorMoved if rows.moves_a_clock(changes) else SuperiorToldAgain
    said = words if is_new else ""
    _record(actor, case, external, news=news, changes=changes, stamp=stamp, words=said)
    return True


def _held(actor: Actor, case_id: UUID) -> tuple[Case, External]:
    """Return a case with its row locked, and the superior's side of it.

    Raises:
        NotFound: there is none.
        Forbidden, NotYourTerritory: the actor does not answer for it.
    """
    case = cases.hold(case_id)
    external = queries.of_case(case_id)
    rules.check_may(actor, case)
    return case, external


def _words(words: str) -> str:
    """Return words made storable.

    Raises:
        ReasonNeeded: there are none.
    """
    said = text.clean(words, most=MOST_WORDS)
    if not said:
        raise ReasonNeeded
    return said


@transaction.atomic
def register(actor: Actor, *, case_id: UUID, stamp: Stamp) -> None:
    """Confirm to the superior that a matter arrived.

    Raises:
        ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    changes = rules.registered(external, at=stamp.at)
    _record(actor, case, external, news=SuperiorRegistered, changes=changes, stamp=stamp)


@transaction.atomic
def refuse(actor: Actor, *, case_id: UUID, ground: Ground, words: str, stamp: Stamp) -> None:
    """Refuse a matter to the superior on a lawful ground, with words.

    Raises:
        ReasonNeeded, ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    said = _words(words)
    changes = rules.refused(external, ground.value, at=stamp.at)
    _record(actor, case, external, news=SuperiorRefused, changes=changes, stamp=stamp, words=said)


@transaction.atomic
def ask(actor: Actor, *, case_id: UUID, until: datetime, words: str, stamp: Stamp) -> None:
    """Ask the superior for more time; its deadline stays until it answers.

    Raises:
        ReasonNeeded, ExtensionWaits, NotLater.
        ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    said = _words(words)
    changes = rules.asked(external, until)
    _record(actor, case, external, news=SuperiorAsked, changes=changes, stamp=stamp, words=said)


@transaction.atomic
def answer(
    actor: Actor,
    *,
    case_id: UUID,
    due_at: datetime | None,
    words: str = "",
    answer_key: str = "",
    stamp: Stamp,
) -> None:
    """Record what the superior answered to a wish for more time; without ``due_at`` it refused.

    Raises:
        NoExtensionAsked, NotLater, ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    changes = rules.answered(external, due_at=due_at, at=stamp.at)
    _record(
        actor,
        case,
        external,
        news=SuperiorGranted if due_at else SuperiorDenied,
        changes={**changes, "answer_key": answer_key},
        stamp=stamp,
        words=text.clean(words, most=MOST_WORDS),
    )


@transaction.atomic
def reply(actor: Actor, *, case_id: UUID, result: Result, words: str, stamp: Stamp) -> None:
    """Send the superior the reply with the result; the draft was the house's, the words are hers.

    Raises:
        ReasonNeeded: there are no words.
        NotHandledYet: nothing was done yet.
        ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    said = _words(words)
    changes = rules.replied(external, result, stage=case.stage, at=stamp.at)
    entry = _record(
        actor, case, external, news=SuperiorReplied, changes=changes, stamp=stamp, words=said
    )
    external.reply_id = entry.pk
    external.save(update_fields=["reply"])


@transaction.atomic
def export(actor: Actor, *, case_id: UUID, stamp: Stamp) -> None:
    """Record that a reply was written into a sheet for the superior; twice is recorded once.

    Raises:
        NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    if external.replied_at is None or external.exported_at is not None:
        return
    changes: Changes = {"exported_at": stamp.at}
    _record(actor, case, external, news=SuperiorExported, changes=changes, stamp=stamp)


@transaction.atomic
def follow_up(
    actor: Actor,
    *,
    case_id: UUID,
    settled: bool,
    satisfied: Satisfied,
    said_at: datetime | None = None,
    words: str = "",
    answer_key: str = "",
    stamp: Stamp,
) -> None:
    """Record what the superior's follow-up with the caller found: settled? satisfied?

    Raises:
        AnswerTooEarly, AnswerInFuture, ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    changes = rules.followed_up(
        external, settled=settled, satisfied=satisfied.value, said_at=said_at, at=stamp.at
    )
    _record(
        actor,
        case,
        external,
        news=SuperiorFollowedUp,
        changes={**changes, "answer_key": answer_key},
        stamp=stamp,
        words=text.clean(words, most=MOST_WORDS),
    )


@transaction.atomic
def send_back(
    actor: Actor,
    *,
    case_id: UUID,
    due_at: datetime,
    said_at: datetime | None = None,
    words: str,
    answer_key: str = "",
    stamp: Stamp,
) -> None:
    """Record that the superior sent a matter back: it is reopened where it was closed here.

    What was declined here is taken up again. Where our case was reopened as often as it may be, it stays closed until a desk above
    decides; the superior's clock runs all the same.

    Raises:
        ReasonNeeded, NotLater, AnswerTooEarly, AnswerInFuture.
        ActNotOpen, NotFound, Forbidden, NotYourTerritory.
    """
    case, external = _held(actor, case_id)
    said = _words(words)
    changes = rules.sent_back(external, due_at=due_at, said_at=said_at, at=stamp.at)
    changes |= {"answer_key": answer_key}
    _record(actor, case, external, news=SuperiorSentBack, changes=changes, stamp=stamp, words=said)
    if case.stage == Stage.CLOSED:
        _reopen(actor, case, said, stamp)
    elif case.stage == Stage.DECLINED:
        handling.take_up(case_id=case_id, stamp=stamp)


def _reopen(actor: Actor, case: Case, words: str, stamp: Stamp) -> None:
    try:
        with transaction.atomic():
            verdicts.reopen(actor, step=Step(case_id=case.pk, words=words), stamp=stamp)
    except ReopensUsedUp:
        return


@transaction.atomic
def watch(*, case_id: UUID, stamp: Stamp) -> Fired | None:
    """Do what a clock of the superior does by itself at this moment, and say what that was.

    Reminds before receipt is due and before the reply is; says at the moment itself, and at
    each step after it, that it was missed. Doing it twice does nothing the second time.
    """
    case = cases.hold(case_id)
    external = queries.of_case(case_id)
    due = clocks.watched(external, at=stamp.at)
    if due is None:
        return None
    moment, fired, changes = due
    _record(BY_RULE, case, external, news=WATCHED[moment, fired], changes=changes, stamp=stamp)
    return fired


@transaction.atomic
def forget(*, case_id: UUID) -> int:
    """Empty what could tell a superior's words from others; return how many rows there were."""
    return External.objects.filter(case_id=case_id).update(digest="", earlier=[])
