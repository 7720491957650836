"""A case as pages show it: a line of a list, the whole page, its record in sentences.

Residents, officers and desks read the same query; what a post may not see is left out here,
once, and not in templates.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import UNDOABLE, stream_of
from linli.grid.catalogue import queries as catalogue
from linli.grid.categories import queries as category_names
from linli.grid.moves.rules import (
    STAGE_NAMES,
    Move,
    Stage,
    may_see_reporter,
    open_to,
)
from linli.grid.photos import queries as photos
from linli.grid.photos.models import Photo
from linli.grid.sentences import queries as record
from linli.grid.showing import rules
from linli.kernel.calendar import queries as calendar
from linli.kernel.calendar.rules import PROVISIONAL, provisional_days
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory import queries as territory
from linli.ui import pieces

EXCERPT = 60
UNIT_FIELDS = ("street_id", "community_id", "grid_id", "compound_id", "building_id")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. ``place`` is the path of unit names, widest first.

    ``superior``: the deadline of the superior that passed it down, where a desk looks.
    ``part``: the deadline of the reader's own unit's part, where it has an open one.
    """

    id: UUID
    number: str
    version: int
    title: str
    excerpt: str
    stage: str
    stage_name: str
    deadline: pieces.Deadline
    place: list[str]
    lead: str
    reported_at: datetime
    joined: int
    is_supervised: bool
    is_emergency: bool
    is_on_site: bool
    pending: str
    reopens: int
    superior: pieces.Deadline | None = None
    part: pieces.Deadline | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who reported, for the desks of the place only."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a page of one case shows to one actor; ``earlier`` are verdicts of before."""

    line: CaseLine
    text: str
    address: str
    lon: float | None
    lat: float | None
    contact: Contact | None
    steps: list[pieces.Step]
    entries: list[pieces.Entry]
    earlier: list[pieces.Entry]
    photos: list[pieces.Photo]
    roles: list[tuple[str, str]]
    moves: list[Move]
    category_code: str
    suggested_code: str
    community_id: UUID | None
    merged_into_id: UUID | None
    settled: bool | None
    satisfied: str
    may_rate: bool
    may_reopen: bool
    undo_until: datetime | None


def title(case: Case) -> str:
    """Return the name of a case's category in the reader's language, or that it has none yet."""
    if not case.category_code:
        return gettext("Category not decided yet")
    category = catalogue.category(case.category_code, edition=case.edition)
    return category_names.name(category)


