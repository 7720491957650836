"""Which macros a post finds, and their steps in words."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from linli.grid.catalogue import queries as catalogue
from linli.grid.categories import queries as category_names
from linli.grid.macros.models import Macro
from linli.grid.macros.rules import ACTION_NAMES, Action, MacroStep, may_begin, steps_of
from linli.grid.phrases.queries import kept_for
from linli.kernel.common.errors import NotFound
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor


def of_actor(actor: Actor, kept: Q | None = None) -> list[Macro]:
    """Return the macros an actor may use, by title; two statements.

    ``kept``: what ``kept_for`` says, where the caller has asked already.
    """
    if actor.organisation_id is None:
        return []
    return list(Macro.objects.filter(kept or kept_for(actor)).order_by("title", "pk"))


def fitting(macros: Iterable[Macro], moves: Collection[str]) -> list[Macro]:
    """Return the macros whose first step is open where these moves are."""
    return [macro for macro in macros if may_begin(steps_of(macro.steps)[0].action, moves)]


def one(actor: Actor, macro_id: UUID) -> Macro:
    """Return a macro that the actor may use.

    Raises:
        NotFound: there is none for her.
    """
    found = [macro for macro in of_actor(actor) if macro.pk == macro_id]
    if not found:
        raise NotFound
    return found[0]


def offices(at: datetime) -> list[tuple[str, str]]:
    """Return key and name of the organisations that may lead something, by name."""
    leading = {duty.organisation_id for duty in catalogue.duties(at) if duty.may_lead}
    names = people.organisation_names(leading)
    return sorted(((str(key), name) for key, name in names.items()), key=lambda pair: pair[1])


def told(macro: Macro, *, at: datetime) -> list[str]:
    """Return the steps of a macro in words, in their order."""
    steps = steps_of(macro.steps)
    names = people.organisation_names({step.lead_id for step in steps if step.lead_id})
    return [_told(step, names, at) for step in steps]


def _told(step: MacroStep, names: dict[UUID, str], at: datetime) -> str:
    said = gettext(ACTION_NAMES[step.action])
    if step.action is Action.REGISTER:
        found = {each.code: each for each in catalogue.edition(at).categories}.get(step.category)
        name = category_names.name(found) if found else step.category
        return f"{said} · {name}"
    if step.action is Action.DISPATCH:
        best = gettext("the unit that fits best")
        return f"{said} · {names.get(step.lead_id, best) if step.lead_id else best}"
    return f"{said} · {step.words}" if step.words else said
