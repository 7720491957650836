"""One supervision document with everything its page and its paper show; what a draft is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext, pgettext

from linli.kernel.calendar import queries as calendar
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role
from linli.party.deadlines import rules as deadlines
from linli.party.enclosures import queries as enclosures
from linli.party.enclosures.models import Enclosure
from linli.party.moves.rules import (
    SOURCE_NAMES,
    STAGE_NAMES,
    Move,
    Source,
    Stage,
    check_may,
    check_may_draft,
    check_move,
    open_to,
)
from linli.party.papers import rules
from linli.party.supervision import queries as supervision
from linli.party.supervision.models import Supervision
from linli.party.supervision.queries import Subject
from linli.ui import moments, pieces


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document in a list; ``deadline`` is None while it is a draft or was withdrawn."""

    id: UUID
    version: int
    number: str
    title: str
    label: str
    stage: str
    stage_name: str
    source_name: str
    issuer: str
    to: list[str]
    due_at: datetime
    deadline: pieces.Deadline | None
    chases: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """One office a document went to: whether it answered, and when it was marked as read."""

    id: UUID
    name: str
    has_answered: bool
    read_at: datetime | None
    read_by: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a document; ``office`` enclosed it; ``size`` in bytes."""

    id: UUID
    name: str
    size: int
    url: str
    office: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A document with everything its page and its paper show.

    ``paragraphs``: the requirement. ``subject``: as the actor may see it, or None.
    """

    line: PaperLine
    paragraphs: list[str]
    attachments: list[str]
    files: list[FileLine]
    subject: Subject | None
    to: list[Recipient]
    copies: list[Recipient]
    circulated: list[Recipient]
    entries: list[pieces.Entry]
    steps: list[pieces.Step]
    moves: list[Move]
    issued_at: datetime | None
    issued_day: str
    due_day: str
    choices: list[Organisation] = field(default_factory=list)


def lines(papers: Sequence[Supervision], *, at: datetime) -> list[PaperLine]:
    """Return documents as lists show them; one statement for the names of all offices.

    Their words must be loaded.
    """
    offices = {office for paper in papers for office in [paper.issuer_id, *paper.to_ids]}
    names = people.organisation_names(offices) if offices else {}
    return [line_of(paper, names, at) for paper in papers]


def line_of(paper: Supervision, names: Mapping[UUID, str], at: datetime) -> PaperLine:
    """Return a document as lists show it; ``names``: those of its offices."""
    stage = Stage(paper.stage)
    return PaperLine(
        id=paper.pk,
        version=paper.version,
        number=paper.number,
        title=str(content_of(paper).get("title", "")),
        label=paper.label,
        stage=stage.value,
        stage_name=gettext(STAGE_NAMES[stage]),
        source_name=gettext(SOURCE_NAMES[Source(paper.source)]),
        issuer=names.get(paper.issuer_id, ""),
        to=[names.get(office, "") for office in paper.to_ids],
        due_at=paper.due_at,
        deadline=deadline(paper, at),
        chases=paper.chases,
    )


def content_of(paper: Supervision) -> Mapping[str, object]:
    """Return the words of a document that was loaded with them; nothing where they are erased."""
    content = paper.words.content if paper.words else None
    return content if isinstance(content, Mapping) else {}


def deadline(paper: Supervision, at: datetime) -> pieces.Deadline | None:
    """Return the deadline of a document as the chip shows it, or None where none binds."""
    if paper.stage in (Stage.DRAFTED, Stage.WITHDRAWN):
        return None
    state = deadlines.deadline_state(paper, at=at, calendar=calendar.calendar())
    return pieces.Deadline(state=state.state, due_at=paper.due_at, left=state.left)


