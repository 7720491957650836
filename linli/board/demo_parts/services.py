"""Made-up parts of matters: departments that ask each other for help, by the ordinary services."""

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle

import numpy as np

from linli.board.demo_staff.services import Roster
from linli.grid.catalogue.services import NewDuty
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.showing.queries import CaseLine
from linli.grid.steps.services import Step
from linli.grid.tasks import services as tasks
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor

ASSISTS: dict[str, tuple[str, ...]] = {
    "urban_management": ("sanitation", "fire", "housing"),
    "sanitation": ("urban_management",),
    "housing": ("urban_management",),
}
"""Word of a department → those that assist in its matters; made up."""

ASKED = ("清理占用通道的杂物。", "到场查看并出具处理意见。", "协助清运现场垃圾。")
ANSWER = "已到现场完成，照片见记录。"
EACH = 6


def duties(roster: Roster) -> list[NewDuty]:
    """Return the lines of the list of duties by which departments assist each other."""
    return [
        NewDuty(organisation_id=roster.departments[helper], department=word, may_lead=False)
        for word, helpers in ASSISTS.items()
        for helper in helpers
    ]


def add(roster: Roster, *, noise: np.random.Generator, at: datetime) -> int:
    """Let some departments share some of the matters they have in hand; return how many parts."""
    count = 0
    for lead, helper, line in _shared(roster, at):
        stamp = Stamp(at=at, recorded_at=at, salt=noise.bytes(16))
        key = ids.make(int(at.timestamp() * 1000) + count, noise.bytes(10))
        step = Step(case_id=line.id, words=ASKED[count % len(ASKED)])
        unit = helper.organisation_id
        if unit is None:
            continue
        tasks.give(lead, step=step, task_id=key, organisation_id=unit, due_at=None, stamp=stamp)
        if count % 3:
            tasks.accept(helper, step=Step(line.id), task_id=key, stamp=stamp)
        if count % 3 == 2:
            tasks.done(helper, step=Step(line.id, words=ANSWER), task_id=key, stamp=stamp)
        count += 1
    return count


def _shared(roster: Roster, at: datetime) -> Iterator[tuple[Actor, Actor, CaseLine]]:
    """Yield who leads, who helps, and in which matter."""
    first = _first_officers(roster)
    for word in sorted(first.keys() & ASSISTS.keys()):
        helpers = [helper for helper in ASSISTS[word] if helper in first]
        filters = Filters(stage="in_hand", lead_id=roster.departments[word])
        found = list(queues.queue(first[word], filters, number=1, at=at))[:EACH]
        for line, helper in zip(found, cycle(helpers), strict=False):
            yield first[word], first[helper], line


def _first_officers(roster: Roster) -> dict[str, Actor]:
    """Return word → the first officer in the office of each department; she may sign in."""
    at_home = {
        office: officers[0]
        for (office, _), officers in roster.hands.items()
        if officers and officers[0].unit_kind == "district"
    }
    found = roster.departments.items()
    return {word: at_home[office] for word, office in found if office in at_home}
