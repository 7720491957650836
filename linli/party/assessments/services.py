"""An assessment is begun against an edition in force, found item by item, finished or withdrawn."""

from typing import cast
from uuid import UUID

from django.db import transaction

from linli.kernel.common.errors import NotFound
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.kernel.places.rules import Place
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind, UnitUnknown
from linli.party.assessments import news, rules
from linli.party.assessments.models import Assessment
from linli.party.assessments.rules import EditionNotInForce, Result, Stage
from linli.party.records import services as records
from linli.party.standards import queries as standards
from linli.party.standards import rules as standard_rules
from linli.party.steps.rules import Step
from linli.party.supervision.services import need_words
from linli.party.tables import queries as tables
from linli.party.tables.rules import Stage as EditionStage
from linli.party.tables.rules import Table


@transaction.atomic
def begin(
    actor: Actor,
    *,
    assessment_id: UUID,
    edition_id: UUID,
    unit_id: UUID | None = None,
    organisation_id: UUID | None = None,
    stamp: Stamp,
) -> Assessment:
    """Begin to assess a unit of the territory, or an organisation where no unit is named.

    Raises:
        NotFound, Forbidden, NotYourTerritory, EditionNotInForce, NothingToAssess.
    """
    edition = tables.seen(actor, Table.STANDARD, edition_id)
    standard = standards.of(edition)
    if edition.stage != EditionStage.IN_FORCE:
        raise EditionNotInForce
    standard_rules.check_may_be_assessed(standard)
    name, place = _unit(unit_id) if unit_id else _organisation(organisation_id)
    rules.check_may_assess(actor, place)
    changes = {
        "edition_id": edition.pk,
        "unit_id": unit_id,
        "organisation_id": None if unit_id else organisation_id,
        "name": name,
        "district_id": place.district_id,
        "street_id": place.street_id,
        "community_id": place.community_id,
        "grid_id": place.grid_id,
        "stage": Stage.BEGUN.value,
        "office_id": actor.organisation_id,
        "of_points": rules.score(standard, {}).of,
        "begun_at": stamp.at,
    }
    new = Assessment(id=assessment_id)
    return records.change(actor, new, news=news.AssessmentBegun, changes=changes, stamp=stamp)


def _unit(unit_id: UUID) -> tuple[str, Place]:
    """Return the name of a unit, and where it lies.

    Raises:
        NotFound: there is none.
    """
    try:
        line = territory.path(unit_id)
    except UnitUnknown as unknown:
        raise NotFound from unknown
    found = {unit.kind: unit.id for unit in line}
    place = Place(
        district_id=found[Kind.DISTRICT],
        street_id=found.get(Kind.STREET),
        community_id=found.get(Kind.COMMUNITY),
        grid_id=found.get(Kind.GRID),
    )
    return line[-1].name, place


def _organisation(organisation_id: UUID | None) -> tuple[str, Place]:
    """Return the name of an organisation, and where the unit that it serves lies.

    Raises:
        NotFound: there is none, or it serves no unit.
    """
    if organisation_id is None:
        raise NotFound
    names = people.organisation_names({organisation_id})
    unit_id = people.units_of_organisations({organisation_id}).get(organisation_id)
    if organisation_id not in names or unit_id is None:
        raise NotFound
    return names[organisation_id], _unit(unit_id)[1]


@transaction.atomic
def find(actor: Actor, *, step: Step, item: str, result: Result, stamp: Stamp) -> Assessment:
    """Give one item a result with its evidence; a later result takes the place of an earlier one.

    Raises:
        NotFound, Forbidden, AnotherOfficeAssesses, AssessmentEnded, ChangedMeanwhile.
        ItemUnknown, ProofNeeded.
    """
    row = _held(actor, step)
    standard = standards.of(row.edition)
    asked = rules.item_of(standard, item)
    rules.check_proof(asked, result, has_words=bool(step.words), files=len(step.files))
    results = {**cast("dict[str, str]", row.results), item: result.value}
    score = rules.score(standard, results)
    return records.change(
        actor, row, news=news.AssessmentItemFound,
        changes={"results": results, "points": score.points, "of_points": score.of},
        details={"item": item, "result": result.value}, payload=step.payload(), files=step.files,
        stamp=stamp,
    )  # fmt: skip


@transaction.atomic
def finish(actor: Actor, *, step: Step, stamp: Stamp) -> Assessment:
    """Finish an assessment; it keeps the edition it was made against and does not change any more.

    Raises:
        NotFound, Forbidden, AnotherOfficeAssesses, AssessmentEnded, ChangedMeanwhile, ItemsOpen.
    """
    row = _held(actor, step)
    rules.check_whole(standards.of(row.edition), cast("dict[str, str]", row.results))
    changes = {"stage": Stage.FINISHED.value, "ended_at": stamp.at}
    return records.change(actor, row, news=news.AssessmentFinished, changes=changes, stamp=stamp)


@transaction.atomic
def withdraw(actor: Actor, *, step: Step, stamp: Stamp) -> Assessment:
    """Take an assessment back while it is under way, with a reason.

    Raises:
        NotFound, Forbidden, AnotherOfficeAssesses, AssessmentEnded, ChangedMeanwhile, TextNeeded.
    """
    row = _held(actor, step)
    need_words(step)
    changes = {"stage": Stage.WITHDRAWN.value, "ended_at": stamp.at}
    return records.change(
        actor, row, news=news.AssessmentWithdrawn, changes=changes, stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


def _held(actor: Actor, step: Step) -> Assessment:
    """Return the assessment of a step with its row locked, where the actor may go on with it."""
    row: Assessment = records.hold(Assessment, step.paper_id)
    rules.check_may_go_on(actor, row)
    records.check_version(row, step.version)
    return row
