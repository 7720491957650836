"""The rules of focus as pages show them, and the focus of a compound by what it is like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.utils.translation import gettext

from linli.kernel.common.errors import NotFound, gettext_noop
from linli.kernel.compounds.models import Attributes as Known
from linli.kernel.compounds.rules import ESTATE_NAMES
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.party.focus import rules
from linli.party.focus.rules import Attributes, FocusTable, Found, Rule
from linli.party.policies.queries import above
from linli.party.records import queries as records
from linli.party.standards import queries as standards
from linli.party.tables import queries as tables
from linli.party.tables import rules as edition_rules
from linli.party.tables.models import Edition
from linli.party.tables.rules import STAGE_NAMES, Stage, Table

READ = ("estate", "has_spare_room", "spare_m2", "built_in", "households", "buildings", "lifts")
"""Attributes of a compound that rules may ask for."""

ATTRIBUTE_NAMES: dict[str, str] = {
    "estate": gettext_noop("kind of estate"),
    "has_spare_room": gettext_noop("spare room"),
    "spare_m2": gettext_noop("spare room in m²"),
    "built_in": gettext_noop("year of building"),
    "households": gettext_noop("households"),
    "buildings": gettext_noop("buildings"),
    "lifts": gettext_noop("lifts"),
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in words; ``standard_id``: the edition of its standard in force, or None."""

    key: str
    name: str
    focus: str
    when: list[str]
    standard: str
    standard_id: UUID | None


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition of the rules in a list."""

    id: UUID
    number: int
    stage: str
    stage_name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class FocusPage:
    """An edition of the rules with what its page offers.

    ``draft_id``: the draft of the next edition, where the actor's office has one open.
    """

    line: EditionLine
    version: int
    table: FocusTable
    rules: list[RuleLine]
    office: str
    history: list[EditionLine]
    is_ours: bool
    draft_id: UUID | None


@dataclass(frozen=True, slots=True)
class CompoundFocus:
    """What a compound has to see to first; ``rule`` is None where none fits or something is unknown.

    ``unknown``: in words, what of the compound has to be found out first.
    """

    rule: RuleLine | None
    unknown: list[str]


def series_of(actor: Actor) -> UUID:
    """Return the key of the rules of the district in which a post works; one statement.

    Raises:
        NotFound: the post is over no unit.
    """
    line = above(actor)
    if not line:
        raise NotFound
    return uuid5(line[-1], Table.FOCUS.value)


def of(edition: Edition) -> FocusTable:
    """Return what an edition, loaded with its words, says."""
    return rules.read(records.content_of(edition))


def current(actor: Actor) -> Edition | None:
    """Return the edition in force, else the draft of the first one, as the actor may read it."""
    found = tables.latest(actor, Table.FOCUS)
    return found[0] if found else None


def _line(row: Edition) -> EditionLine:
    name = gettext(STAGE_NAMES[Stage(row.stage)])
    return EditionLine(row.pk, row.number, row.stage, name, row.valid_from, row.valid_to)


def page(actor: Actor, edition_id: UUID) -> FocusPage:
    """Return an edition of the rules with its history.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    edition = tables.seen(actor, Table.FOCUS, edition_id)
    table, is_ours = of(edition), edition_rules.may_edit(actor, edition)
    draft = tables.draft_of(edition.series_id) if is_ours else None
    known = _standards(actor)
    return FocusPage(
        line=_line(edition),
        version=edition.version,
        table=table,
        rules=[_rule(one, known) for one in table.rules],
        office=people.organisation_names({edition.office_id}).get(edition.office_id, ""),
        history=[_line(row) for row in tables.history(actor, edition)],
        is_ours=is_ours,
        draft_id=draft.pk if draft and draft.pk != edition.pk else None,
    )


def _standards(actor: Actor) -> dict[UUID, Edition]:
    """Return series → the edition in force of each standard that a post may read."""
    return {row.series_id: row for row in tables.latest(actor, Table.STANDARD)}


def standard_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the standards that a rule can name: series and name."""
    return [(str(key), standards.of(row).name) for key, row in _standards(actor).items()]


def _rule(rule: Rule, known: Mapping[UUID, Edition]) -> RuleLine:
    row = known.get(rule.standard_id) if rule.standard_id else None
    return RuleLine(
        key=rule.key,
        name=rule.name,
        focus=rule.focus,
        when=[_condition(name, wanted) for name, wanted in rule.when.items()],
        standard=standards.of(row).name if row else "",
        standard_id=row.pk if row else None,
    )


def _condition(name: str, wanted: str) -> str:
    words = {"yes": gettext("yes"), "no": gettext("no")}
    words |= {one.value: gettext(text) for one, text in ESTATE_NAMES.items()}
    said = {"name": gettext(ATTRIBUTE_NAMES[name]), "wanted": words.get(wanted, wanted)}
    if name in rules.AT_LEAST:
        return gettext("%(name)s: at least %(wanted)s") % said
    return gettext("%(name)s: %(wanted)s") % said


def editable(actor: Actor, edition_id: UUID) -> Edition:
    """Return an edition of the rules that the actor's office edits.

    Raises:
        NotFound, Forbidden, NotTheEditor.
    """
    edition = tables.seen(actor, Table.FOCUS, edition_id)
    edition_rules.check_may_edit(actor, edition, above(actor))
    return edition


def by_attributes(actor: Actor, attributes: Attributes, *, on: date | None = None) -> CompoundFocus:
    """Return the focus that follows from plain values, by the rules in force now or on a day."""
    edition = tables.in_force(series_of(actor), on=on)
    found = rules.focus(of(edition), attributes) if edition else Found(None)
    return CompoundFocus(
        rule=_rule(found.rule, _standards(actor)) if found.rule else None,
        unknown=[gettext(ATTRIBUTE_NAMES[name]) for name in found.unknown],
    )


def of_known(actor: Actor, known: Known | None, *, on: date) -> CompoundFocus:
    """Return the focus of a compound by what is known of it, by the rules of a day."""
    attributes = {name: getattr(known, name) for name in READ} if known else {}
    return by_attributes(actor, attributes, on=on)
