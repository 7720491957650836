"""Macros are kept by desks and run on cases: every step through its own service, or none."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.handling import queries as fitting
from linli.grid.handling import services as handling
from linli.grid.handling.services import MayNotLead
from linli.grid.macros import queries, rules
from linli.grid.macros.models import Macro
from linli.grid.macros.news import MacroKept, MacroRemoved
from linli.grid.macros.rules import Action, MacroStep
from linli.grid.notes import services as notes
from linli.grid.notes.rules import Kind
from linli.grid.phrases import queries as phrases
from linli.grid.phrases import rules as phrase_rules
from linli.grid.phrases.services import TitleTaken
from linli.grid.showing import queries as showing
from linli.grid.steps.services import Step
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError, NotFound
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import DESKS, Actor

Call = Callable[[Actor, Step, MacroStep, Stamp], object]

CALLS: dict[Action, Call] = {
    Action.REGISTER: lambda actor, step, said, stamp: handling.register(
        actor, step=step, category_code=said.category, stamp=stamp
    ),
    Action.DISPATCH: lambda actor, step, said, stamp: handling.dispatch(
        actor, step=step, lead_id=said.lead_id or _best(step.case_id, stamp), stamp=stamp
    ),
    Action.ACCEPT: lambda actor, step, _, stamp: handling.accept(actor, step=step, stamp=stamp),
    Action.GIVE_BACK: lambda actor, step, _, stamp: handling.give_back(
        actor, step=step, stamp=stamp
    ),
    Action.DONE: lambda actor, step, _, stamp: handling.done(actor, step=step, stamp=stamp),
    Action.VERIFY: lambda actor, step, _, stamp: handling.verify(actor, step=step, stamp=stamp),
    Action.REWORK: lambda actor, step, _, stamp: handling.rework(actor, step=step, stamp=stamp),
    Action.CLOSE: lambda actor, step, _, stamp: handling.close(actor, step=step, stamp=stamp),
    Action.NOTE: lambda actor, step, _, stamp: _note(actor, step, Kind.INTERNAL, stamp),
    Action.PUBLISH: lambda actor, step, _, stamp: _note(actor, step, Kind.PUBLIC, stamp),
}
"""Action → the service that takes it, with its own guard."""


def _best(case_id: UUID, stamp: Stamp) -> UUID:
    """Return the unit that fits a case best by the list of duties.

    Raises:
        MayNotLead: the list names none.
    """
    case = Case.objects.get(pk=case_id)
    leads = fitting.leads(case, stamp.at) if case.category_code else []
    if not leads:
        raise MayNotLead(category=case.category_code or "—")
    return leads[0]


def _note(actor: Actor, step: Step, kind: Kind, stamp: Stamp) -> None:
    """Leave a note whose key follows from the case, its version and the stamp."""
    case = Case.objects.get(pk=step.case_id)
    word = stamp.salt + case.pk.bytes + case.version.to_bytes(4, "big")
    key = ids.make(int(stamp.at.timestamp() * 1000), hashlib.sha256(word).digest()[:10])
    notes.note(actor, step=step, key=key, kind=kind, stamp=stamp)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One case on which a macro is to run, in the version that was looked at."""

    case_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a macro on one case, or would become of it.

    ``stages``: the stage word after each step that was taken. ``stopped_at``: the number of
    the first step that cannot be, from 1, with its ``error``; None where all were taken.
    """

    case_id: UUID
    number: str
    version: int
    stages: list[str]
    stopped_at: int | None = None
    error: LinliError | None = None


class _Tried(Exception):
    """A trial is over and is taken back."""


def attempt(actor: Actor, *, macro: Macro, chosen: Chosen, stamp: Stamp, for_real: bool) -> Attempt:
    """Take all steps of a macro on a case in one transaction, or none.

    ``for_real``: False tries them through the same services and takes everything back, so
    that a preview shows exactly what would happen and which step cannot be.

    Raises:
        NotFound: the actor sees no such case.
    """
    case = cases.seen(actor, chosen.case_id)
    own = replace(stamp, salt=hashlib.sha256(stamp.salt + case.pk.bytes).digest()[:16])
    stages: list[str] = []
    try:
        with suppress(_Tried), transaction.atomic():
            for number, step in enumerate(rules.steps_of(macro.steps)):
                stages.append(_take(actor, chosen, step, own, is_first=number == 0))
            if not for_real:
                raise _Tried
    except LinliError as refused:
        return Attempt(
            case.pk, case.number, chosen.version, stages, stopped_at=len(stages) + 1, error=refused
        )
    return Attempt(case.pk, case.number, chosen.version, stages)


def _take(actor: Actor, chosen: Chosen, said: MacroStep, stamp: Stamp, *, is_first: bool) -> str:
    """Take one step and return the stage after it; the version counts for the first alone."""
    words = said.words
    if words:
        [line] = showing.lines([Case.objects.select_related("words").get(pk=chosen.case_id)], at=stamp.at)  # fmt: skip
        words = phrase_rules.filled(words, phrases.values_of(line))
    step = Step(case_id=chosen.case_id, version=chosen.version if is_first else None, words=words)
    CALLS[said.action](actor, step, said, stamp)
    return Case.objects.values_list("stage", flat=True).get(pk=chosen.case_id)


def attempt_many(
    actor: Actor, *, macro: Macro, chosen: Sequence[Chosen], stamp: Stamp, for_real: bool
) -> list[Attempt]:
    """Run or try a macro on many cases, each in a transaction of its own with its own outcome."""
    return [_one(actor, macro, each, stamp, for_real=for_real) for each in chosen]


def _one(actor: Actor, macro: Macro, each: Chosen, stamp: Stamp, *, for_real: bool) -> Attempt:
    try:
        return attempt(actor, macro=macro, chosen=each, stamp=stamp, for_real=for_real)
    except NotFound as missing:
        return Attempt(each.case_id, "", each.version, [], stopped_at=1, error=missing)


def keep(
    actor: Actor, *, macro_id: UUID, title: str, steps: list[MacroStep], stamp: Stamp
) -> Macro:
    """Keep a macro, new under its key or changed.

    Raises:
        Forbidden, DeskKeepsIt, MacroUnfit, UnknownPlaceholder, TitleTaken.
    """
    phrase_rules.check_may_keep(actor)
    rules.check_steps(steps)
    for step in steps:
        phrase_rules.check_text(step.words)
    try:
        return _kept(actor, macro_id, title, steps, stamp)
    except IntegrityError:
        raise TitleTaken(title=title) from None


@transaction.atomic
def _kept(actor: Actor, macro_id: UUID, title: str, steps: list[MacroStep], stamp: Stamp) -> Macro:
    known = Macro.objects.select_for_update().filter(pk=macro_id).first()
    if known is not None:
        phrase_rules.check_may_keep(actor, known.organisation_id)
    values: dict[str, object] = {
        "organisation_id": actor.organisation_id,
        "unit_id": actor.unit_id if actor.role in DESKS else None,
        "changed_at": stamp.at,
    }
    said: dict[str, object] = {"title": title, "steps": [step.plain() for step in steps]}
    macro, _new = Macro.objects.update_or_create(id=macro_id, defaults={**values, **said})
    _record(actor, MacroKept(macro_id=macro_id, changes=values), stamp, said)
    return macro


@transaction.atomic
def remove(actor: Actor, *, macro_id: UUID, stamp: Stamp) -> None:
    """Remove a macro; what was done with it stays.

    Raises:
        NotFound, Forbidden, DeskKeepsIt.
    """
    known = queries.one(actor, macro_id)
    phrase_rules.check_may_keep(actor, known.organisation_id)
    known.delete()
    _record(actor, MacroRemoved(macro_id=macro_id, changes={}), stamp, None)


def _record(
    actor: Actor, news: MacroKept | MacroRemoved, stamp: Stamp, said: dict[str, object] | None
) -> None:
    stream = f"grid.macro:{news.macro_id}"
    journal.record([journal.Line(actor=actor, stream=stream, news=news, stamp=stamp, payload=said)])
