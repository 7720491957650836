"""Made-up supervision documents, by the ordinary services."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from linli.board.demo_staff.services import Roster
from linli.kernel.calendar import queries as calendar
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import BY_RULE, Actor, Role
from linli.party.chasing import services as chasing
from linli.party.deadlines import rules as deadlines
from linli.party.moves.rules import ANSWERERS, Source
from linli.party.numbering import services as numbering
from linli.party.orders.rules import Order
from linli.party.steps.rules import Step
from linli.party.supervision import queries as papers
from linli.party.supervision import services as supervision
from linli.party.supervision.services import Draft

CODES = {Role.SUPERVISOR: "样督"}
"""Role → the code of its office; the streets get one each, by their order."""

ANSWER = "已到现场核查并完成处置，照片见事件记录；已要求责任人加强日常巡查。"
WATCH_AFTER = timedelta(seconds=30)


def set_codes(roster: Roster, *, at: datetime) -> None:
    """Give the district office its document code, and each street office a numbered one."""
    offices = {
        actor.organisation_id: code
        for role, code in CODES.items()
        for actor in roster.by_role[role]
    }
    streets = dict.fromkeys(actor.organisation_id for actor in roster.by_role[Role.STREET_DESK])
    offices |= {
        office: f"样街{'甲乙丙丁戊己庚辛壬癸'[n % 10]}督{'一二三'[n // 10]}"
        for n, office in enumerate(streets)
    }
    for office, code in offices.items():
        if office:
            stamp = Stamp(at=at, recorded_at=at, salt=office.bytes)
            numbering.set_code(BY_RULE, organisation_id=office, code=code, stamp=stamp)


def supervise(
    actor: Actor, *, key: UUID, case_id: UUID, lead: UUID, words: str, stamp: Stamp
) -> None:
    """Issue a document about a case to the unit that leads."""
    days = calendar.calendar()
    due_at = deadlines.close_of(deadlines.usual_day(stamp.at, days), days)
    order = Order(
        source=Source.INSPECTION,
        title="关于限期办结群众反映事项的督办通知",
        text=words,
        to_ids=(lead,),
        due_at=due_at,
    )
    draft = Draft(id=key, subject_kind="grid.case", subject_id=case_id, order=order)
    supervision.order(actor, new=draft, stamp=stamp)


def answer(*posts: Actor, key: UUID, lead: UUID, stamp: Stamp) -> None:
    """Let the first of the posts that may do so give the feedback."""
    for post in posts:
        if post.role in ANSWERERS and post.organisation_id == lead:
            supervision.answer(post, step=Step(key, words=ANSWER), stamp=stamp)
            return


def cancel_off(actor: Actor, *, key: UUID, stamp: Stamp) -> None:
    """Accept the feedback where there is one."""
    if papers.seen(actor, key).stage == "answered":
        supervision.cancel_off(actor, step=Step(key), stamp=stamp)


def run_clocks(*, until: datetime, salt: Callable[[], bytes]) -> int:
    """Let the clocks of all documents do what they had to up to a moment; return how often."""
    count = 0
    while due := papers.due_for_watch(at=until - WATCH_AFTER):
        for key in due:
            at = papers.watch_moment(key) + WATCH_AFTER
            stamp = Stamp(at=at, recorded_at=at, salt=salt())
            count += chasing.watch(supervision_id=key, stamp=stamp) is not None
    return count
