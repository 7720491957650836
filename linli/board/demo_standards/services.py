"""Standards, and compounds assessed against one, by the ordinary services.

The two that the article names have no items, since it names none. The third is made up and says so.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.board.demo_staff.rules import MARK
from linli.board.demo_staff.services import Roster
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.party.assessments import services as assessments
from linli.party.assessments.rules import Result
from linli.party.focus import services as focus_services
from linli.party.focus.rules import FocusTable, Rule
from linli.party.focus.rules import numbered as numbered_rules
from linli.party.standards import services as standards
from linli.party.standards.rules import Item, Period, Standard, numbered
from linli.party.steps.rules import Step
from linli.party.tables import services as tables

ARTICLE = "红星网2022年10月9日《岳阳市岳阳楼区：“四治”理念推动小区协同治理走深走实》"
STANDARDS = (
    Standard("六好", ARTICLE),
    Standard("“1+3+N”模式", ARTICLE),
    Standard(
        f"小区议事机制检查清单{MARK}",
        f"区委办公室{MARK}，条目为演示编写",
        Period.QUARTER,
        items=numbered(
            [
                Item("", f"已明确小区议事的召集人{MARK}", 3, "名单"),
                Item("", f"本季度召开过议事会{MARK}", 4, "会议记录"),
                Item("", f"议定事项已公示{MARK}", 3, "公示照片"),
            ]
        ),
    ),
)
FOUND = (
    (Result.MET, Result.MET, Result.MET),
    (Result.MET, Result.NOT_MET, Result.DOES_NOT_APPLY),
    (Result.MET,),
)
"""What was found in each compound; the last assessment is still under way."""

FOCUS = (
    (
        "新建的商住小区",
        {"estate": "commercial"},
        "严格按照“六好”要求，重点抓红色驿站、邻里中心建设",
    ),
    (
        "有一定闲置空间的小区",
        {"has_spare_room": "yes"},
        "重点抓党组织阵地（即邻里议事厅）建设",
    ),
    ("确实没有可用空间的小区", {"has_spare_room": "no"}, "重点抓议事机制的建立健全"),
)
"""The article's words (row P5): which compounds, when, what they see to first."""

WORDS = "见台账（演示）。"


@dataclass
class _Made:
    """A key and a stamp for each step."""

    at: datetime
    count: int = 0

    def stamp(self) -> Stamp:
        """Return the stamp of the next step, a week before loading."""
        moment = self.at - timedelta(days=7)
        return Stamp(at=moment, recorded_at=moment, salt=self._word()[:16])

    def key(self) -> UUID:
        """Return the next key."""
        return ids.make(int(self.at.timestamp() * 1000), self._word()[:10])

    def _word(self) -> bytes:
        self.count += 1
        return hashlib.sha256(f"standards {self.count}".encode()).digest()


def add(roster: Roster, *, at: datetime) -> None:
    """Put the standards in force, and assess a compound of each of the first communities."""
    made, chief = _Made(at), roster.by_role[Role.DISTRICT_DESK][0]
    first = made.key()
    for standard in STANDARDS:
        edition_id = made.key()
        series_id = first if standard is STANDARDS[0] else made.key()
        standards.draft(
            chief, series_id=series_id, edition_id=edition_id, standard=standard,
            stamp=made.stamp(),
        )  # fmt: skip
        tables.adopt(chief, step=Step(edition_id), stamp=made.stamp())
    _set_focus(made, chief, first)
    for community, found in zip(roster.offices, FOUND, strict=False):
        desk = roster.desks[community][0]
        for compound in territory.children(community, [Kind.COMPOUND])[:1]:
            key = made.key()
            assessments.begin(
                desk, assessment_id=key, edition_id=edition_id, unit_id=compound.id,
                stamp=made.stamp(),
            )  # fmt: skip
            for number, result in enumerate(found, start=1):
                step = Step(key, words=WORDS)
                assessments.find(
                    desk, step=step, item=str(number), result=result, stamp=made.stamp()
                )
            if len(found) == len(STANDARDS[-1].items):
                assessments.finish(desk, step=Step(key), stamp=made.stamp())


def _set_focus(made: _Made, chief: Actor, six: UUID) -> None:
    """Put the article's three kinds of compounds in force; the first goes by its “六好”."""
    rules = [
        Rule("", name, focus, when, None if place else six)
        for place, (name, when, focus) in enumerate(FOCUS)
    ]
    table, key = FocusTable("小区分类侧重", ARTICLE, numbered_rules(rules)), made.key()
    focus_services.draft(chief, edition_id=key, table=table, stamp=made.stamp())
    tables.adopt(chief, step=Step(key), stamp=made.stamp())
