"""A district adopts its tolerance; a person finds of which kind a compound is."""

from uuid import UUID

from django.db import transaction

from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind
from linli.party.orders.rules import MOST_TEXT
from linli.party.relations import queries, rules
from linli.party.relations.models import SizeTolerance, SizeVerdict
from linli.party.relations.news import SizeToleranceAdopted, SizeVerdictGiven
from linli.party.relations.rules import DECIDED, Relation, Tolerance


@transaction.atomic
def adopt(actor: Actor, *, tolerance: Tolerance, source: str, stamp: Stamp) -> SizeTolerance:
    """Compare with another tolerance from the moment of the stamp; verdicts stand.

    Args:
        source: the document that decided it.

    Raises:
        Forbidden: the actor is neither district desk, operator nor the house itself.
        ToleranceRefused, ToleranceTooEarly, ReasonMissing, TextTooLong.
    """
    rules.check_may_set(actor)
    rules.check_tolerance(tolerance)
    said = _words(source, most=200)
    last = SizeTolerance.objects.select_for_update().order_by("-version").first()
    if last is not None and stamp.at <= last.valid_from:
        raise rules.ToleranceTooEarly
    row = SizeTolerance.objects.create(
        version=last.version + 1 if last else 1,
        valid_from=stamp.at,
        percent=tolerance.percent,
        band=tolerance.band,
        source=said,
    )
    told = SizeToleranceAdopted(
        version=row.version, percent=row.percent, band=row.band, source=said
    )
    journal.record(
        [journal.Line(actor=actor, stream=queries.TOLERANCE_STREAM, news=told, stamp=stamp)]
    )
    return row


@transaction.atomic
def decide(
    actor: Actor, *, compound_id: UUID, relation: Relation, words: str, stamp: Stamp
) -> SizeVerdict:
    """Find of which kind a compound is, with a reason, until an outline it hangs on changes.

    Raises:
        NotFound: there is no such compound for the actor.
        Forbidden: her post finds no kinds.
        RelationUndecidable, ReasonMissing, TextTooLong.
    """
    hold(compound_id)
    found = queries.finding(compound_id, at=stamp.at)
    rules.check_may_decide(actor, found.compound)
    if relation not in DECIDED:
        raise rules.RelationUndecidable
    said = _words(words, most=MOST_TEXT)
    told = SizeVerdictGiven(
        compound_id=compound_id,
        relation=relation.value,
        computed=found.computed.value,
        fingerprint=queries.ground().fingerprint(compound_id),
    )
    line = journal.Line(
        actor=actor,
        stream=queries.stream_of(compound_id),
        news=told,
        stamp=stamp,
        payload={"text": said},
    )
    [entry] = journal.record([line])
    row, _ = SizeVerdict.objects.update_or_create(
        pk=compound_id,
        defaults={
            "relation": told.relation,
            "computed": told.computed,
            "fingerprint": told.fingerprint,
            "given_at": stamp.at,
            "words_id": entry.pk,
        },
    )
    return row


def hold(compound_id: UUID) -> None:
    """Lock a present compound, so that what is written of it follows one another.

    Raises:
        NotFound: there is no such compound.
    """
    held = Unit.objects.select_for_update(no_key=True).filter(pk=compound_id, valid_to=None)
    if held.filter(kind=Kind.COMPOUND.value).first() is None:
        raise NotFound


def _words(words: str, *, most: int) -> str:
    """Return what was said.

    Raises:
        ReasonMissing: nothing. TextTooLong: too much.
    """
    said = clean(words, most=most)
    if not said:
        raise rules.ReasonMissing
    return said
