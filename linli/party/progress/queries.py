"""The list of compounds on their way, and the page of one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role, check_role, covers
from linli.party.preparations import queries as preparations
from linli.party.preparations.queries import NOWHERE, Standing
from linli.party.preparations.rules import (
    OWN_WAY,
    READERS,
    STAGE_NAMES,
    WAY,
    Stage,
    ahead,
    check_may_see,
    may_move,
)
from linli.party.progress.rules import SENTENCES
from linli.party.relations import queries as relations
from linli.party.relations.queries import Finding
from linli.party.relations.rules import RELATION_NAMES
from linli.party.rollout import queries as rollout
from linli.party.rollout.rules import Wave, wave_of
from linli.ui import moments, pieces
from linli.ui.pages import shown_as

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Filters:
    """How the list is narrowed, from the address of the page."""

    stage: str = ""
    relation: str = ""
    wave: int | None = None
    street: str = ""
    community: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One compound in the list; ``wave`` is 0 where it has none."""

    id: UUID
    name: str
    place: str
    stage: Stage
    stage_name: str
    stage_on: date | None
    relation_name: str
    wave: int
    office: str
    version: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the compounds that a post may see."""

    page: Page[Line]
    filters: Filters
    stages: list[tuple[str, str, int]]
    waves: list[int]
    streets: list[tuple[str, str]]


Pair = tuple[Finding, Standing]


def listing(actor: Actor, filters: Filters, *, number: str, at: datetime) -> Listing:
    """Return one page of compounds by street, community and name; nine statements when warm.

    Raises:
        Forbidden: posts of this role see none.
    """
    check_role(actor, *READERS)
    stand, plan = preparations.standings(on=timezone.localdate(at)), rollout.plan()
    waves = list(plan.waves) if plan else []
    pairs = [
        (each, stand.get(each.compound.id, NOWHERE))
        for each in relations.findings(at=at)
        if covers(actor, each.compound)
    ]
    fits = [pair for pair in pairs if _fits(pair, filters, waves)]
    chosen = [pair for pair in fits if filters.stage in ("", pair[1].stage)]
    page = Paginator(chosen, PAGE_SIZE).get_page(number)
    shown = list(page.object_list)
    offices = people.organisation_names({s.organisation_id for _, s in shown if s.organisation_id})
    streets = {str(each.compound.street_id): each.compound.street for each, _ in pairs}
    return Listing(
        page=shown_as(page, [_line(each, stands, waves, offices) for each, stands in shown]),
        filters=filters,
        stages=_stages(fits),
        waves=list(range(1, len(waves) + 1)),
        streets=list(streets.items()),
    )


def _fits(pair: Pair, filters: Filters, waves: list[Wave]) -> bool:
    found, _ = pair
    own = found.compound
    return (
        filters.relation in ("", found.relation)
        and filters.wave in (None, wave_of(found.relation, waves))
        and filters.street in ("", str(own.street_id))
        and filters.community in ("", str(own.community_id))
        and (filters.words in own.name or filters.words in own.community)
    )


def _stages(pairs: list[Pair]) -> list[tuple[str, str, int]]:
    """Return word, name and count of each stage."""
    stages = [stands.stage for _, stands in pairs]
    return [(each.value, gettext(STAGE_NAMES[each]), stages.count(each)) for each in WAY]


def _line(found: Finding, stands: Standing, waves: list[Wave], offices: dict[UUID, str]) -> Line:
    own = found.compound
    return Line(
        id=own.id,
        name=own.name,
        place=f"{own.street} {own.community}",
        stage=stands.stage,
        stage_name=gettext(STAGE_NAMES[stands.stage]),
        stage_on=stands.stage_on,
        relation_name=gettext(RELATION_NAMES[found.relation]),
        wave=wave_of(found.relation, waves),
        office=offices.get(stands.organisation_id, "") if stands.organisation_id else "",
        version=stands.version,
    )


# One compound ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompoundPage:
    """One compound on its way: where it stands, what happened, what may be done next."""

    line: Line
    steps: list[pieces.Step]
    entries: list[pieces.Entry]
    ahead: list[tuple[str, str]]
    stages: list[tuple[str, str]]
    offices: list[Organisation]
    organisation_id: UUID | None
    founded_id: UUID | None
    may_move: bool


def page(actor: Actor, compound_id: UUID, *, at: datetime) -> CompoundPage:
    """Return a compound that a post may see.

    Raises:
        Forbidden, NotFound: her role sees none; there is none, or it lies elsewhere.
    """
    check_role(actor, *READERS)
    found = relations.finding(compound_id, at=at)
    check_may_see(actor, found.compound)
    stands = preparations.standings(on=timezone.localdate(at)).get(compound_id, NOWHERE)
    plan, moves = rollout.plan(), may_move(actor, found.compound)
    entries = journal.entries(preparations.stream_of(compound_id))
    names = people.organisation_names(_named(entries, stands))
    return CompoundPage(
        line=_line(found, stands, list(plan.waves) if plan else [], names),
        steps=_steps(stands),
        entries=[_entry(each, names) for each in entries],
        ahead=[(each.value, gettext(STAGE_NAMES[each])) for each in ahead(stands.stage)],
        stages=[(each.value, gettext(STAGE_NAMES[each])) for each in OWN_WAY],
        offices=preparations.offices_of(found.compound) if moves else [],
        organisation_id=stands.organisation_id,
        founded_id=stands.founded_id,
        may_move=moves and stands.founded_id is None,
    )


def _named(entries: list[Entry], stands: Standing) -> set[UUID]:
    """Return the offices that the record of a compound names."""
    told = [entry.facts["set"].get("organisation_id") for entry in entries]
    now = [stands.organisation_id] if stands.organisation_id else []
    return {*now, *(UUID(each) for each in told if each)}


def _steps(stands: Standing) -> list[pieces.Step]:
    """Return the way of a compound; the day of the stage it has reached stands beside it."""
    now = WAY.index(stands.stage)
    return [
        pieces.Step(
            label=gettext(STAGE_NAMES[stage]).capitalize(),
            state="done" if place <= now else "now" if place == now + 1 else "next",
            note=moments.day(stands.stage_on) if stands.stage_on and place == now else "",
        )
        for place, stage in enumerate(WAY)
        if stage is not Stage.NOT_STARTED
    ]


def _entry(entry: Entry, names: dict[UUID, str]) -> pieces.Entry:
    payload, changes = journal.payload_of(entry), entry.facts["set"]
    content = payload.content if payload else None
    office, on = changes.get("organisation_id"), changes.get("stage_on")
    nobody = pgettext("whose hands", "nobody")
    facts = {
        "stage": gettext(STAGE_NAMES[Stage(changes["stage"])]) if "stage" in changes else "",
        "day": moments.day(date.fromisoformat(on)) if on else "",
        "office": names.get(UUID(office), "") if office else nobody,
    }
    return pieces.Entry(
        key=str(entry.number),
        sentence=gettext(SENTENCES[entry.verb]) % facts,
        at=entry.at,
        who=gettext(ROLE_NAMES[Role(entry.actor["role"])]),
        words=str(content.get("text", "")) if content else "",
    )
