"""Entries of a case's record in sentences, in the reader's language.

A sentence asks for the facts it names, and no other is worked out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, pgettext

from linli.grid.cases.rules import GROUNDS, Ground
from linli.grid.followups import rules as followups
from linli.grid.judgements import rules as judgements
from linli.grid.photos.rules import WHY_NAMES
from linli.grid.sentences import rules
from linli.kernel.people.rules import ROLE_NAMES, Role
from linli.ui import moments

Facts = Mapping[str, Any]
MENTIONED = ("unit", "mentioned")
"""Facts that name an organisation, beside the lead that an entry sets."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry tells: a sentence asks it for each fact by name, like a mapping.

    ``category`` in words; ``due_at``: the deadline the case has now; ``names``: the key of an
    organisation as text → its name.
    """

    facts: Facts
    category: str
    due_at: datetime | None
    names: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return WORDS[name](self)

    def set_to(self, field: str) -> str:
        """Return the value that the entry set a field of the case to, as text; '' for none."""
        return str(self.facts["set"].get(field) or "")

    def fact(self, name: str) -> str:
        """Return another fact of the entry as text; '' for none."""
        return str(self.facts.get(name) or "")

    def beside(self, noun: str, field: str) -> str:
        """Return what the entry set of a row beside the case; '' where it set several."""
        told = self.facts.get(noun)
        return str(told["set"].get(field) or "") if isinstance(told, dict) else ""


def said(sentence: str, told: Told) -> str:
    """Return a sentence in the reader's language, with what the entry tells."""
    words: str = gettext(sentence) % told
    return words


def who(actor: Mapping[str, str]) -> str:
    """Return who acted, by the role the entry was signed with."""
    return gettext(ROLE_NAMES[Role(actor["role"])])


def offices(entries: Iterable[Facts]) -> set[UUID]:
    """Return the keys of the organisations that the sentences of these entries may name."""
    told = [
        key
        for facts in entries
        for key in (facts["set"].get("lead_id"), *(facts.get(name) for name in MENTIONED))
    ]
    return {UUID(key) for key in told if key}


def _lead(told: Told) -> str:
    return told.names.get(told.set_to("lead_id"), "")


def _unit(told: Told) -> str:
    return told.names.get(told.fact("unit"), "")


def _mention(told: Told) -> str:
    named = told.names.get(told.fact("mentioned"), "")
    return gettext(" to %(office)s") % {"office": named} if named else ""


def _until(told: Told) -> str:
    by = told.beside("task", "due_at") or told.beside("dispute", "decide_by")
    return moments.moment(datetime.fromisoformat(by)) if by else "—"


def _due(told: Told) -> str:
    set_to = told.set_to("due_at")
    due_at = datetime.fromisoformat(set_to) if set_to else told.due_at
    return moments.moment(due_at) if due_at else "—"


def _ground(told: Told) -> str:
    ground = told.set_to("ground")
    return gettext(GROUNDS[Ground(ground)][0]) if ground else ""


def _verdict(told: Told) -> str:
    verdict = gettext("settled") if told.set_to("settled") else gettext("not settled")
    satisfied = followups.SATISFIED_NAMES.get(told.set_to("satisfied"), "")
    return _comma().join([verdict, gettext(satisfied)]) if satisfied else verdict


def _asked(told: Told) -> str:
    return gettext(rules.ASK_NAMES.get(told.fact("what"), ""))


def _finding(told: Told) -> str:
    return gettext(judgements.name(told.beside("judgement", "finding")))


def _heard(told: Told) -> str:
    row = told.facts.get("follow_up")
    heard = followups.terms(row["set"] if isinstance(row, dict) else {})
    return _comma().join(gettext(word) for word in heard)


def _moments(told: Told) -> str:
    """Return which moments of a superior moved, and to when; one may have been taken back."""
    moved = _outside(told)
    said = []
    for name, sentence in rules.MOVED.items():
        at = moved.get(name)
        if at:
            moment = moments.moment(datetime.fromisoformat(at))
            said.append(gettext(sentence) % {"at": moment})
        elif name in moved:
            said.append(gettext(rules.TAKEN_BACK))
    return _comma().join(said)


def _outside_verdict(told: Told) -> str:
    heard = _outside(told)
    verdict = gettext("settled") if heard.get("settled") else gettext("not settled")
    satisfied = gettext(followups.SATISFIED_NAMES.get(heard.get("satisfied", ""), ""))
    return _comma().join(each for each in (verdict, satisfied) if each)


def _outside(told: Told) -> Mapping[str, Any]:
    row = told.facts.get("external")
    return row["set"] if isinstance(row, dict) else {}


def _why(told: Told) -> str:
    return gettext(WHY_NAMES.get(told.fact("why"), ""))


def _comma() -> str:
    return pgettext("between the items of a list", ", ")


WORDS: dict[str, Callable[[Told], str]] = {
    "category": lambda told: told.category,
    "lead": _lead,
    "unit": _unit,
    "mention": _mention,
    "until": _until,
    "due": _due,
    "ground": _ground,
    "verdict": _verdict,
    "document": lambda told: told.fact("document"),
    "asked": _asked,
    "finding": _finding,
    "heard": _heard,
    "why": _why,
    "moments": _moments,
    "outside_verdict": _outside_verdict,
}
"""Name of a fact in a sentence → how it is said."""
