"""One Party organisation with everything its page shows, and what one is founded from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils import dateformat
from django.utils.translation import gettext, pgettext

from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role
from linli.kernel.territory import queries as territory
from linli.party.branches import queries as branches
from linli.party.branches import rules as branch_rules
from linli.party.branches.models import PartyOrganisation
from linli.party.branches.queries import Bench
from linli.party.branches.rules import (
    BASE_NAMES,
    STAGE_NAMES,
    Base,
    Kind,
    Move,
    Stage,
)
from linli.party.composition import queries as composition
from linli.party.composition.models import PropertyService
from linli.party.composition.queries import Edition
from linli.party.composition.rules import (
    MAY_SET_STATUS,
    POSTS,
    SITUATION_NAMES,
    Seat,
    Situation,
    is_filled,
    is_held,
)
from linli.party.founding import queries as founding
from linli.party.holders.rules import may_name
from linli.party.organisations import rules
from linli.party.tree.queries import Line, TermChip, lines, seat_name, term_chip
from linli.ui import pieces

MOST_PARTS, MOST_CHOICES = 200, 500


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as the page shows it: by how many it is held and by which post, never by whom.

    ``state``: filled, vacant, or other_post (held, but not by the post that is asked for).
    """

    code: str
    name: str
    held: int
    post: str
    post_name: str
    state: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation with everything its page shows.

    ``row``: as it is stored. ``seats`` are judged by the rule of today; ``asked`` is what that
    rule is called.
    """

    row: PartyOrganisation
    kind: Kind
    base: Base
    kind_name: str
    base_name: str
    stage_name: str
    is_active: bool
    path: list[str]
    remarks: list[str]
    term: TermChip | None
    seats: list[SeatLine]
    situation_name: str
    is_judged: bool
    is_situation_known: bool
    asked: str
    edition: Edition
    services: list[PropertyService]
    parts: list[Line]
    entries: list[pieces.Entry]
    moves: list[Move]
    may_set_service: bool
    has_names: bool
    compound_id: UUID | None
    choices: list[PartyOrganisation] = field(default_factory=list)
    others: list[PartyOrganisation] = field(default_factory=list)


def page(
    actor: Actor, organisation_id: UUID, *, today: date, move: Move | None = None
) -> OrganisationPage:
    """Return an organisation with its record, its parts and the steps open to the actor.

    ``move``: a step that is about to be taken; who may not take it does not get so far.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
        Forbidden, OrganisationEnded: the step is not hers, or not open.
    """
    one = branches.seen(actor, organisation_id)
    if move:
        branch_rules.check_may(actor, one, move)
        branch_rules.check_active(one.stage)
    kind, base, stage = Kind(one.kind), Base(one.base), Stage(one.stage)
    bench = branches.bench(today, [one.compound_id] if one.compound_id else [])
    standard, situation = bench.edition.standard, bench.situation(base, one.compound_id)
    is_judged = base is Base.COMPOUND and kind in standard.applies_to
    asked = standard.asked.get(situation) if is_judged else None
    moves = _moves(actor, one)
    is_active = stage is Stage.ACTIVE
    return OrganisationPage(
        row=one,
        kind=kind,
        base=base,
        kind_name=gettext(branch_rules.kind_name(kind, base)),
        base_name=gettext(BASE_NAMES[base]),
        stage_name="" if is_active else gettext(STAGE_NAMES[stage]),
        is_active=is_active,
        path=[unit.name for unit in territory.path(one.unit_id)],
        remarks=_remarks(one, bench),
        term=term_chip(one, today=today, remind_months=standard.terms.remind_months),
        seats=[_seat(seat, one) for seat in bench.seats(kind, base, one.compound_id)],
        situation_name=gettext(SITUATION_NAMES[situation]),
        is_judged=is_judged,
        is_situation_known=bool(situation.value),
        asked=_in_language(asked.name_zh, asked.name_en) if asked else "",
        edition=bench.edition,
        services=composition.services_of(one.compound_id) if one.compound_id else [],
        parts=_parts(one, today, standard.terms.remind_months),
        entries=_entries(one),
        moves=moves,
        may_set_service=is_active and actor.role in MAY_SET_STATUS,
        has_names=may_name(actor, faces_internet=settings.FACES_INTERNET),
        compound_id=one.compound_id if base is Base.COMPOUND else None,
        choices=_above(actor, one) if Move.SUBORDINATE in moves else [],
        others=_others(actor, one) if Move.MERGE in moves else [],
    )


def _in_language(zh: str, en: str) -> str:
    return seat_name(Seat("", zh, en))


def _seat(seat: Seat, one: PartyOrganisation) -> SeatLine:
    kept = one.seats.get(seat.code, {})
    post = str(kept.get("post", ""))
    state = "filled" if is_filled(seat, one.seats) else "vacant"
    if state == "vacant" and is_held(seat, one.seats):
        state = "other_post"
    return SeatLine(
        code=seat.code,
        name=seat_name(seat),
        held=int(kept.get("held", 0)),
        post=post,
        post_name=gettext(POSTS[post]) if post else "",
        state=state,
    )


def _moves(actor: Actor, one: PartyOrganisation) -> list[Move]:
    if one.stage != Stage.ACTIVE:
        return []
    has_term = one.term_ends_on is not None
    return [
        move
        for move in rules.WORDINGS
        if branch_rules.may(actor, one, move)
        and (has_term or move not in {Move.REELECT, Move.EXTEND})
    ]


def _remarks(one: PartyOrganisation, bench: Bench) -> list[str]:
    """Return what the Party's rules say about its number of members."""
    sizes, members = bench.edition.standard.sizes, one.members
    if one.kind != Kind.BRANCH or members is None or one.stage != Stage.ACTIVE:
        return []
    facts = {"most": sizes.branch_up_to, "least": sizes.founded_from}
    if members > sizes.branch_up_to:
        return [gettext("A branch has in general up to %(most)s members.") % facts]
    if members < sizes.founded_from:
        return [gettext("A branch needs %(least)s full members.") % facts]
    return []


