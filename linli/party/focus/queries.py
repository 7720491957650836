"""The rules of focus as pages show them, and the focus of a compound by what it is like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from linli.kernel.common.errors import gettext_noop
from linli.kernel.compounds.models import Attributes as Known
from linli.kernel.compounds.rules import ESTATE_NAMES
from linli.kernel.people.rules import Actor
from linli.party.focus import rules
from linli.party.focus.rules import Attributes, FocusTable, Found, Rule
from linli.party.records import queries as records
from linli.party.standards import queries as standards
from linli.party.tables import queries as tables
from linli.party.tables.models import Edition
from linli.party.tables.queries import Around
from linli.party.tables.rules import Table

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
class FocusPage:
    """An edition of the rules with what its page offers."""

    around: Around
    table: FocusTable
    rules: list[RuleLine]


@dataclass(frozen=True, slots=True)
class CompoundFocus:
    """What a compound has to see to first; ``rule`` is None where none fits or something is unknown.

    ``unknown``: in words, what of the compound has to be found out first.
    """

    rule: RuleLine | None
    unknown: list[str]


def of(edition: Edition) -> FocusTable:
    """Return what an edition, loaded with its words, says."""
    return rules.read(records.content_of(edition))


def page(actor: Actor, edition_id: UUID) -> FocusPage:
    """Return an edition of the rules with its history.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    edition = tables.seen(actor, Table.FOCUS, edition_id)
    table, known = of(edition), _standards(actor)
    said = [_rule(one, known) for one in table.rules]
    return FocusPage(tables.around(actor, edition), table, said)


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


def by_attributes(actor: Actor, attributes: Attributes, *, on: date | None = None) -> CompoundFocus:
    """Return the focus that follows from plain values, by the rules in force now or on a day."""
    edition = tables.in_force(tables.series_of(actor, Table.FOCUS), on=on)
    found = rules.focus(of(edition), attributes) if edition else Found(None)
    return CompoundFocus(
        rule=_rule(found.rule, _standards(actor)) if found.rule else None,
        unknown=[gettext(ATTRIBUTE_NAMES[name]) for name in found.unknown],
    )


def of_known(actor: Actor, known: Known | None, *, on: date) -> CompoundFocus:
    """Return the focus of a compound by what is known of it, by the rules of a day."""
    attributes = {name: getattr(known, name) for name in READ} if known else {}
    return by_attributes(actor, attributes, on=on)
