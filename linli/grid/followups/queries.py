"""Which closed cases somebody should still be asked about, and what was heard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.lookups import LessThan

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Satisfied
from linli.grid.cases.services import stream_of
from linli.grid.clocks import queries as clocks
from linli.grid.followups import rules
from linli.grid.followups.models import FollowUp
from linli.grid.followups.rules import Before, Contact, How, Outcome, Settled
from linli.grid.moves.rules import Move, Stage, check_may, check_move, may_see_reporter, open_to
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.people import queries as people
from linli.kernel.people.rules import DESKS, Actor


class _Share(Func):
    """The last 32 bits of a case's key, as a number from 0 to 99: a lot that nobody draws."""

    template = "mod(('x' || right(%(expressions)s::text, 8))::bit(32)::bigint, 100)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Terms:
    """Whom a desk should ask: the reporters of cases closed since a moment, how many of 100, and
    the forms of mail addresses that mail from this house reaches."""

    closed_from: datetime
    percent: int
    mail: tuple[str, ...]


def terms(at: datetime) -> Terms:
    """Return the terms in force at a moment."""
    policy = clocks.current(at).values
    mail = tuple(filter(None, (carrier.mail() for carrier in CARRIERS)))
    return Terms(at - timedelta(days=policy.rate_window_days), policy.follow_up_percent, mail)


def is_waiting(actor: Actor, asked: Terms) -> Q:
    """Return the condition under which a desk that sees a case should follow it up.

    Closed within the time for verdicts, not rated, the reporter left a telephone, or a mail
    address where mail leaves the house, nothing final was heard since, drawn by the policy's
    share, and the actor is not concerned.
    """
    if actor.role not in DESKS:
        return Q(pk__in=[])
    heard = FollowUp.objects.filter(case=OuterRef("pk"), round=OuterRef("reopens"), is_last=True)
    concerned = Q(lead_id=actor.organisation_id) | Q(handler_post_id=actor.post_id)
    concerned |= Q(handler_person_id=actor.person_id)
    due = Q(
        _is_reached(asked),
        ~Exists(heard),
        ~concerned,
        stage=Stage.CLOSED.value,
        rated_at__isnull=True,
        is_on_site=False,
        closed_at__gte=asked.closed_from,
    )
    return due if asked.percent == 100 else due & Q(LessThan(_Share(F("pk")), asked.percent))


def _is_reached(asked: Terms) -> Q:
    """Return the condition that a reporter can be called, or gets mail from this house."""
    reached = Q(words__content__phone__isnull=False) & ~Q(words__content__phone="")
    for pattern in asked.mail:
        reached |= Q(words__content__email__regex=f"^{pattern}$")
    return reached


def waiting(actor: Actor, *, at: datetime) -> QuerySet[Case]:
    """Return the cases that a desk should follow up, without order."""
    return cases.visible(actor).filter(is_waiting(actor, terms(at)))


def contact_of(case: Case) -> Contact:
    """Return what the reporter of a case left to be reached by."""
    content = (case.words.content if case.words else None) or {}
    return Contact(str(content.get("phone") or ""), str(content.get("email") or ""))


def before(case: Case, *, is_first: bool = False) -> Before:
    """Return what there is already of a case; two statements, one where nobody asked before."""
    if is_first:
        return Before(0, is_reached=False, has_phone=_has_phone(case), has_link=_has_link(case))
    rows = FollowUp.objects.filter(case=case, round=case.reopens)
    counts = rows.aggregate(
        attempts=Count("pk"),
        reached=Count("pk", filter=Q(outcome=Outcome.REACHED.value)),
        asked=Count("pk", filter=Q(outcome=Outcome.ASKED.value)),
    )
    return Before(
        attempts=counts["attempts"],
        is_reached=counts["reached"] > 0,
        is_asked=counts["asked"] > 0,
        has_phone=_has_phone(case),
        has_link=_has_link(case),
    )


def _has_phone(case: Case) -> bool:
    return bool(contact_of(case).phone)


def _has_link(case: Case) -> bool:
    return Reporter.objects.filter(case=case, is_first=True).exists()


def is_asked(case_id: UUID) -> bool:
    """Return whether the reporter was asked by message since the case was last closed."""
    asked = FollowUp.objects.filter(case=case_id, how=How.MESSAGE.value)
    return asked.filter(round=F("case__reopens")).exists()


@dataclass(frozen=True, slots=True)
class MessageText:
    """A text that a desk keeps for messages, with its placeholders."""

    key: str
    title: str
    text: str


TEXTS: list[Callable[[Actor], list[MessageText]]] = []


def word_by(texts: Callable[[Actor], list[MessageText]]) -> None:
    """Register who keeps texts for messages; called once, when its app is ready."""
    TEXTS[:] = [texts]


def texts(actor: Actor) -> list[MessageText]:
    """Return the texts that an actor can send as a message, by title."""
    return [text for kept in TEXTS for text in kept(actor)]


def is_disputed(case: Case) -> bool:
    """Return whether a desk heard since the last closing that it is not settled or not satisfying."""
    heard = FollowUp.objects.filter(case=case, round=case.reopens)
    unsettled = Q(settled__in=[word.value for word in rules.UNSETTLED])
    return heard.filter(unsettled | Q(satisfied=Satisfied.DISSATISFIED.value)).exists()