def page(
    actor: Actor, supervision_id: UUID, *, at: datetime, move: Move | None = None
) -> PaperPage:
    """Return a document with its record, and the offices it can still be circulated to.

    ``move``: a step that is about to be taken; who may not take it does not get so far.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
        Forbidden, MoveNotAllowed: the step is not hers, or not open now.
    """
    paper = supervision.seen(actor, supervision_id)
    if move:
        check_may(actor, paper, move)
        check_move(Stage(paper.stage), move)
    entries = journal.entries(supervision.stream_of(paper.pk))
    offices = {paper.issuer_id, *paper.to_ids, *paper.copy_ids, *paper.circulated_ids}
    names = people.organisation_names(offices)
    read = {str(e.facts["organisation"]): e for e in entries if e.verb == "party.supervision_read"}
    groups = [
        [_recipient(office, paper, names, read) for office in ids]
        for ids in (paper.to_ids, paper.copy_ids, paper.circulated_ids)
    ]
    content, moves = content_of(paper), _offered(actor, paper)
    return PaperPage(
        line=line_of(paper, names, at),
        paragraphs=[part for part in str(content.get("text", "")).split("\n") if part.strip()],
        attachments=[str(one) for one in cast("list[str]", content.get("attachments", []))],
        files=_files(paper, entries, names),
        subject=_subject(actor, paper),
        to=groups[0],
        copies=groups[1],
        circulated=groups[2],
        entries=[_entry(entry, names) for entry in entries],
        steps=_steps(paper, names, at),
        moves=moves,
        issued_at=paper.issued_at,
        issued_day=_day(paper.issued_at),
        due_day=_day(paper.due_at),
        choices=_new_offices(actor, paper) if Move.CIRCULATE in moves else [],
    )


def _files(
    paper: Supervision, entries: Sequence[Entry], names: Mapping[UUID, str]
) -> list[FileLine]:
    """Return the files of a document, each with the office that enclosed it; one statement."""
    return [
        FileLine(
            id=one.pk,
            name=one.name,
            size=one.size,
            url=reverse("party:supervision_file", args=[paper.pk, one.pk]),
            office=names.get(_office_of(entries[one.taken_in - 1], paper), ""),
        )
        for one in enclosures.of_paper(paper.pk)
    ]


def _office_of(entry: Entry, paper: Supervision) -> UUID:
    office = entry.facts.get("organisation")
    return UUID(str(office)) if office else paper.issuer_id


def enclosure(actor: Actor, supervision_id: UUID, enclosure_id: UUID) -> Enclosure:
    """Return a file of a document that the actor may read.

    Raises:
        NotFound: there is none, or it is not hers to read; the two look the same.
    """
    return enclosures.one(supervision.seen(actor, supervision_id).pk, enclosure_id)


def _day(at: datetime | None) -> str:
    """Return a date as a document writes it: year, month and day in full, without noughts.

    Source: GB/T 9704-2012, 7.3.5.4.
    """
    if at is None:
        return ""
    return dateformat.format(timezone.localdate(at), pgettext("date format with year", "j M Y"))


def _offered(actor: Actor, paper: Supervision) -> list[Move]:
    """Return the open moves worth showing: nobody answers or marks as read twice."""
    moves = open_to(actor, paper)
    done = {Move.ANSWER: paper.answered_ids, Move.READ: paper.read_ids}
    return [move for move in moves if actor.organisation_id not in done.get(move, [])]


def _new_offices(actor: Actor, paper: Supervision) -> list[Organisation]:
    has_it = {*paper.to_ids, *paper.copy_ids, *paper.circulated_ids}
    return [one for one in supervision.reachable(actor, paper) if one.pk not in has_it]


def _subject(actor: Actor, paper: Supervision) -> Subject | None:
    """Return the subject as the actor may see it; who may not sees its label only."""
    try:
        return supervision.kind_of(paper.subject_kind).one(actor, paper.subject_id)
    except NotFound:
        return None


def _recipient(
    office: UUID, paper: Supervision, names: Mapping[UUID, str], read: Mapping[str, Entry]
) -> Recipient:
    entry = read.get(str(office))
    return Recipient(
        id=office,
        name=names.get(office, ""),
        has_answered=office in paper.answered_ids,
        read_at=entry.at if entry else None,
        read_by=_who(entry) if entry else "",
    )