def titles(case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return key → title of these cases; one statement."""
    found = Case.objects.filter(pk__in=case_ids).only("category_code", "edition")
    return {case.pk: title(case) for case in found}


def deadline(case: rules.Timed, at: datetime, why_still: str = "") -> pieces.Deadline:
    """Return the deadline of a case, or of a part of it, as the chip shows it."""
    days = calendar.calendar()
    found = rules.deadline_state(case, at=at, calendar=days)
    unsure = case.due_at is not None and provisional_days(days, at, case.due_at)
    return pieces.Deadline(
        state=found.state,
        due_at=case.due_at,
        left=found.left,
        unit=found.unit,
        why_still=why_still,
        warning=gettext(PROVISIONAL) if unsure else "",
    )


def _text(case: Case) -> Mapping[str, object]:
    content = case.words.content if case.words else None
    return content or {}


def lines(found: Sequence[Case], *, at: datetime, with_words: bool = True) -> list[CaseLine]:
    """Return cases as lines, in the order given; two statements whatever their number.

    ``with_words``: False for the eyes of neighbours, who never read what a reporter wrote.
    """
    texts = [str(_text(case).get("text", "")) if with_words else "" for case in found]
    return listed(found, texts, at=at)


def listed(found: Sequence[Any], texts: Sequence[str], *, at: datetime) -> list[CaseLine]:
    """Return as lines what has the fields of cases, and the words of each; two statements."""
    ids = {getattr(case, name) for case in found for name in UNIT_FIELDS} - {None}
    names = territory.names(ids)
    leads = people.organisation_names({case.lead_id for case in found if case.lead_id})
    return [_line(case, text, names, leads, at) for case, text in zip(found, texts, strict=True)]


def _line(
    case: Any, text: str, names: Mapping[UUID, str], leads: Mapping[UUID, str], at: datetime
) -> CaseLine:
    return CaseLine(
        id=case.id,
        number=case.number,
        version=case.version,
        title=title(case),
        excerpt=text if len(text) <= EXCERPT else text[:EXCERPT] + "…",
        stage=case.stage,
        stage_name=gettext(STAGE_NAMES[Stage(case.stage)]),
        deadline=deadline(case, at),
        place=[names[key] for name in UNIT_FIELDS if (key := getattr(case, name)) in names],
        lead=leads.get(case.lead_id, "") if case.lead_id else "",
        reported_at=case.reported_at,
        joined=case.joined,
        is_supervised=case.is_supervised,
        is_emergency=case.is_emergency,
        is_on_site=case.is_on_site,
        pending=case.pending,
        reopens=case.reopens,
    )


def page(actor: Actor, case_id: UUID, *, at: datetime, token: str = "") -> CasePage:
    """Return a case as the actor may see it; ``token`` is the capability of a reporter's link.

    Raises:
        NotFound: there is none, or it is not hers to read.
    """
    return page_of(actor, cases.seen(actor, case_id), at=at, token=token)


def page_of(actor: Actor, case: Case, *, at: datetime, token: str = "") -> CasePage:
    """Return a case that the actor sees; four statements: entries, pictures, names of both kinds."""
    entries = journal.entries(stream_of(case.pk))
    held = [case.lead_id, *case.assist_ids, *(getattr(case, name) for name in rules.ROLES_ON_CASE)]
    leads = people.organisation_names(
        {*record.offices(entry.facts for entry in entries), *filter(None, held)}
    )
    units = territory.names({getattr(case, name) for name in UNIT_FIELDS} - {None})
    is_desk = may_see_reporter(actor, case)
    pictures = photos.of_case(case.pk, for_staff=actor.is_staff, with_hidden=is_desk)
    content = _text(case)
    staff_eyes = actor.role is not Role.REPORTER
    policy, moves = cases.book_of(case, at).policy, open_to(actor, case)
    in_time = rules.is_in_time(case.closed_at, days=policy.rate_window_days, at=at)
    told = sentences(actor, case, entries, pictures, token=token, offices=leads)
    before = {str(entry.number) for entry in rules.set_aside(entries, reopens=case.reopens)}
    return CasePage(
        line=_line(case, str(content.get("text", "")), units, leads, at),
        text=str(content.get("text", "")),
        address=str(content.get("address", "")),
        lon=_degrees(content.get("lon_e6")),
        lat=_degrees(content.get("lat_e6")),
        contact=_contact(actor, case, content),
        steps=_steps(case, entries, leads, at),
        entries=told,
        earlier=[entry for entry in told if entry.key in before],
        photos=[photos.piece(picture, token, may_edit=is_desk) for picture in pictures],
        roles=_roles(case, leads) if staff_eyes else [],
        moves=moves,
        category_code=case.category_code,
        suggested_code=case.suggested_code,
        community_id=case.community_id,
        merged_into_id=case.merged_into_id,
        settled=case.settled,
        satisfied=case.satisfied,
        may_rate=in_time and rules.may_rate(case, moves),
        may_reopen=in_time and rules.may_reopen(case, moves),
        undo_until=_undo_until(actor, entries, at, policy.undo_seconds),
    )


def _roles(case: Case, names: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """Return who coordinates, received first and assists: pairs of role and organisation."""
    held = [(gettext(label), getattr(case, name)) for name, label in rules.ROLES_ON_CASE.items()]
    assists = gettext("Concerned") if case.disputed == "case" else gettext("Assists")
    held += [(assists, office) for office in case.assist_ids]
    return [(label, names[office]) for label, office in held if office in names]


def _degrees(millionths: object) -> float | None:
    return millionths / 1_000_000 if isinstance(millionths, int) else None


def _contact(actor: Actor, case: Case, content: Mapping[str, object]) -> Contact | None:
    if not may_see_reporter(actor, case):
        return None
    said = [str(content.get(name, "")) for name in ("name", "phone", "email")]
    return Contact(*said) if any(said) else None


def _undo_until(
    actor: Actor, entries: Sequence[Entry], at: datetime, seconds: int
) -> datetime | None:
    last = entries[-1]
    until = last.at + timedelta(seconds=seconds)
    is_hers = actor.post_id is not None and last.actor["post"] == str(actor.post_id)
    return until if is_hers and last.verb in UNDOABLE and at <= until else None


def _words(entry: Entry) -> str:
    payload = journal.payload_of(entry)
    content = payload.content if payload else None
    return str(content.get("text", "")) if content else ""


def why_still(entries: Sequence[Entry]) -> str:
    """Return the reason given when the present suspension was asked for; it is public."""
    asked = [
        entry
        for entry in entries
        if entry.verb == "grid.case_asked" and entry.facts.get("what") == "suspend"
    ]
    return _words(asked[-1]) if asked else ""


def _steps(
    case: Case, entries: Sequence[Entry], lead: Mapping[UUID, str], at: datetime
) -> list[pieces.Step]:
    stage = Stage(case.stage)
    times = {str(entry.facts["set"].get("stage", "")): entry.at for entry in entries}
    if stage in rules.ENDED_OTHERWISE:
        return [
            pieces.Step(gettext(rules.WAY[0][1]), "done", at=case.reported_at),
            pieces.Step(gettext(rules.ENDED_OTHERWISE[stage]), "now", at=times.get(stage.value)),
        ]
    now = rules.place_on_way(stage)
    chip = deadline(case, at, why_still(entries) if case.stands_since else "")
    steps = []
    for index, (step, label) in enumerate(rules.WAY):
        is_done = index < now or stage is Stage.CLOSED
        state = "done" if is_done else "now" if index == now else "next"
        steps.append(
            pieces.Step(
                label=gettext(label),
                state=state,
                at=times.get(step.value) if index <= now else None,
                hands=_hands(step, lead.get(case.lead_id, "") if case.lead_id else ""),
                deadline=chip if state == "now" else None,
            )
        )
    return steps


def _hands(step: Stage, lead: str) -> str:
    return lead if step in {Stage.DISPATCHED, Stage.IN_HAND} else ""


def eyes_of(actor: Actor, case: Case) -> rules.Eyes:
    """Return with whose eyes an actor reads the record of a case she may see."""
    are_staff = actor.role is not Role.REPORTER
    return rules.Eyes(are_staff, know_reporter=not are_staff or may_see_reporter(actor, case))


def sentences(
    actor: Actor,
    case: Case,
    entries: Sequence[Entry],
    pictures: Sequence[Photo],
    *,
    token: str,
    offices: Mapping[UUID, str],
) -> list[pieces.Entry]:
    """Return the record of a case in sentences, oldest first; ``entries`` with their payloads.

    What the actor may not read of it is left out. ``offices``: the names of those it tells of.
    """
    eyes, category = eyes_of(actor, case), title(case)
    names = {str(key): name for key, name in offices.items()}
    return [
        pieces.Entry(
            key=str(entry.number),
            sentence=record.said(
                rules.SENTENCES[entry.verb], record.Told(entry.facts, category, case.due_at, names)
            ),
            at=entry.at,
            who=record.who(entry.actor),
            words=_words(entry) if eyes.read_words(entry.verb) else "",
            photos=[
                photos.piece(each, token) for each in pictures if each.taken_in == entry.number
            ],
            is_public=entry.verb in rules.WORDS_FOR_ALL,
        )
        for entry in entries
        if eyes.see(entry.verb)
    ]
