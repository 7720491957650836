"""Takes one judged row in: a new case through the ordinary report, or what changed at a known one."""

import hashlib
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from linli.grid.cases import services as cases
from linli.grid.cases.services import Report
from linli.grid.external import services as external
from linli.grid.external.services import Coming
from linli.grid.intake.queries import Verdict
from linli.grid.intake.rules import Outcome
from linli.grid.platforms.models import Platform
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


def take(actor: Actor, platform: Platform, *, verdict: Verdict, stamp: Stamp) -> Taken:
    """Take one row in, in a transaction of its own; what is refused is said and stops nothing.

    The same number twice is one case, also when both come at once.
    """
    own = _own(stamp, platform, verdict)
    known = verdict.known.case_id if verdict.known else None
    if verdict.outcome in {Outcome.KNOWN, Outcome.REFUSED}:
        return Taken(verdict, verdict.outcome, known, verdict.error)
    try:
        with transaction.atomic():
            if verdict.outcome is Outcome.CHANGED:
                _tell_again(actor, verdict, own)
                return Taken(verdict, Outcome.CHANGED, known)
            return _new(actor, platform, verdict, own)
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


def _new(actor: Actor, platform: Platform, verdict: Verdict, stamp: Stamp) -> Taken:
    matter, place = verdict.matter, verdict.place
    if matter is None or place is None:
        raise ValueError("a new row has a matter and a place")
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
        due_at=matter.due_at,
        register_by=matter.register_by,
        category=matter.category,
        digest=matter.digest(),
    )
    external.receive(actor, case_id=case.pk, coming=coming, stamp=stamp)
    return Taken(verdict, Outcome.NEW, case.pk)


def _tell_again(actor: Actor, verdict: Verdict, stamp: Stamp) -> None:
    if verdict.matter is None or verdict.known is None:
        raise ValueError("a changed row has a matter and is known")
    external.tell_again(
        actor,
        case_id=verdict.known.case_id,
        due_at=verdict.matter.due_at,
        words=verdict.matter.words(),
        digest=verdict.matter.digest(),
        stamp=stamp,
    )