def _who(entry: Entry) -> str:
    return gettext(ROLE_NAMES[Role(entry.actor["role"])])


def _entry(entry: Entry, names: Mapping[UUID, str]) -> pieces.Entry:
    payload = journal.payload_of(entry)
    content = payload.content if payload and entry.verb not in supervision.WORDED else None
    return pieces.Entry(
        key=str(entry.number),
        sentence=gettext(rules.SENTENCES[entry.verb]) % _facts(entry, names),
        at=entry.at,
        who=_who(entry),
        words=str(content.get("text", "")) if content else "",
    )


def _facts(entry: Entry, names: Mapping[UUID, str]) -> dict[str, str]:
    """Return what a sentence may name of an entry, in words."""
    changes = entry.facts["set"]
    due, office = str(changes.get("due_at") or ""), str(entry.facts.get("organisation") or "")
    comma = pgettext("between the items of a list", ", ")
    others = [names.get(UUID(one), "") for one in entry.facts.get("organisations", [])]
    return {
        "number": str(changes.get("number", "")),
        "due": moments.moment(datetime.fromisoformat(due)) if due else "",
        "office": names.get(UUID(office), "") if office else "",
        "offices": comma.join(others),
        "level": str(entry.facts.get("level", "")),
    }


def _steps(paper: Supervision, names: Mapping[UUID, str], at: datetime) -> list[pieces.Step]:
    """Return the way of a document with who is at it and by when."""
    now = rules.place_on_way(Stage(paper.stage))
    moments_ = [paper.drafted_at, paper.issued_at, paper.answered_at, paper.ended_at]
    comma = pgettext("between the items of a list", ", ")
    issuer, to = names.get(paper.issuer_id, ""), comma.join(names.get(o, "") for o in paper.to_ids)
    steps = [
        pieces.Step(
            label=gettext(label),
            state="done" if place < now else "now" if place == now else "next",
            at=moments_[place] if place < now else None,
            hands=to if stage is Stage.ANSWERED else issuer,
        )
        for place, (stage, label) in enumerate(rules.WAY)
    ]
    if now == 2:
        steps[2] = replace(steps[2], deadline=deadline(paper, at))
    if paper.stage == Stage.WITHDRAWN:
        ended = pieces.Step(label=gettext("Withdrawn"), state="done", at=paper.ended_at)
        return [*[step for step in steps[:3] if step.at], ended]
    return steps


@dataclass(frozen=True, slots=True)
class Drafting:
    """What a draft is made from: the offices that may be asked or told, and the usual deadline."""

    label: str
    title: str
    url: str
    lead_id: UUID | None
    addressable: list[Organisation]
    reachable: list[Organisation]
    usual_day: date


def drafting(actor: Actor, kind: str, subject_id: UUID, *, at: datetime) -> Drafting:
    """Return what a new document about a subject is drafted from.

    Raises:
        NotFound: there is no such subject for the actor.
        Forbidden: her post issues no such documents.
    """
    subject = supervision.kind_of(kind).one(actor, subject_id)
    check_may_draft(actor, subject.place)
    days = calendar.calendar()
    return Drafting(
        label=subject.label,
        title=subject.title,
        url=subject.url,
        lead_id=subject.lead_id,
        addressable=supervision.addressable(actor, subject.place),
        reachable=supervision.reachable(actor, subject.place),
        usual_day=deadlines.usual_day(at, days),
    )


def redrafting(actor: Actor, supervision_id: UUID, *, at: datetime) -> tuple[Supervision, Drafting]:
    """Return a draft that the actor may change, and what it is made from.

    Raises:
        NotFound, NotTheIssuer, MoveNotAllowed.
    """
    paper = supervision.seen(actor, supervision_id)
    check_may(actor, paper, Move.REVISE)
    check_move(Stage(paper.stage), Move.REVISE)
    return paper, drafting(actor, paper.subject_kind, paper.subject_id, at=at)
