"""Takes one judged row in: a new case through the ordinary report, or what is new at a known one."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.cases.services import Report
from linli.grid.external import services as external
from linli.grid.external.rules import Act
from linli.grid.external.services import Coming
from linli.grid.intake.queries import Verdict
from linli.grid.intake.rules import Outcome
from linli.grid.platforms.models import Platform
from linli.grid.superior_answers.rules import Answer
from linli.grid.superiors import services as superiors
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: the case it is, or why it is none."""

    verdict: Verdict
    outcome: Outcome
    case_id: UUID | None = None
    error: LinliError | None = None


def take(
    actor: Actor,
    platform: Platform,
    *,
    verdict: Verdict,
    sent_at: datetime | None = None,
    stamp: Stamp,
) -> Taken:
    """Take one row in, in a transaction of its own; what is refused is said and stops nothing.

    The same number twice is one case, also when both come at once. What a row answers takes the
    very steps that a desk's form takes.

    Args:
        sent_at: when the row reached us; now, if it is not said.
    """
    own = _own(stamp, platform, verdict)
    known = verdict.known.case_id if verdict.known else None
    if not verdict.acts:
        return Taken(verdict, verdict.outcome, known, verdict.error)
    try:
        with transaction.atomic():
            if verdict.known is None:
                return _new(actor, platform, verdict, own, sent_at=sent_at or stamp.at)
            if verdict.is_changed:
                _tell_again(actor, verdict, own, sent_at=sent_at or stamp.at)
            for answer in verdict.answers:
                _record(actor, verdict.known.case_id, answer, own)
            return Taken(verdict, verdict.outcome, known)
    except LinliError as refused:
        return Taken(verdict, Outcome.REFUSED, error=refused)


def _own(stamp: Stamp, platform: Platform, verdict: Verdict) -> Stamp:
    """Return the stamp of one row: the same moment, a salt of its own."""
    number = verdict.matter.number if verdict.matter else str(verdict.row.number)
    word = f"{platform.code}:{number}".encode()
    return replace(stamp, salt=hashlib.sha256(stamp.salt + word).digest()[:16])


def _key(stamp: Stamp, what: str) -> UUID:
    """Return a key made of the row's own stamp, so that taking in is repeatable to the byte."""
    noise = hashlib.sha256(stamp.salt + what.encode()).digest()[:10]
    return ids.make(int(stamp.at.timestamp() * 1000), noise)


def _new(
    actor: Actor, platform: Platform, verdict: Verdict, stamp: Stamp, *, sent_at: datetime
) -> Taken:
    matter, place, due_at = verdict.matter, verdict.place, verdict.due_at
    if matter is None or place is None or due_at is None:
        raise ValueError("a new row has a matter, a place and a deadline")
    case_id = _key(stamp, "case")
    report = Report(
        case_id=case_id,
        source=platform.kind,
        place=place,
        text=matter.words(),
        address=matter.address[:120],
        lon_e6=matter.lon_e6,
        lat_e6=matter.lat_e6,
        category_code=verdict.category_code,
        name=matter.name,
        phone=matter.phone,
        request_key=f"superior:{platform.code}:{matter.number}",
    )
    case = cases.report(actor, report=report, stamp=stamp)
    if case.pk != case_id:
        return Taken(verdict, Outcome.KNOWN, case.pk)
    coming = Coming(
        external_id=_key(stamp, "external"),
        platform=platform,
        number=matter.number,
        received_at=matter.received_at,
        due_at=due_at,
        register_by=matter.register_by,
        category=matter.category,
        told=matter.told(sent_at),
    )
    external.receive(actor, case_id=case.pk, coming=coming, stamp=stamp)
    return Taken(verdict, Outcome.NEW, case.pk)


def _tell_again(actor: Actor, verdict: Verdict, stamp: Stamp, *, sent_at: datetime) -> None:
    if verdict.matter is None or verdict.known is None:
        raise ValueError("a changed row has a matter and is known")
    external.tell_again(
        actor,
        case_id=verdict.known.case_id,
        told=verdict.matter.told(sent_at),
        words=verdict.matter.words(),
        stamp=stamp,
    )


def _record(actor: Actor, case_id: UUID, answer: Answer, stamp: Stamp) -> None:
    """Take the step of one answer; its stamp has a salt of its own."""
    salt = hashlib.sha256(stamp.salt + answer.act.encode()).digest()[:16]
    said: dict[str, object] = {"words": answer.words, "said_at": answer.at}
    if answer.act is Act.FOLLOW_UP:
        said |= {"settled": answer.settled, "satisfied": answer.satisfied}
    else:
        said |= {"due_at": answer.due_at}
    superiors.take(
        actor, act=answer.act, case_id=case_id, said=said, stamp=replace(stamp, salt=salt)
    )
