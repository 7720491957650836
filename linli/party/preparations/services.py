"""A compound is moved along its way, corrected with a reason, given to an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.orders.rules import MOST_TEXT
from linli.party.preparations import news, queries, rules
from linli.party.preparations.models import Preparation
from linli.party.preparations.news import PreparationNews
from linli.party.preparations.rules import Stage, Step
from linli.party.relations import queries as relations
from linli.party.relations import services as compounds
from linli.party.relations.queries import Compound
from linli.party.relations.rules import ReasonMissing


@transaction.atomic
def move(actor: Actor, *, step: Step, stage: Stage, on: date, stamp: Stamp) -> Preparation:
    """Let a compound reach a stage further on, on a day.

    Raises:
        Forbidden, NotFound: it is not the actor's to move.
        PreparationChanged, FoundedInRegister, StageNotAhead, StageDayRefused.
    """
    row, _ = _held(actor, step)
    rules.check_ahead(Stage(row.stage), stage)
    rules.check_day(on, after=row.stage_on, today=_today(stamp))
    changes: dict[str, object] = {"stage": stage.value, "stage_on": on}
    return _change(actor, row, news.PreparationMoved, changes, stamp)


@transaction.atomic
def correct(
    actor: Actor, *, step: Step, stage: Stage, on: date | None, stamp: Stamp
) -> Preparation:
    """Put a compound where it really stands, with a reason; what was said before stays recorded.

    Args:
        on: the day the stage was reached; ignored where nothing has started.

    Raises:
        Forbidden, NotFound: it is not the actor's to move.
        PreparationChanged, FoundedInRegister, StageTheSame, StageDayRefused.
        ReasonMissing, TextTooLong.
    """
    row, _ = _held(actor, step)
    rules.check_own(stage)
    said = clean(step.words, most=MOST_TEXT)
    if not said:
        raise ReasonMissing
    since = None if stage is Stage.NOT_STARTED else on
    if stage is not Stage.NOT_STARTED and since is None:
        raise rules.StageDayRefused
    if since is not None:
        rules.check_day(since, after=None, today=_today(stamp))
    if (stage.value, since) == (row.stage, row.stage_on):
        raise rules.StageTheSame
    changes: dict[str, object] = {"stage": stage.value, "stage_on": since}
    return _change(actor, row, news.PreparationCorrected, changes, stamp, payload={"text": said})


@transaction.atomic
def assign(actor: Actor, *, step: Step, organisation_id: UUID | None, stamp: Stamp) -> Preparation:
    """Give a compound to the office of its street or community, or to none.

    Raises:
        Forbidden, NotFound: it is not the actor's to move.
        PreparationChanged, NotItsOffice.
    """
    row, compound = _held(actor, step)
    if organisation_id is not None and organisation_id not in {
        office.pk for office in queries.offices_of(compound)
    }:
        raise rules.NotItsOffice
    changes: dict[str, object] = {"organisation_id": organisation_id}
    return _change(actor, row, news.PreparationAssigned, changes, stamp)


@dataclass(frozen=True, slots=True)
class Known:
    """How a compound stood before the house knew of it: where, since when, whose it is."""

    compound_id: UUID
    stage: Stage
    on: date
    organisation_id: UUID | None = None


@transaction.atomic
def enter(actor: Actor, *, rows: Sequence[Known], stamp: Stamp) -> int:
    """Enter how many compounds stand of which nothing is known yet; return how many.

    A compound that has a row already keeps it. Four statements and batches.

    Raises:
        Forbidden, NotFound: one of them is not the actor's to move.
        StageDayRefused, StageNotAhead: one has a day that cannot be, or nothing has started.
        FoundedInRegister: one has its organisation.
    """
    known = set(Preparation.objects.values_list("pk", flat=True))
    new = []
    ground = relations.ground()
    for row in rows:
        rules.check_may_move(actor, ground.compound(row.compound_id))
        rules.check_ahead(Stage.NOT_STARTED, row.stage)
        rules.check_day(row.on, after=None, today=_today(stamp))
        if row.compound_id not in known:
            new.append(row)
    changes: list[dict[str, object]] = [
        {
            "stage": row.stage.value,
            "stage_on": row.on,
            "organisation_id": row.organisation_id,
            "version": 1,
            "changed_at": stamp.at,
        }
        for row in new
    ]
    Preparation.objects.bulk_create(
        [Preparation(pk=row.compound_id, **each) for row, each in zip(new, changes, strict=True)]
    )
    lines = [
        journal.Line(
            actor=actor,
            stream=queries.stream_of(row.compound_id),
            news=news.PreparationMoved(compound_id=row.compound_id, changes=each),
            stamp=stamp,
        )
        for row, each in zip(new, changes, strict=True)
    ]
    journal.record(lines, begins=True, tell=False)
    return len(new)


def _today(stamp: Stamp) -> date:
    return timezone.localtime(stamp.at).date()


def _held(actor: Actor, step: Step) -> tuple[Preparation, Compound]:
    """Return the row of a compound, or a new one, and the compound, which is locked.

    Raises:
        Forbidden, NotFound: it is not the actor's to move.
        PreparationChanged: it is no longer the version that the step was taken on.
    """
    compounds.hold(step.compound_id)
    compound = relations.compound(step.compound_id)
    rules.check_may_move(actor, compound)
    row = Preparation.objects.filter(pk=step.compound_id).first() or Preparation(
        pk=step.compound_id, version=0
    )
    if step.version is not None and step.version != row.version:
        raise rules.PreparationChanged
    return row, compound


def _change(
    actor: Actor,
    row: Preparation,
    kind: type[PreparationNews],
    changes: dict[str, object],
    stamp: Stamp,
    *,
    payload: dict[str, object] | None = None,
) -> Preparation:
    """Store the changes of a row that is held or new, with its entry."""
    whole = {**changes, "version": row.version + 1, "changed_at": stamp.at}
    is_new = row.version == 0
    for name, value in whole.items():
        setattr(row, name, value)
    told = kind(compound_id=row.pk, changes=whole)
    line = journal.Line(
        actor=actor, stream=queries.stream_of(row.pk), news=told, stamp=stamp, payload=payload
    )
    journal.record([line], begins=is_new)
    row.save(update_fields=None if is_new else [*whole], force_insert=is_new)
    return row
