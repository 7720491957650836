"""Takes the steps that forms ask for: one table from the move to the service that makes it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from linli.grid.carried.rules import NOTHING
from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ask
from linli.grid.cases.services import ChangedMeanwhile, Report
from linli.grid.handling import queries as fitting
from linli.grid.handling import services as handling
from linli.grid.handling.services import MayNotLead, Step
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Move
from linli.grid.steps.services import storing
from linli.grid.timing import services as timing
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import LinliError
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.kernel.places import queries as places

Said = Mapping[str, Any]
"""What a form said, by field."""

Call = Callable[[Actor, Step, Said, Stamp], Case]

CALLS: dict[Move, Call] = {
    Move.REGISTER: lambda actor, step, said, stamp: handling.register(
        actor, step=step, category_code=said["category"], stamp=stamp
    ),
    Move.DECLINE: lambda actor, step, said, stamp: handling.decline(
        actor, step=step, ground=said["ground"], stamp=stamp
    ),
    Move.DISPATCH: lambda actor, step, said, stamp: handling.dispatch(
        actor, step=step, lead_id=said["lead"], assist_ids=said["assists"], stamp=stamp
    ),
    Move.ACCEPT: lambda actor, step, _, stamp: handling.accept(actor, step=step, stamp=stamp),
    Move.GIVE_BACK: lambda actor, step, _, stamp: handling.give_back(actor, step=step, stamp=stamp),
    Move.DONE: lambda actor, step, _, stamp: handling.done(actor, step=step, stamp=stamp),
    Move.VERIFY: lambda actor, step, _, stamp: handling.verify(actor, step=step, stamp=stamp),
    Move.REWORK: lambda actor, step, _, stamp: handling.rework(actor, step=step, stamp=stamp),
    Move.CLOSE: lambda actor, step, _, stamp: handling.close(actor, step=step, stamp=stamp),
    Move.REOPEN: lambda actor, step, _, stamp: verdicts.reopen(actor, step=step, stamp=stamp),
    Move.ASK_SUSPENSION: lambda actor, step, _, stamp: timing.ask(
        actor, step=step, what=Ask.SUSPEND, stamp=stamp
    ),
    Move.ASK_EXTENSION: lambda actor, step, _, stamp: timing.ask(
        actor, step=step, what=Ask.EXTEND, stamp=stamp
    ),
    Move.GRANT: lambda actor, step, said, stamp: timing.grant(
        actor, step=step, extra=said["extra"], stamp=stamp
    ),
    Move.REFUSE: lambda actor, step, _, stamp: timing.refuse(actor, step=step, stamp=stamp),
    Move.RESUME: lambda actor, step, _, stamp: timing.resume(actor, step=step, stamp=stamp),
    Move.MERGE: lambda actor, step, said, stamp: joining.merge(
        actor, step=step, into_id=said["other"], stamp=stamp
    ),
    Move.SPLIT: lambda actor, step, said, stamp: joining.split(
        actor, step=step, part=_part(actor, step.case_id, said), stamp=stamp
    ),
}


def _part(actor: Actor, case_id: UUID, said: Said) -> Report:
    """Return the report of the part that is split off: the same place, its own words."""
    case = cases.seen(actor, case_id)
    unit_id = case.building_id or case.compound_id or case.grid_id or case.community_id
    return Report(
        case_id=said["new_id"],
        source="split",
        place=places.place_of_unit(unit_id or case.street_id or case.district_id),
        text=said["part"],
        category_code=said["category"],
    )


def take(actor: Actor, *, move: Move, case_id: UUID, said: Said, stamp: Stamp) -> Case:
    """Take one step on a case that the actor sees, with its words, pictures and files.

    Raises:
        NotFound: the actor does not see such a case.
        LinliError: whatever the service of the move refuses; what was stored is removed again.
    """
    try:
        return step_taken(actor, move=move, case_id=case_id, said=said, stamp=stamp)
    except LinliError:
        cases.seen(actor, case_id)  # what she may not see does not exist for her
        raise


def step_taken(actor: Actor, *, move: Move, case_id: UUID, said: Said, stamp: Stamp) -> Case:
    """Take one step as ``take`` does, but a refusal may tell of a case she may not see."""
    sent, brought = said.get("photos") or [], said.get("attached") or []
    carried = said.get("carried") or NOTHING
    if sent or brought or carried:
        cases.seen(actor, case_id)
    with storing(sent, brought, carried=carried, at=stamp.at) as (pictures, files):
        step = Step(case_id, said["version"], said.get("words", ""), pictures, files)
        return CALLS[move](actor, step, said, stamp)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One case of a batch, in the version the list showed."""

    case_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case of a batch; ``error`` is None where the step was taken."""

    case_id: UUID
    number: str
    error: LinliError | None

    @property
    def is_conflict(self) -> bool:
        """Return whether somebody else had moved the case."""
        return isinstance(self.error, ChangedMeanwhile)


def take_many(actor: Actor, *, move: Move, chosen: Sequence[Chosen], stamp: Stamp) -> list[Outcome]:
    """Take the same step on many cases, each in a transaction of its own.

    A dispatch goes to the unit that fits best by the list of duties.
    """
    return [_one(actor, move, each, stamp) for each in chosen]


def _one(actor: Actor, move: Move, each: Chosen, stamp: Stamp) -> Outcome:
    own = replace(stamp, salt=hashlib.sha256(stamp.salt + each.case_id.bytes).digest()[:16])
    number = ""
    try:
        case = cases.seen(actor, each.case_id)
        number = case.number
        said = {"version": each.version, "words": ""}
        if move is Move.DISPATCH:
            said |= {"lead": best_lead(case, own), "assists": []}
        take(actor, move=move, case_id=each.case_id, said=said, stamp=own)
    except LinliError as refused:
        return Outcome(each.case_id, number, refused)
    return Outcome(each.case_id, number, None)


def best_lead(case: Case, stamp: Stamp) -> UUID:
    """Return the unit that fits a case best.

    Raises:
        MayNotLead: the list of duties names none.
    """
    if not case.category_code:
        raise MayNotLead(category="—")
    leads = fitting.leads(case, stamp.at)
    if not leads:
        raise MayNotLead(category=case.category_code)
    return leads[0]