@dataclass(frozen=True, slots=True)
class Asked:
    """A follow-up by message, for whoever carries it out of the house.

    ``is_open``: she can still answer it; not where she has, or it was reopened or forgotten.
    ``text``: what the desk chose, with its placeholders; empty for the usual one. ``desk``: its name.
    """

    case_id: UUID
    number: str
    contact: Contact
    is_open: bool
    text: str
    desk: str


def asked(follow_up_id: UUID) -> Asked:
    """Return a follow-up by message with what the reporter left to be reached by."""
    row = FollowUp.objects.select_related("case__words").get(pk=follow_up_id)
    case = row.case
    is_open = case.stage == Stage.CLOSED and case.rated_at is None and case.reopens == row.round
    has_link = Reporter.objects.filter(case=case, is_first=True).exists()
    return Asked(
        case.pk,
        case.number,
        contact_of(case),
        is_open=is_open and has_link,
        text=_text_of(row),
        desk=people.office_of(row.post_id),
    )


def _text_of(row: FollowUp) -> str:
    entry = journal.entries(stream_of(row.case_id))[row.entry - 1]
    payload = journal.payload_of(entry)
    return str(((payload.content if payload else None) or {}).get("message", ""))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who takes messages out of the house; registered by whoever does.

    ``notice``: what becomes of a message to somebody, in a sentence to read before choosing it.
    ``told``: what became of the messages about a case, in sentences, oldest first.
    ``mail``: the form of a mail address that is reached, as a pattern; empty where none is.
    """

    notice: Callable[[Contact], str]
    told: Callable[[UUID], list[str]]
    mail: Callable[[], str]


CARRIERS: list[Carrier] = []


def carry_by(carrier: Carrier) -> None:
    """Register who carries messages; called once, when its app is ready."""
    CARRIERS[:] = [carrier]


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a closed case shows of follow-ups.

    ``refusal``: why none is needed or possible now, or None where the form is shown.
    ``may_reopen``: whether the same post may reopen at once what is not settled.
    ``may_message``: whether she can be asked by message; ``by_message`` says what becomes of it.
    ``messages``: what became of earlier ones.
    """

    attempts: int
    most: int
    refusal: LinliError | None
    may_reopen: bool
    has_phone: bool
    may_message: bool
    by_message: str
    messages: list[str]


def panel(actor: Actor, case: Case, *, at: datetime, is_first: bool = False) -> Panel | None:
    """Return the panel of a case for a post that may know of its reporter, or None.

    Four statements for a closed case, none for an open one. ``is_first``: the caller knows that
    nobody was asked before.
    """
    if case.stage != Stage.CLOSED or not may_see_reporter(actor, case):
        return None
    known = before(case, is_first=is_first)
    return Panel(
        attempts=known.attempts,
        most=cases.book_of(case, at).policy.follow_up_attempts,
        refusal=_refusal(actor, case, known),
        may_reopen=Move.REOPEN in open_to(actor, case),
        has_phone=known.has_phone,
        may_message=known.has_link and not known.is_asked,
        by_message=" ".join(carrier.notice(contact_of(case)) for carrier in CARRIERS),
        messages=[]
        if is_first
        else [said for carrier in CARRIERS for said in carrier.told(case.pk)],
    )


def panel_of(actor: Actor, case_id: UUID, *, at: datetime) -> Panel:
    """Return the panel of a case that a post is about to follow up.

    Raises:
        NotFound: there is no such case for this actor.
        Forbidden, AnotherPostAsks: it may not follow up this one.
        MoveNotAllowed: the case is not closed.
    """
    case = cases.seen(actor, case_id)
    check_may(actor, case, Move.FOLLOW_UP)
    found = panel(actor, case, at=at)
    if found is None:
        check_move(Stage(case.stage), Move.FOLLOW_UP)
        raise NotFound
    return found


def _refusal(actor: Actor, case: Case, known: Before) -> LinliError | None:
    try:
        rules.check_needed(case, known)
        check_may(actor, case, Move.FOLLOW_UP)
    except LinliError as refused:
        return refused
    return None


@dataclass(frozen=True, slots=True)
class HeardCounts:
    """How many cases of one span of time were closed, and what was heard when asked after it.

    Only the last answer of a case counts; what the reporter said herself is counted elsewhere.
    """

    tried: int
    reached: int
    settled: int
    satisfied: int


def heard_counts(*, begins: datetime, ends: datetime) -> HeardCounts:
    """Return what was heard of the cases reported from ``begins`` up to ``ends``; one statement."""
    later = FollowUp.objects.filter(
        case=OuterRef("case"), outcome=Outcome.REACHED.value, at__gt=OuterRef("at")
    )
    last = Q(outcome=Outcome.REACHED.value) & ~Exists(later)
    parts: dict[str, Any] = {
        "tried": Count("case", distinct=True),
        "reached": Count("case", filter=last, distinct=True),
        "settled": Count("case", filter=last & Q(settled=Settled.YES.value), distinct=True),
        "satisfied": Count("case", filter=last & Q(satisfied__in=["satisfied", "mostly"]), distinct=True),
    }  # fmt: skip
    of_span = FollowUp.objects.filter(
        case__reported_at__gte=begins, case__reported_at__lt=ends
    ).exclude(case__stage=Stage.MERGED.value)
    return HeardCounts(**of_span.aggregate(**parts))
