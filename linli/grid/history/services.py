"""The bulk door: a district's own history becomes cases with the same rows and entries.

The rules are those of the services, asked in memory; rows are written in batches and nobody
is told. A test takes 200 cases both ways and compares them byte for byte.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid.cases import queries, rules, services
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.news import (
    CaseAccepted,
    CaseClosed,
    CaseDeclined,
    CaseDispatched,
    CaseDone,
    CaseGivenBack,
    CaseNews,
    CaseRated,
    CaseRegistered,
    CaseReopened,
    CaseReported,
    CaseSentBack,
    CaseVerified,
)
from linli.grid.cases.rules import Book, Changes, Kind
from linli.grid.cases.services import Report
from linli.grid.handling import rules as handling_rules
from linli.grid.handling.services import Step
from linli.grid.history.rules import Past, StepUnknown, check_order
from linli.grid.moves.rules import MOVE_NAMES, Move, check_may
from linli.grid.numbers.queries import next_numbers
from linli.grid.verdicts import rules as verdict_rules
from linli.kernel.common.errors import Term
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor, check_may_edit_territory

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Matter:
    """One case of the past: its report, who made it, when, and what was done since."""

    report: Report
    actor: Actor
    at: datetime
    salt: bytes
    steps: Sequence[Past] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote."""

    cases: int
    entries: int


def import_cases(actor: Actor, *, matters: Sequence[Matter], recorded_at: datetime) -> Imported:
    """Store cases of the past with their entries, two thousand a transaction.

    Matters that are there already, by their request key, are passed over, so that an import
    that was cut off can be run again.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
        StepsOutOfOrder, StepUnknown, MoveNotAllowed: a history cannot have gone that way.
    """
    check_may_edit_territory(actor)
    offices = people.community_organisations()
    cases = entries = 0
    for start in range(0, len(matters), BATCH):
        done = _store(matters[start : start + BATCH], recorded_at, offices)
        cases, entries = cases + done.cases, entries + done.entries
    return Imported(cases, entries)


@transaction.atomic
def _store(matters: Sequence[Matter], recorded_at: datetime, offices: dict[UUID, UUID]) -> Imported:
    known = queries.known_keys([matter.report.request_key for matter in matters])
    new = [matter for matter in matters if matter.report.request_key not in known]
    numbers = next_numbers([matter.at for matter in new])
    cases: list[Case] = []
    lines: list[journal.Line] = []
    firsts: list[int] = []
    for matter, number in zip(new, numbers, strict=True):
        firsts.append(len(lines))
        case, told = _retold(matter, number, recorded_at, offices)
        cases.append(case)
        lines += told
    entries = journal.record(lines, begins=True, tell=False)
    reporters: list[Reporter | None] = []
    for case, matter, first in zip(cases, new, firsts, strict=True):
        entry = entries[first]
        case.words_id = entry.pk
        stamp = _stamp(matter, matter.at, recorded_at)
        reporters.append(services.first_reporter(matter.report, case, entry=entry, stamp=stamp))
    Case.objects.bulk_create(cases, batch_size=BATCH)
    Reporter.objects.bulk_create(filter(None, reporters), batch_size=BATCH)
    return Imported(len(cases), len(entries))


def _stamp(matter: Matter, at: datetime, recorded_at: datetime) -> Stamp:
    return Stamp(at=at, recorded_at=recorded_at, salt=matter.salt)


def _retold(
    matter: Matter, number: str, recorded_at: datetime, offices: dict[UUID, UUID]
) -> tuple[Case, list[journal.Line]]:
    """Return a case as its history leaves it, and the lines of that history."""
    report, book = matter.report, queries.book(matter.at)
    check_order(matter.at, matter.steps)
    kind = (
        queries.kind(report.category_code, edition=book.edition) if report.category_code else None
    )
    changes = rules.reported(kind, at=matter.at, book=book)
    if kind is None:
        changes["suggested_code"] = queries.suggestion(report.text, edition=book.edition)
    stamp = _stamp(matter, matter.at, recorded_at)
    case, first = services.prepared(report, number=number, changes=changes, stamp=stamp)
    stream = services.stream_of(case.pk)
    told: CaseNews = CaseReported(case_id=case.pk, changes=first)
    lines = [journal.Line(matter.actor, stream, told, stamp, report.payload())]
    for past in matter.steps:
        check_may(past.actor, case, past.move)
        news, set_by = _planned(past, case, book, offices)
        told = services.turned(case, news=news, changes=set_by, at=past.at)
        words = Step(case_id=case.pk, words=past.words).payload()
        lines.append(
            journal.Line(past.actor, stream, told, _stamp(matter, past.at, recorded_at), words)
        )
    return case, lines


Plan = Callable[[Past, Case, Kind, Book], Changes]

PLANS: dict[Move, tuple[type[CaseNews], Plan]] = {
    Move.ACCEPT: (
        CaseAccepted,
        lambda past, case, kind, book: handling_rules.accepted(past.actor, case, at=past.at),
    ),
    Move.GIVE_BACK: (
        CaseGivenBack,
        lambda past, case, kind, book: handling_rules.given_back(case, book=book),
    ),
    Move.DONE: (
        CaseDone,
        lambda past, case, kind, book: handling_rules.done(case, kind, at=past.at, book=book),
    ),
    Move.VERIFY: (
        CaseVerified,
        lambda past, case, kind, book: handling_rules.verified(
            past.actor, case, at=past.at, book=book
        ),
    ),
    Move.REWORK: (
        CaseSentBack,
        lambda past, case, kind, book: handling_rules.sent_back(case, kind, at=past.at, book=book),
    ),
    Move.CLOSE: (
        CaseClosed,
        lambda past, case, kind, book: handling_rules.closed(case, at=past.at),
    ),
    Move.RATE: (
        CaseRated,
        lambda past, case, kind, book: verdict_rules.rated(
            case, settled=past.settled, satisfied=past.satisfied, at=past.at, book=book
        ),
    ),
    Move.REOPEN: (
        CaseReopened,
        lambda past, case, kind, book: verdict_rules.reopened(
            past.actor, case, kind, at=past.at, book=book
        ),
    ),
}
"""Steps that need the case, its kind and its rules only; the others stand in ``_planned``."""


def _planned(
    past: Past, case: Case, book: Book, offices: dict[UUID, UUID]
) -> tuple[type[CaseNews], Changes]:
    if past.move is Move.REGISTER:
        kind = queries.kind(past.category_code or case.category_code, edition=book.edition)
        office = offices.get(case.community_id) if case.community_id else None
        return CaseRegistered, handling_rules.registered(
            past.actor, case, kind, community_org=office, at=past.at, book=book
        )
    if past.move is Move.DECLINE and past.ground is not None:
        return CaseDeclined, handling_rules.declined(case, past.ground, at=past.at)
    kind = queries.kind_of(case)
    if past.move is Move.DISPATCH and past.lead_id is not None:
        changes = handling_rules.dispatched(
            past.actor, case, kind, lead_id=past.lead_id, assist_ids=[], at=past.at, book=book
        )
        until = rules.start_until(past.due_at, past.at, book) if past.due_at else {}
        return CaseDispatched, {**changes, **until}
    if past.move not in PLANS:
        raise StepUnknown(move=Term(MOVE_NAMES[past.move]))
    news, plan = PLANS[past.move]
    return news, plan(past, case, kind, book)
