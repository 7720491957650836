"""The plan by which compounds get Party organisations: waves by kind, targets by month.

Source: article, pillar one (row P3): first the compounds equal to a (micro-)grid, then the
other two kinds. Where the fourth kind goes, and every number of a plan, a district decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.people.rules import Actor, Role, check_role
from linli.party.relations.rules import DECIDED, Relation

PLANNERS = (Role.DISTRICT_DESK, Role.RULE)
MOST_WAVES = 3
MOST_MONTHS = 36


class WavesUnclear(InputRefused):
    """Not every kind has exactly one wave, or a wave has no compounds."""

    code = "party.waves_unclear"
    message = gettext_noop("Each kind of compound belongs to one wave, and each wave has a kind.")
    hint = gettext_noop("Give every kind the number of a wave whose days are filled in.")


class WaveDaysRefused(InputRefused):
    """A wave ends before it begins, or begins before the one before it."""

    code = "party.wave_days_refused"
    message = gettext_noop("The waves follow each other, and each ends after it begins.")
    hint = gettext_noop("Correct the days; a plan runs 36 months at most.")


class TargetRefused(InputRefused):
    """A target lies outside the plan."""

    code = "party.target_refused"
    message = gettext_noop("A target is 0 or more, in a month of the plan.")
    hint = gettext_noop("Correct the number, or the days of the plan.")


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave: the kinds of compounds that are its own, and its first and last day."""

    relations: frozenset[Relation]
    begins_on: date
    ends_on: date


def check_may_plan(actor: Actor) -> None:
    """Refuse everyone but the district desk and the house itself.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, *PLANNERS)


def check_waves(waves: Sequence[Wave]) -> None:
    """Refuse waves that leave a kind out, have one twice, or do not follow each other.

    A compound in no grid belongs to none, unless its kind is named.

    Raises:
        WavesUnclear, WaveDaysRefused: see there.
    """
    named = [relation for wave in waves for relation in wave.relations]
    is_whole = set(named) >= set(DECIDED) and len(named) == len(set(named))
    if not is_whole or not all(wave.relations for wave in waves):
        raise WavesUnclear
    begins = [wave.begins_on for wave in waves]
    in_order = begins == sorted(begins) and all(wave.begins_on <= wave.ends_on for wave in waves)
    if not in_order or len(months(begins[0], max(wave.ends_on for wave in waves))) > MOST_MONTHS:
        raise WaveDaysRefused


def wave_of(relation: Relation, waves: Sequence[Wave]) -> int:
    """Return the number of the wave of a kind, from 1; 0 where it has none."""
    numbers = (n for n, wave in enumerate(waves, start=1) if relation in wave.relations)
    return next(numbers, 0)


def months(first: date, last: date) -> list[date]:
    """Return the first day of each month from one day to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    begin = first.year * 12 + first.month - 1
    return [date((begin + n) // 12, (begin + n) % 12 + 1, 1) for n in range(max(count, 0))]


def check_targets(targets: Mapping[date, int], known: Iterable[date]) -> None:
    """Refuse targets of months that the plan does not have, and numbers below nought.

    Raises:
        TargetRefused: see there.
    """
    if not set(targets) <= set(known) or any(count < 0 for count in targets.values()):
        raise TargetRefused


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something has come: founded, of all, and what the plan wanted by now.

    ``started``: on their way, not founded yet. ``target``: by the end of the current month;
    ``planned``: over the whole plan.
    """

    total: int
    founded: int
    started: int = 0
    target: int = 0
    planned: int = 0

    @property
    def difference(self) -> int:
        """Return how many are founded beyond what the plan wanted; below 0 they are missing."""
        return self.founded - self.target


Targets = Mapping[tuple[UUID, date], int]
"""Street and first day of a month → how many organisations are to be founded in it."""


def wanted(targets: Targets, *, street_id: UUID | None, until: date) -> int:
    """Return what the plan wants by the month of a day, in a street or in all of them."""
    return sum(
        count
        for (street, month), count in targets.items()
        if street_id in (None, street) and month <= until
    )
