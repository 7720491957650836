"""What a compound has to see to first, by its kind: the first rule that fits it.

Source: article, pillar one: “新建的商住小区严格按照‘六好’要求，重点抓红色驿站、邻里中心建设；有一定
闲置空间的小区重点抓党组织阵地（即邻里议事厅）建设；确实没有可用空间的小区重点抓议事机制的建立健全”
(row P5). The rules are the district's: none is written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_RULES = 30
MOST_NAME, MOST_SOURCE, MOST_FOCUS = 60, 200, 200
"""POLICY. Rules of a table, and characters (decision 0037)."""

AT_LEAST = frozenset({"built_in", "households", "buildings", "lifts", "spare_m2"})
"""Attributes that are whole numbers: a rule asks for at least so much. All others are words."""

Value = str | bool | int | None
Attributes = Mapping[str, Value]
"""Attribute of a compound → its value; None or '' where it is not known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """For which compounds, what to see to first, and by which standard.

    ``when``: attribute → what is asked: a word, ``yes`` or ``no``, or the least whole number.
    All of them must hold; without any the rule fits every compound. ``standard_id``: the series of
    a standard, or None.
    """

    key: str
    name: str
    focus: str
    when: Mapping[str, str]
    standard_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FocusTable:
    """What one edition of the rules says; the first rule that fits a compound holds."""

    name: str
    source: str
    rules: tuple[Rule, ...] = ()

    def content(self) -> dict[str, object]:
        """Return it as the payload of an edition keeps it."""
        return {
            "name": self.name,
            "source": self.source,
            "rules": [
                {
                    "key": one.key,
                    "name": one.name,
                    "focus": one.focus,
                    "when": dict(one.when),
                    "standard": str(one.standard_id or ""),
                }
                for one in self.rules
            ],
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The rule that fits a compound, or None; ``unknown``: attributes that would decide it."""

    rule: Rule | None
    unknown: tuple[str, ...] = ()


def read(content: Mapping[str, object]) -> FocusTable:
    """Return the table that an edition keeps; an empty one where its words were erased."""
    rules = content.get("rules")
    return FocusTable(
        name=str(content.get("name", "")),
        source=str(content.get("source", "")),
        rules=tuple(_rule(one) for one in rules) if isinstance(rules, list) else (),
    )


def _rule(kept: Mapping[str, object]) -> Rule:
    when, standard = kept.get("when"), str(kept.get("standard") or "")
    return Rule(
        key=str(kept["key"]),
        name=str(kept["name"]),
        focus=str(kept["focus"]),
        when={str(k): str(v) for k, v in when.items()} if isinstance(when, Mapping) else {},
        standard_id=UUID(standard) if standard else None,
    )


class FocusRefused(InputRefused):
    """A table without name, source or rules, or a rule that says half a thing."""

    code = "party.focus_refused"
    message = gettext_noop(
        "The table needs a name, its source, and 1 to %(most)s rules, each with a name and a focus."
    )
    hint = gettext_noop("Fill in what is missing, or leave a line empty altogether.")


def check_table(table: FocusTable) -> None:
    """Refuse a table that says nothing, or half a thing.

    Raises:
        FocusRefused.
    """
    is_whole = all(one.name and one.focus for one in table.rules)
    has_rules = 0 < len(table.rules) <= MOST_RULES
    if not (table.name and table.source and is_whole and has_rules):
        raise FocusRefused(most=MOST_RULES)


def numbered(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return rules with the keys 1, 2, 3 … in their order."""
    return tuple(
        Rule(str(number), one.name, one.focus, one.when, one.standard_id)
        for number, one in enumerate(rules, start=1)
    )


def holds(attribute: str, wanted: str, value: Value) -> bool | None:
    """Return whether a compound has what is asked; None where that is not known."""
    if value is None or value == "":
        return None
    if attribute in AT_LEAST:
        return int(value) >= int(wanted)
    if isinstance(value, bool):
        return wanted == ("yes" if value else "no")
    return str(value) == wanted


def focus(table: FocusTable, attributes: Attributes) -> Found:
    """Return the first rule that fits a compound.

    A rule whose attributes are not known is not passed over: what comes after it could be wrong,
    so nothing is said and what has to be found out is named.
    """
    for rule in table.rules:
        answers = {
            name: holds(name, want, attributes.get(name)) for name, want in rule.when.items()
        }
        if False in answers.values():
            continue
        unknown = tuple(name for name, answer in answers.items() if answer is None)
        return Found(None, unknown) if unknown else Found(rule)
    return Found(None)
