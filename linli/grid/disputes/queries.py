"""Reads disputes: those of a case, between whom they are, whose clock has something to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.services import stream_of
from linli.grid.catalogue import queries as catalogue
from linli.grid.disputes import rules
from linli.grid.disputes.models import Dispute
from linli.grid.disputes.rules import DisputeMove, DisputeStage
from linli.grid.showing.queries import deadline
from linli.grid.tasks import queries as tasks
from linli.grid.tasks.models import Task
from linli.kernel.calendar.rules import Unit
from linli.kernel.common.errors import NotFound
from linli.kernel.journal import queries as journal
from linli.kernel.people import queries as people
from linli.kernel.people.rules import ROLE_NAMES, Actor, Role
from linli.ui import pieces


def open_of(case_id: UUID, dispute_id: UUID) -> Dispute:
    """Return a dispute of a case.

    Raises:
        NotFound: the case has no such dispute.
    """
    found = Dispute.objects.select_related("task").filter(case_id=case_id, pk=dispute_id).first()
    if found is None:
        raise NotFound
    return found


def case_of(dispute_id: UUID) -> UUID:
    """Return the case of a dispute.

    Raises:
        NotFound: there is no such dispute.
    """
    case_id = Dispute.objects.filter(pk=dispute_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    return case_id


def gave_back(case_id: UUID) -> list[UUID]:
    """Return the units that gave a case back, first first; one statement."""
    entries = journal.entries(stream_of(case_id))
    return [UUID(unit) for unit in rules.gave_back([(e.verb, e.facts["set"]) for e in entries])]


def may_take(case: Case, task: Task | None, at: datetime) -> list[UUID]:
    """Return the units that a decision may name, most fitting first.

    For a case those that the list of duties lets lead, of every level; for a part those that
    may assist, and the unit that leads, which then does it itself.
    """
    if task is None:
        code, edition = case.category_code, case.edition
        return catalogue.leads(code, case, edition=edition, at=at, every_level=True)
    lead = [case.lead_id] if case.lead_id else []
    return [*tasks.may_assist(case, at), *lead]


def due_for_watch(*, at: datetime, most: int = 500) -> list[UUID]:
    """Return the keys of disputes whose clock has something to do, longest due first."""
    due = Dispute.objects.filter(watch_at__lte=at)
    return list(due.order_by("watch_at").values_list("pk", flat=True)[:most])


@dataclass(frozen=True, slots=True)
class DisputeHands:
    """Between whom a dispute is and who decides: what somebody who tells people must know."""

    parties: list[UUID]
    decider: str
    decided_id: UUID | None
    level: int


def hands_of(dispute_id: UUID) -> DisputeHands:
    """Return between whom a dispute is now; one statement.

    Raises:
        NotFound: there is no such dispute.
    """
    names = ("parties", "decider", "decided_id", "level")
    row = Dispute.objects.filter(pk=dispute_id).values_list(*names).first()
    if row is None:
        raise NotFound
    return DisputeHands(*row)


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One dispute as pages show it; ``part`` is the unit whose part it is about, or ''."""

    id: UUID
    parties: list[str]
    part: str
    ground: str
    stage_name: str
    is_open: bool
    decider: str
    deadline: pieces.Deadline
    decided: str
    moves: list[DisputeMove]


@dataclass(frozen=True, slots=True)
class Panel:
    """The disputes of a case, and what they may begin about.

    ``about``: '' for the case itself, or the key of a part, with its name; ``units`` are those
    that a decision may name.
    """

    lines: list[DisputeLine]
    about: list[tuple[str, str]]
    units: list[tuple[UUID, str]]
    version: int


@dataclass(frozen=True, slots=True)
class _Timed:
    """The clock of a dispute as the chip reads it."""

    due_at: datetime | None
    is_warned: bool
    was_late: bool
    limit_unit: str = Unit.WORKING_HOUR.value
    stands_since: datetime | None = None


def panel(
    actor: Actor, case: Case, *, at: datetime, is_empty: bool = False, has_parts: bool = True
) -> Panel:
    """Return the disputes of a case as an actor sees them; two statements where there are none.

    ``is_empty``: the caller knows that there are none; ``has_parts``: or that no unit ever had
    a part.
    """
    found = [] if is_empty else _of_case(case)
    running = next((each for each in found if each.stage == DisputeStage.OPEN), None)
    about = [] if running else _about(actor, case, has_parts=has_parts)
    takers = may_take(case, running.task, at) if running else []
    known = {unit for each in found for unit in (*each.parties, each.decided_id) if unit}
    units = {*known, *takers, *(part for _, part in about if part)}
    units |= {each.task.organisation_id for each in found if each.task}
    names = people.organisation_names(units) if units else {}
    return Panel(
        lines=[_line(actor, case, each, names, at) for each in found],
        about=[(key, names.get(part, "") if part else "") for key, part in about],
        units=[(unit, names[unit]) for unit in takers if unit in names],
        version=case.version,
    )


def _of_case(case: Case) -> list[Dispute]:
    found = Dispute.objects.filter(case_id=case.pk).select_related("task")
    return list(found.order_by("begun_at", "pk"))


def _about(actor: Actor, case: Case, *, has_parts: bool) -> list[tuple[str, UUID | None]]:
    """Return what the actor may begin a dispute about: the case, or parts given back."""
    found: list[tuple[str, UUID | None]] = []
    if rules.may_be_about_case(case) and rules.may_begin(actor, case, is_of_task=False):
        found.append(("", None))
    if has_parts and rules.may_begin(actor, case, is_of_task=True):
        found += [(str(task.pk), task.organisation_id) for task in tasks.given_back(case.pk)]
    return found


def _line(
    actor: Actor, case: Case, dispute: Dispute, names: Mapping[UUID, str], at: datetime
) -> DisputeLine:
    stage = DisputeStage(dispute.stage)
    timed = _Timed(dispute.decide_by, dispute.is_warned, dispute.was_late)
    ended = "met_late" if dispute.was_late else "met"
    is_open = stage is DisputeStage.OPEN
    return DisputeLine(
        id=dispute.pk,
        parties=[names[unit] for unit in dispute.parties if unit in names],
        part=names.get(dispute.task.organisation_id, "") if dispute.task else "",
        ground=rules.DISPUTE_GROUNDS[rules.DisputeGround(dispute.ground)],
        stage_name=rules.DISPUTE_STAGE_NAMES[stage],
        is_open=is_open,
        decider=ROLE_NAMES[Role(dispute.decider)],
        deadline=deadline(timed, at) if is_open else pieces.Deadline(ended, dispute.decide_by),
        decided=names.get(dispute.decided_id, "") if dispute.decided_id else "",
        moves=rules.open_to(actor, case, dispute, is_of_task=dispute.task is not None),
    )


def panel_of(actor: Actor, case_id: UUID, *, at: datetime) -> Panel:
    """Return the disputes of a case that the actor sees.

    Raises:
        NotFound: there is none, or it is not hers to read.
    """
    return panel(actor, cases.seen(actor, case_id), at=at)
