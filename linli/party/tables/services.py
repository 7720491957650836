"""The next edition of a table is drafted, changed, put in force or dropped."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.party.policies.queries import above
from linli.party.policies.services import place_of
from linli.party.records import services as records
from linli.party.steps.rules import Step
from linli.party.tables import news, rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import Move, Stage, Table


def draft(
    actor: Actor,
    *,
    table: Table,
    series_id: UUID,
    edition_id: UUID,
    content: Mapping[str, object],
    stamp: Stamp,
) -> Edition:
    """Draft the first edition of a table, or the next one of a table that the office edits.

    Raises:
        Forbidden, NotFound, NotTheEditor, DraftOpen.
    """
    rules.check_may_draft(actor, table)
    before = Edition.objects.filter(series_id=series_id).order_by("pk").first()
    if before is not None:
        rules.check_may_edit(actor, before, above(actor))
    changes = {
        **place_of(actor),
        "table": table.value,
        "series_id": series_id,
        "stage": rules.check_move(Stage.NONE, Move.DRAFT).value,
        "office_id": actor.organisation_id,
        "drafted_at": stamp.at,
    }
    try:
        with transaction.atomic():
            return records.change(
                actor, Edition(id=edition_id), news=news.EditionDrafted, changes=changes,
                stamp=stamp, payload=content,
            )  # fmt: skip
    except IntegrityError as open_one:
        raise rules.DraftOpen from open_one


@transaction.atomic
def revise(actor: Actor, *, step: Step, content: Mapping[str, object], stamp: Stamp) -> Edition:
    """Change what a draft says.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed, ChangedMeanwhile.
    """
    edition = _held(actor, step, Move.REVISE)
    return records.change(
        actor, edition, news=news.EditionRevised, changes={}, stamp=stamp, payload=content
    )


@transaction.atomic
def adopt(actor: Actor, *, step: Step, stamp: Stamp) -> Edition:
    """Put a draft in force from today on; the edition before it is superseded.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed, ChangedMeanwhile.
    """
    edition = _held(actor, step, Move.ADOPT)
    same = Edition.objects.filter(series_id=edition.series_id)
    day = timezone.localdate(stamp.at)
    for before in same.select_for_update().filter(stage=Stage.IN_FORCE.value):
        stage = rules.check_move(Stage.IN_FORCE, Move.SUPERSEDE)
        changes = {"stage": stage.value, "valid_to": day}
        records.change(actor, before, news=news.EditionSuperseded, changes=changes, stamp=stamp)
    last = same.aggregate(last=Max("number"))["last"] or 0
    adopted = {"stage": Stage.IN_FORCE.value, "number": last + 1, "valid_from": day}
    return records.change(actor, edition, news=news.EditionAdopted, changes=adopted, stamp=stamp)


@transaction.atomic
def drop(actor: Actor, *, step: Step, stamp: Stamp) -> Edition:
    """Drop a draft; the edition in force stays.

    Raises:
        NotFound, Forbidden, NotTheEditor, EditionMoveNotAllowed, ChangedMeanwhile.
    """
    edition = _held(actor, step, Move.DROP)
    changes = {"stage": Stage.DROPPED.value}
    return records.change(actor, edition, news=news.EditionDropped, changes=changes, stamp=stamp)


def _held(actor: Actor, step: Step, move: Move) -> Edition:
    """Return the edition of a step with its row locked, where the actor may make the move."""
    edition: Edition = records.hold(Edition, step.paper_id)
    rules.check_may_edit(actor, edition, above(actor))
    rules.check_move(Stage(edition.stage), move)
    records.check_version(edition, step.version)
    return edition
