"""Assessments as pages show them, and what can be assessed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.rules import DEPARTMENT, ROLE_NAMES, Actor, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.party.assessments import rules
from linli.party.assessments.models import Assessment
from linli.party.assessments.rules import RESULT_NAMES, STAGE_NAMES, Result, Score, Stage
from linli.party.enclosures import queries as enclosures
from linli.party.enclosures.models import Enclosure
from linli.party.moves.rules import READERS
from linli.party.records import queries as records
from linli.party.standards import queries as standards
from linli.party.standards.rules import Item, Standard
from linli.ui import pieces

KINDS = (Kind.COMPOUND, Kind.COMMUNITY, Kind.STREET)
"""Kinds of units that are looked for by name."""

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Target:
    """Something to assess: a unit or an organisation, and where it lies in words."""

    kind: str
    id: UUID
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment in a list."""

    id: UUID
    name: str
    standard: str
    number: int
    stage: str
    stage_name: str
    score: Score
    office: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of an item; ``size`` in bytes."""

    name: str
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the edition with what was found last; ``result`` is '' while nothing was."""

    item: Item
    result: str
    result_name: str
    words: str
    files: list[FileLine]


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """An assessment with everything its page shows."""

    line: AssessmentLine
    version: int
    edition_id: UUID
    items: list[ItemLine]
    entries: list[pieces.Entry]
    may_go_on: bool


def visible(actor: Actor) -> QuerySet[Assessment]:
    """Return the assessments a post may read; the rule of ``rules.may_see``, as a filter."""
    if actor.role not in READERS:
        return Assessment.objects.none()
    found = Q(office_id=actor.organisation_id) if actor.organisation_id else Q(pk__in=[])
    known = actor.unit_kind in {"district", "street", "community", "grid"}
    if known and actor.unit_id and actor.role not in DEPARTMENT:
        found |= Q(**{f"{actor.unit_kind}_id": actor.unit_id})
    return Assessment.objects.filter(found)


def seen(actor: Actor, assessment_id: UUID) -> Assessment:
    """Return an assessment that the actor may read, with the edition it was made against.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    found = Assessment.objects.select_related("edition__words").filter(pk=assessment_id).first()
    if found is None or not rules.may_see(actor, found):
        raise NotFound
    return found


def lines(found: Collection[Assessment]) -> list[AssessmentLine]:
    """Return assessments, loaded with their editions, as lists show them; one statement."""
    names = people.organisation_names({row.office_id for row in found})
    return [_line(row, names.get(row.office_id, "")) for row in found]


def _line(row: Assessment, office: str) -> AssessmentLine:
    return AssessmentLine(
        id=row.pk,
        name=row.name,
        standard=standards.of(row.edition).name,
        number=row.edition.number,
        stage=row.stage,
        stage_name=gettext(STAGE_NAMES[Stage(row.stage)]),
        score=Score(row.points, row.of_points),
        office=office,
        at=row.ended_at or row.begun_at,
    )


def of_edition(actor: Actor, edition_id: UUID, *, most: int = 100) -> list[AssessmentLine]:
    """Return the newest assessments against an edition of a standard; two statements."""
    found = visible(actor).filter(edition_id=edition_id).exclude(stage=Stage.WITHDRAWN.value)
    rows = found.select_related("edition__words").order_by("-begun_at", "pk")
    return lines(list(rows[:most]))


def of_unit(actor: Actor, unit_id: UUID, *, most: int = 20) -> list[AssessmentLine]:
    """Return the newest assessments of a unit of the territory; two statements."""
    found = visible(actor).filter(unit_id=unit_id).exclude(stage=Stage.WITHDRAWN.value)
    rows = found.select_related("edition__words").order_by("-begun_at", "pk")
    return lines(list(rows[:most]))


def targets(actor: Actor, words: str) -> list[Target]:
    """Return what a post may assess and these words fit: units, then organisations; at most 20."""
    if not words.strip():
        return []
    units = territory.search(words, KINDS, 3 * MOST_FOUND)
    parents = territory.listed({unit.parent_id for unit in units if unit.parent_id})
    mine = [
        Target("unit", unit.id, unit.name, unit.parent_name)
        for unit in units
        if actor.unit_kind == "district"
        or actor.unit_id in {unit.id, unit.parent_id}
        or (unit.parent_id in parents and parents[unit.parent_id].parent_id == actor.unit_id)
    ]
    offices = [
        Target("organisation", office.pk, office.name, office.unit.name if office.unit else "")
        for office in people.organisations()
        if words.strip() in office.name and _lies_below(actor, office.unit)
    ]
    return [*mine, *offices][:MOST_FOUND]


def _lies_below(actor: Actor, unit: object) -> bool:
    if actor.unit_kind == "district":
        return True
    return actor.unit_id in {getattr(unit, "pk", None), getattr(unit, "parent_id", None)}


def page(actor: Actor, assessment_id: UUID) -> AssessmentPage:
    """Return an assessment with its items, their evidence, and its record.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    row = seen(actor, assessment_id)
    [line], standard = lines([row]), standards.of(row.edition)
    entries = journal.entries(records.stream_of(row))
    files = enclosures.of_paper(row.pk, of="assessment")
    is_ours = actor.organisation_id == row.office_id and actor.role in rules.ASSESSORS
    return AssessmentPage(
        line=line,
        version=row.version,
        edition_id=row.edition_id,
        items=[_item(item, row, entries, files) for item in standard.items],
        entries=[_entry(entry, standard) for entry in entries],
        may_go_on=is_ours and row.stage == Stage.BEGUN,
    )


def _item(item: Item, row: Assessment, entries: list[Entry], files: list[Enclosure]) -> ItemLine:
    told = [entry for entry in entries if entry.facts.get("item") == item.key]
    result = cast("dict[str, str]", row.results).get(item.key, "")
    numbers = {entry.number for entry in told}
    return ItemLine(
        item=item,
        result=result,
        result_name=gettext(RESULT_NAMES[Result(result)]) if result else "",
        words=_words(told[-1]) if told else "",
        files=[
            FileLine(one.name, one.size, reverse("party:assessment_file", args=[row.pk, one.pk]))
            for one in files
            if one.taken_in in numbers
        ],
    )


def item_line(page: AssessmentPage, key: str) -> ItemLine:
    """Return one item of the page of an assessment.

    Raises:
        NotFound: it has none under this key.
    """
    for line in page.items:
        if line.item.key == key:
            return line
    raise NotFound


def _words(entry: Entry) -> str:
    payload = journal.payload_of(entry)
    return str((payload.content or {}).get("text", "")) if payload else ""


def _entry(entry: Entry, standard: Standard) -> pieces.Entry:
    key = str(entry.facts.get("item", ""))
    text = next((item.text for item in standard.items if item.key == key), "")
    result = str(entry.facts.get("result", ""))
    facts = {"item": text, "result": gettext(RESULT_NAMES[Result(result)]) if result else ""}
    return pieces.Entry(
        key=str(entry.number),
        sentence=gettext(rules.SENTENCES[entry.verb]) % facts,
        at=entry.at,
        who=gettext(ROLE_NAMES[Role(entry.actor["role"])]),
        words=_words(entry),
    )


def file(actor: Actor, assessment_id: UUID, file_id: UUID) -> Enclosure:
    """Return a file of an assessment that the actor may read.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    return enclosures.one(seen(actor, assessment_id).pk, file_id, of="assessment")