def _parts(one: PartyOrganisation, today: date, remind_months: int) -> list[Line]:
    rows = PartyOrganisation.objects.filter(superior=one.pk, stage=Stage.ACTIVE.value)
    keys = rows.order_by("base", "unit__pinyin", "name", "pk").values_list("pk", flat=True)
    ordered = [(key, 0) for key in keys[:MOST_PARTS]]
    return lines(ordered, today=today, remind_months=remind_months) if ordered else []


def _above(actor: Actor, one: PartyOrganisation) -> list[PartyOrganisation]:
    found = founding.superiors(actor, Kind(one.kind), Base(one.base), one)
    return [each for each in found if each.pk != one.pk]


def _others(actor: Actor, one: PartyOrganisation) -> list[PartyOrganisation]:
    """Return the organisations that one may become a part of; one statement."""
    rows = branches.visible(actor).filter(stage=Stage.ACTIVE.value, street_id=one.street_id)
    rows = rows.exclude(pk=one.pk).exclude(kind=Kind.GROUP.value)
    return list(rows.order_by("name", "pk")[:MOST_CHOICES])


def _entries(one: PartyOrganisation) -> list[pieces.Entry]:
    entries = journal.entries(branches.stream_of(one.pk))
    editions = composition.editions()
    names = _names(entries)
    return [_entry(entry, names, editions) for entry in entries]


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the names of the organisations that entries speak of; one statement at most."""
    spoken = {
        str(entry.facts.get("set", {}).get(word) or "")
        for entry in entries
        for word in ("superior_id", "into_id")
    } - {""}
    if not spoken:
        return {}
    rows = PartyOrganisation.objects.filter(pk__in=spoken).values_list("pk", "name")
    return {str(key): name for key, name in rows}


def _entry(entry: Entry, names: Mapping[str, str], editions: Mapping[int, Edition]) -> pieces.Entry:
    payload = journal.payload_of(entry)
    words = payload.content if payload and isinstance(payload.content, Mapping) else {}
    return pieces.Entry(
        key=str(entry.number),
        sentence=gettext(rules.SENTENCES[entry.verb]) % _facts(entry, names, editions),
        at=entry.at,
        who=gettext(ROLE_NAMES[Role(entry.actor["role"])]),
        words=str(words.get("text", "")),
    )


def _facts(
    entry: Entry, names: Mapping[str, str], editions: Mapping[int, Edition]
) -> dict[str, str]:
    """Return what a sentence may name of an entry, in words."""
    changes = entry.facts.get("set", {})
    document = changes.get("document") or changes.get("end_document")
    document = document or entry.facts.get("document") or ""
    nobody = gettext("none that is recorded")
    return {
        "founded": _day(changes.get("founded_on")),
        "document": gettext(" (%(document)s)") % {"document": document} if document else "",
        "superior": names.get(str(changes.get("superior_id")), nobody),
        "into": names.get(str(changes.get("into_id")), ""),
        "members": str(changes.get("members")),
        "began": _day(changes.get("term_began_on")),
        "ends": _day(changes.get("term_ends_on")),
        "until": _day(changes.get("extended_to")),
        "ended": _day(changes.get("ended_on")),
        "judged": judged_words(changes, editions),
    }


def _day(written: object) -> str:
    if not written:
        return ""
    form = pgettext("date format with year", "j M Y")
    return dateformat.format(date.fromisoformat(str(written)), form)


def judged_words(changes: Mapping[str, object], editions: Mapping[int, Edition]) -> str:
    """Return in words what an entry found missing, under the standard of its own time."""
    missing = changes.get("missing")
    if not isinstance(missing, list):
        return ""
    situation = Situation(str(changes.get("situation", "")))
    edition = editions[int(str(changes.get("edition", 0)))]
    asked = edition.standard.asked.get(situation)
    names = {seat.code: seat_name(seat) for seat in asked.seats} if asked else {}
    comma = pgettext("between the items of a list", ", ")
    lacks = comma.join(names.get(code) or pgettext("seat", "secretary") for code in missing)
    facts = {"situation": gettext(SITUATION_NAMES[situation]), "lacks": lacks}
    if not missing:
        return gettext("Judged as %(situation)s: nobody is missing.") % facts
    return gettext("Judged as %(situation)s: missing %(lacks)s.") % facts
