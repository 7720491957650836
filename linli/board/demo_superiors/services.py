"""A made-up hotline passes matters down, by the ordinary services."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from linli.board.demo_staff.services import Roster
from linli.board.demo_superiors import rules
from linli.grid.external import queries as external_queries
from linli.grid.external import services as external
from linli.grid.external.services import Coming
from linli.grid.intake import queries as judging
from linli.grid.intake import services as intake
from linli.grid.intake.rules import Row
from linli.grid.platforms import services as platforms
from linli.grid.platforms.rules import FIELDS, Layout, PlatformKind
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.replies import queries as replies
from linli.grid.showing.queries import CaseLine
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role


def _stamp(at: datetime, what: str) -> Stamp:
    return Stamp(at=at, recorded_at=at, salt=hashlib.sha256(what.encode()).digest()[:16])


def _key(at: datetime, what: str) -> UUID:
    return ids.make(int(at.timestamp() * 1000), hashlib.sha256(what.encode()).digest()[:10])


def add(roster: Roster, *, at: datetime) -> None:
    """Let the hotline pass down new matters, others that are in hand, and some that are answered."""
    desk = roster.by_role[Role.DISTRICT_DESK][0]
    platform = platforms.add(
        desk,
        platform_id=_key(at, "platform"),
        code=rules.CODE,
        name=rules.PLATFORM,
        kind=PlatformKind.HOTLINE,
        stamp=_stamp(at, "platform"),
    )
    running = _lines(desk, Filters(stage="in_hand"), at)[: len(rules.SAID)]
    closed = _lines(desk, Filters(stage="closed"), at)[: rules.ANSWERED]
    how = Layout(columns={one.word: one.word for one in FIELDS})
    rows = [_row(n, line, at) for n, line in enumerate(running)]
    for verdict in judging.judge(desk, platform, how, now=at).judge(rows):
        intake.take(desk, platform, verdict=verdict, stamp=_stamp(at, "sheet"))
    for n, line in enumerate([*running, *closed]):
        due_at = at + timedelta(hours=rules.FIRST_DUE_HOURS + n * rules.STEP_HOURS)
        coming = Coming(
            external_id=_key(at, f"external {n}"),
            platform=platform,
            number=f"YS{at:%Y%m}{n + 1:05d}",
            received_at=line.reported_at,
            due_at=due_at,
        )
        stamp = _stamp(at, f"passed down {n}")
        external.receive(desk, case_id=line.id, coming=coming, stamp=stamp)
        external.register(desk, case_id=line.id, stamp=stamp)
    for line in closed:
        _answer(desk, line, at)
    for case_id in external_queries.due_for_watch(at=at):
        external.watch(case_id=case_id, stamp=_stamp(at, f"watch {case_id}"))


def _lines(desk: Actor, filters: Filters, at: datetime) -> list[CaseLine]:
    """Return cases of a district's queue that lie in a compound."""
    found = list(queues.queue(desk, filters, number=1, at=at).object_list)
    return [line for line in found if len(line.place) >= 4]


def _row(n: int, line: CaseLine, at: datetime) -> Row:
    said, category = rules.SAID[n]
    cells = {
        "number": f"YS{at:%Y%m}{n + 90001:05d}",
        "text": said,
        "category": category,
        "address": "".join(line.place),
        "due_at": (at + timedelta(days=5, hours=n)).isoformat(),
    }
    return Row(n + 1, cells)


def _answer(desk: Actor, line: CaseLine, at: datetime) -> None:
    draft = replies.draft(desk, line.id)
    external.reply(
        desk,
        case_id=line.id,
        result=draft.result,
        words=draft.words,
        stamp=_stamp(at, f"reply {line.id}"),
    )
