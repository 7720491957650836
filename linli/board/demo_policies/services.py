"""A made-up policy document with its tasks at every stage, by the ordinary services.

What it asks is in the article's words (rows P3, P4); number, office and days are made up.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from linli.board.demo_staff.rules import MARK
from linli.board.demo_staff.services import Roster
from linli.kernel.calendar import queries as calendar
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role
from linli.party.deadlines import rules as deadlines
from linli.party.policies import services as policies
from linli.party.policies.rules import PolicyText
from linli.party.policy_tasks import queries
from linli.party.policy_tasks import services as tasks
from linli.party.policy_tasks.rules import Asked
from linli.party.responsibilities import services as responsibilities
from linli.party.responsibilities.rules import Line, Matrix, numbered
from linli.party.steps.rules import Step
from linli.party.tables import services as tables

TITLE = f"关于推进小区党组织建设的工作方案{MARK}"
TEXT = (
    "先推行地域大小等于网格（微网格）的小区党建，再推行其他两种类型小区党建。\n"
    "突出党组织人员组成、阵地建设和议事机制，分不同类型、不同侧重建强组织、制定标准、健全制度。"
)
ASKED = (
    "核对辖区小区与网格的大小关系",
    "逐个小区核对地域大小与网格（微网格）是否一致。",
    "小区清单",
)
PROGRESS, DONE, BACK = "已核对过半小区。", "已全部核对。", "清单缺少无物业小区，请补充。"
ARTICLE = "红星网2022年10月9日《岳阳市岳阳楼区：“四治”理念推动小区协同治理走深走实》"
PRINCIPLE = (
    ("区委", "主导"), ("党建", "引领"), ("政府", "主抓"), ("部门", "协同"), ("街道（乡）", "主责"),
    ("社区（村）", "主力"), ("网格", "主体"), ("群众", "自治"),
)  # fmt: skip
"""The article's principle, actor and duty in its order (pillar two)."""
LATE, STREETS = 1, 8
"""The first street has a day that has passed; so many get a task."""


@dataclass
class _Days:
    """The days around the moment of loading, and a key and a stamp for each step."""

    at: datetime
    count: int = 0

    def stamp(self, days_ago: int) -> Stamp:
        """Return the stamp of the next step, so many days ago."""
        self.count += 1
        moment = self.at - timedelta(days=days_ago)
        return Stamp(at=moment, recorded_at=moment, salt=self._word()[:16])

    def key(self) -> UUID:
        """Return the next key."""
        self.count += 1
        return ids.make(int(self.at.timestamp() * 1000), self._word()[:10])

    def _word(self) -> bytes:
        return hashlib.sha256(f"policies {self.count}".encode()).digest()

    def close(self, days: int) -> datetime:
        """Return the close of business of a day, counted from the moment of loading."""
        day = timezone.localdate(self.at + timedelta(days=days))
        return deadlines.close_of(day, calendar.calendar())


def add(roster: Roster, *, at: datetime) -> None:
    """Enter a document three weeks ago, and bring its tasks to different stages."""
    days, chief = _Days(at), roster.by_role[Role.DISTRICT_DESK][0]
    posts = {post.organisation_id: post for post in roster.by_role[Role.STREET_DESK]}
    streets = [office for office in posts if office][:STREETS]
    matrix_id = _set_responsibilities(days, chief)
    began = days.stamp(21)
    policy = policies.enter(
        chief, policy_id=days.key(), stamp=began,
        text=PolicyText(
            number="样办发〔2026〕1号", issuer=f"区委办公室{MARK}",
            issued_on=timezone.localdate(began.at), title=TITLE, text=TEXT,
        ),
    )  # fmt: skip
    title, text, evidence = ASKED
    for offices, due in ((streets[:LATE], -6), (streets[LATE:], 12)):
        asked = Asked(
            title=title, text=text, evidence=evidence, duty=(matrix_id, "5"), due_at=days.close(due)
        )
        given = tasks.give(
            chief, policy_id=policy.pk, batch_id=days.key(), asked=asked, to_ids=offices,
            stamp=days.stamp(20),
        )  # fmt: skip
        for place, task in enumerate(given, start=0 if due < 0 else 1):
            _bring(days, chief, posts[task.to_id], task.pk, far=place)
    _run_clocks(days)


def _set_responsibilities(days: _Days, chief: Actor) -> UUID:
    """Put the article's principle in force as the district's matrix; return its edition."""
    lines = numbered([Line("", actor, duty) for actor, duty in PRINCIPLE])
    matrix, key = Matrix("小区治理职责分工", ARTICLE, lines), days.key()
    responsibilities.draft(chief, edition_id=key, matrix=matrix, stamp=days.stamp(30))
    tables.adopt(chief, step=Step(key), stamp=days.stamp(30))
    return key


def _bring(days: _Days, chief: Actor, street: Actor, task_id: UUID, *, far: int) -> None:
    """Let the first ``far`` steps on a task be taken."""
    if far > 0:
        tasks.accept(street, step=Step(task_id), stamp=days.stamp(19))
    if far > 1:
        tasks.progress(street, step=Step(task_id, words=PROGRESS), stamp=days.stamp(15))
    if far > 2:
        tasks.report(street, step=Step(task_id, words=DONE), stamp=days.stamp(9))
    if far == 4:
        due = days.close(14)
        step = Step(task_id, words=BACK)
        tasks.send_back(chief, step=step, due_at=due, stamp=days.stamp(8))
    if far > 4:
        tasks.confirm(chief, step=Step(task_id), stamp=days.stamp(8))


def _run_clocks(days: _Days) -> None:
    """Let the clocks do what they had to up to now, each at its own moment."""
    while due := queries.due_for_watch(at=days.at):
        for task_id in due:
            at = queries.watch_moment(task_id)
            stamp = Stamp(at=at + timedelta(seconds=30), recorded_at=days.at, salt=days.key().bytes)
            tasks.watch(task_id=task_id, stamp=stamp)
