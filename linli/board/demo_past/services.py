"""Puts the made-up year 2021 into the house through the bulk door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

import numpy as np
from django.utils import timezone

from linli.board.demo_ground.services import Building, Ground
from linli.board.demo_past import rules
from linli.board.demo_staff import rules as staff_rules
from linli.board.demo_staff.services import Roster, hands
from linli.grid.cases.rules import Ground as LawfulGround
from linli.grid.cases.rules import Satisfied
from linli.grid.cases.services import Report
from linli.grid.categories.rules import Category
from linli.grid.history import services as history
from linli.grid.history.rules import Past
from linli.grid.history.services import Matter
from linli.grid.moves.rules import Move
from linli.kernel.calendar.rules import Limit, Unit, WorkCalendar, due
from linli.kernel.common import ids
from linli.kernel.people.rules import ANONYMOUS, BY_RULE, Actor, reporter
from linli.kernel.places import queries as places
from linli.kernel.places.rules import How, Place

VERDICTS = (Satisfied.SATISFIED, Satisfied.MOSTLY, Satisfied.DISSATISFIED)
WORKING_DAY_MINUTES = 420


@dataclass
class Setting:
    """Everything made-up cases are made of."""

    ground: Ground
    roster: Roster
    categories: Sequence[Category]
    calendar: WorkCalendar
    noise: np.random.Generator

    def __post_init__(self) -> None:
        self.homes = [one for side in self.ground.communities for one in side.buildings]
        lons, lats = zip(*(home.point for home in self.homes), strict=True)
        found = places.locate_many(lons, lats)
        self.places = [replace(place, how=How.CHOSEN) for place in found]
        weights = np.array([float(rules.WEIGHTS.get(one.code, 1)) for one in self.categories])
        weights[[bool(one.emergency) for one in self.categories]] = 0.2
        self.shares = weights / weights.sum()

    def matters(
        self, moments: Sequence[datetime], *, at_sign_ins: float = 0.0
    ) -> Iterator["Happening"]:
        """Yield what happens at each moment: where, what, and who answers for it.

        Args:
            at_sign_ins: this share lies in the first community, the one of those who may sign in.
        """
        kinds = self.noise.choice(len(self.categories), len(moments), p=self.shares).tolist()
        homes = self.noise.integers(0, len(self.homes), len(moments))
        if at_sign_ins:
            first = self.ground.communities[0].id
            theirs = [n for n, place in enumerate(self.places) if place.community_id == first]
            moved = self.noise.random(len(moments)) < at_sign_ins
            homes[moved] = self.noise.choice(theirs, int(moved.sum()))
        for at, kind, home in zip(moments, kinds, homes.tolist(), strict=True):
            category, place = self.categories[kind], self.places[home]
            yield Happening(at, category, self.homes[home], place, self._hands(category, place))

    def _hands(self, category: Category, place: Place) -> "Hands":
        community, grid = place.community_id, place.grid_id
        if community is None or grid is None:
            raise ValueError("every building of the demonstration lies in a grid")
        desks, officer = self.roster.desks[community], self.roster.officers[grid]
        at_community = category.level in ("grid", "community")
        if at_community and category.department in staff_rules.COMMUNITY_WORDS:
            return Hands(self.roster.offices[community], officer, desks[0], desks[1], officer)
        lead = self.roster.departments[category.department]
        district = self.ground.district_id
        ready = hands(self.roster, office=lead, units=(community, grid)) or hands(
            self.roster, office=lead, units=(district,)
        )
        handler = ready[int(self.noise.integers(0, len(ready)))]
        return Hands(lead, handler, desks[0], officer, officer)

    def after(self, at: datetime, minutes: float) -> datetime:
        """Return the moment so many working minutes later."""
        return due(self.calendar, at, Limit(max(1, round(minutes)), Unit.WORKING_HOUR))

    def key(self, at: datetime) -> UUID:
        """Return a key of that moment."""
        return ids.make(int(at.timestamp() * 1000), self.noise.bytes(10))


@dataclass(frozen=True, slots=True)
class Hands:
    """Who leads in a matter, who handles it, which desk takes it in, who checks it.

    ``officer`` is the one of the grid it lies in.
    """

    lead: UUID
    handler: Actor
    desk: Actor
    checker: Actor
    officer: Actor


@dataclass(frozen=True, slots=True)
class Happening:
    """A matter before anybody reports it."""

    at: datetime
    category: Category
    home: Building
    place: Place
    hands: Hands

    @property
    def minutes(self) -> int:
        """Return the handling limit in working minutes, near enough; three days without one."""
        limit = self.category.handle or Limit(3, Unit.WORKING_DAY)
        days = limit.unit in (Unit.WORKING_DAY, Unit.CALENDAR_DAY)
        return limit.value * (WORKING_DAY_MINUTES if days else 1)

    def report(self, key: UUID, *, source: str, chance: float, request_key: str | None) -> Report:
        """Return the report of the matter."""
        place = f"{self.home.compound}{self.home.name}，"
        return Report(
            case_id=key,
            source=source,
            place=self.place,
            text=rules.said(self.category.code, self.category.name_zh, place, chance),
            address=f"{self.home.compound}{self.home.name}",
            category_code=self.category.code,
            request_key=request_key,
        )


def add(setting: Setting, *, recorded_at: datetime) -> int:
    """Import the cases of the year with their histories and return how many."""
    happenings = list(setting.matters(moments(setting.noise)))
    drawn = [_Course(setting, number, one) for number, one in enumerate(happenings)]
    ends = timezone.make_aware(datetime.combine(rules.LAST_DAY, time.max))
    late = {course.number for course in drawn if course.closes_at() > ends}
    wanted = rules.CASES - rules.DISPOSED - len(late)
    others = [course.number for course in drawn if course.number not in late]
    weight = np.array([1.0 + drawn[number].happening.at.month for number in others])
    late |= set(
        setting.noise.choice(others, wanted, replace=False, p=weight / weight.sum()).tolist()
    )
    matters = [course.matter(held=course.number in late) for course in drawn]
    return history.import_cases(BY_RULE, matters=matters, recorded_at=recorded_at).cases


def moments(noise: np.random.Generator) -> list[datetime]:
    """Return the moments of the year's reports, oldest first, in the district's own time."""
    firsts = [datetime(rules.YEAR, month, 1) for month in range(1, 13)]  # noqa: DTZ001
    edges = [*firsts, datetime(rules.YEAR + 1, 1, 1)]  # noqa: DTZ001
    days = [(after - first).days for first, after in pairwise(edges)]
    months = noise.choice(12, rules.CASES, p=np.array(rules.MONTHS) / sum(rules.MONTHS))
    hours = noise.choice(24, rules.CASES, p=np.array(rules.HOURS) / sum(rules.HOURS))
    seconds = noise.integers(0, 3600, rules.CASES)
    when = [
        firsts[month]
        + timedelta(days=int(share * days[month]), hours=int(hour), seconds=int(second))
        for month, share, hour, second in zip(
            months.tolist(), noise.random(rules.CASES), hours, seconds, strict=True
        )
    ]
    return [timezone.make_aware(at) for at in sorted(when)]


class _Course:
    """How one matter of the past went; drawn once, so that it can be told with another end."""

    def __init__(self, setting: Setting, number: int, happening: Happening) -> None:
        self.setting, self.number, self.happening = setting, number, happening
        self.key = setting.key(happening.at)
        self.salt = setting.noise.bytes(16)
        self.chance = setting.noise.random(16).tolist()
        self.by_resident = self.chance[0] < 0.36
        self.steps = self._steps(None)

    def closes_at(self) -> datetime:
        """Return when the matter ends."""
        return max(step.at for step in self.steps if step.move in (Move.CLOSE, Move.DECLINE))

    def matter(self, *, held: bool) -> Matter:
        """Return the matter with its history; ``held``: it stays open beyond the year."""
        first, last = rules.TAIL
        until = first + self.chance[15] * (last - first)
        happening, officer = self.happening, self.happening.hands.officer
        report = happening.report(
            self.key,
            source="web" if self.by_resident else "officer",
            chance=self.chance[1],
            request_key=f"demonstration-{rules.YEAR}-{self.number}",
        )
        actor = ANONYMOUS if self.by_resident else officer
        steps = self._steps(until) if held else self.steps
        return Matter(report, actor, happening.at, self.salt, steps=steps)

    def _steps(self, held_until: datetime | None) -> list[Past]:
        """Return the steps; with ``held_until`` the matter is done only then."""
        after, hands, chance = self.setting.after, self.happening.hands, self.chance
        at = after(self.happening.at, 4 + 100 * chance[2])
        if self.by_resident and chance[3] < 0.03 and not held_until:
            words = rules.one_of(rules.DECLINE_WORDS, chance[4])
            ground = (LawfulGround.OTHER_PROCEDURE, LawfulGround.REPEAT)[int(chance[4] * 2)]
            return [Past(Move.DECLINE, at, hands.desk, words=words, ground=ground)]
        steps = [Past(Move.REGISTER, at, hands.desk, category_code=self.happening.category.code)]
        at = after(at, 2 + 20 * chance[4])
        steps.append(Past(Move.DISPATCH, at, hands.desk, lead_id=hands.lead))
        if chance[5] < 0.015:
            steps += self._given_back(after(at, 30 + 60 * chance[6]))
        at = after(steps[-1].at, 3 + 110 * chance[6])
        steps.append(Past(Move.ACCEPT, at, hands.handler))
        at = max(at, held_until or self._done_at(at))
        return steps + self._finish(at)

    def _done_at(self, at: datetime) -> datetime:
        chance = self.chance
        share = 0.04 + 0.8 * chance[7] if chance[8] < 0.93 else 1.02 + 0.9 * chance[7]
        return self.setting.after(at, share * self.happening.minutes)

    def _given_back(self, at: datetime) -> list[Past]:
        hands = self.happening.hands
        words = rules.one_of(rules.RETURN_WORDS, self.chance[7])
        return [
            Past(Move.GIVE_BACK, at, hands.handler, words=words),
            Past(Move.DISPATCH, self.setting.after(at, 30), hands.desk, lead_id=hands.lead),
        ]

    def _finish(self, at: datetime) -> list[Past]:
        """Return the steps from done to the verdict, perhaps with a rework."""
        after, hands, chance = self.setting.after, self.happening.hands, self.chance
        words = rules.one_of(rules.DONE_WORDS, chance[9])
        steps = [Past(Move.DONE, at, hands.handler, words=words)]
        if chance[10] < 0.03:
            again = rules.one_of(rules.REWORK_WORDS, chance[11])
            steps.append(Past(Move.REWORK, after(at, 60), hands.checker, words=again))
            at = after(at, 240)
            steps.append(Past(Move.DONE, at, hands.handler, words=words))
        at = after(at, 20 + 160 * chance[12])
        steps.append(Past(Move.VERIFY, at, hands.checker))
        at = after(at, 5 + 200 * chance[13])
        steps.append(Past(Move.CLOSE, at, hands.desk))
        if self.by_resident and chance[14] < 0.55:
            steps.append(self._verdict(at + timedelta(hours=2 + 200 * chance[14])))
        return steps

    def _verdict(self, at: datetime) -> Past:
        said = self.chance[11]
        satisfied = VERDICTS[0 if said < 0.72 else 1 if said < 0.91 else 2]
        return Past(Move.RATE, at, reporter(self.key), settled=said < 0.95, satisfied=satisfied)
