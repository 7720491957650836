"""Made-up rows for the panels beside a matter, by the ordinary services: a handful of each.

Phrases and a macro, notes with a file, follow-ups with a judgement, a dispute of duty, and a
picture of which a part is covered.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.board.demo_staff.services import Roster
from linli.grid.cases.rules import Satisfied
from linli.grid.disputes import services as disputes
from linli.grid.disputes.rules import DisputeGround
from linli.grid.files.services import SentFile
from linli.grid.followups import queries as to_ask
from linli.grid.followups import services as followups
from linli.grid.followups.rules import Heard, How, Outcome, Settled
from linli.grid.gallery import services as gallery
from linli.grid.gallery.rules import Cover
from linli.grid.handling import services as handling
from linli.grid.judgements import services as judgements
from linli.grid.judgements.rules import Finding
from linli.grid.macros import services as macros
from linli.grid.macros.rules import Action, MacroStep
from linli.grid.notes import services as notes
from linli.grid.notes.rules import Kind
from linli.grid.notes.services import Leaving
from linli.grid.photos import queries as photos
from linli.grid.photos.rules import Rectangle, Why
from linli.grid.phrases import services as phrases
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.steps.services import Step
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor, Role

PHRASES = [
    ("已转办", "您反映的事项（{{number}}）已转{{lead}}办理，{{due}}前办结。", ["dispatch"]),
    ("请补充照片", "请补充一张现场照片，便于核实位置。", ["note"]),
    ("已现场处置", "已到{{place}}现场处置完毕，请核查。", ["done"]),
]
"""Title, text, and the steps they are offered at."""

MACRO = "核查通过并结案"
INTERNAL = "已电话联系物业，明日上午共同到场。"
PUBLIC = "已安排人员明日上午到场处理，请留意现场通知。"
RECORD = "现场记录：已核对位置，照片见事件。\n"
HEARD: list[tuple[Heard, str]] = [
    (Heard(How.PHONE, Outcome.REACHED, Settled.YES, Satisfied.SATISFIED), "处理得很快。"),
    (Heard(How.PHONE, Outcome.NO_ANSWER), ""),
    (Heard(How.PHONE, Outcome.REACHED, Settled.NO, Satisfied.DISSATISFIED), "要求另行赔偿。"),
]
"""What three reporters said when another post asked; the last one's matter is judged."""

ASKED = "处置已完成，诉求中的赔偿不属本平台范围，请另一岗位判定。"
FOUND = "现场已恢复，赔偿诉求可依法通过调解或者诉讼途径解决。"
GIVEN_BACK = "该处为小区内部道路，不属本单位职责。"
IN_DISPUTE = "两家单位对管理范围认识不一，提请裁定。"
STATED = "按职责清单，小区红线内由物业管理。"
COVERED = Rectangle(left=380, top=420, width=180, height=120)


@dataclass
class _House:
    """Who acts, when, and a key and a stamp for each step."""

    roster: Roster
    at: datetime
    count: int = 0
    desks: list[Actor] = field(init=False)

    def __post_init__(self) -> None:
        self.desks = self.roster.by_role[Role.DISTRICT_DESK]

    def stamp(self) -> Stamp:
        """Return the stamp of the next step."""
        self.count += 1
        salt = hashlib.sha256(f"panels {self.count}".encode()).digest()[:16]
        return Stamp(at=self.at, recorded_at=self.at, salt=salt)

    def key(self) -> UUID:
        """Return the next key."""
        self.count += 1
        word = hashlib.sha256(f"panels {self.count}".encode()).digest()[:10]
        return ids.make(int(self.at.timestamp() * 1000), word)

    def led(self, stage: str) -> Iterator[tuple[Actor, UUID]]:
        """Yield the first officer of each department with the matters it leads at a stage."""
        for word in sorted(self.roster.departments):
            office = self.roster.departments[word]
            officers = [
                one
                for (unit, _), found in self.roster.hands.items()
                if unit == office
                for one in found
                if one.unit_kind == "district" and one.role is Role.DEPARTMENT_OFFICER
            ]
            filters = Filters(stage=stage, lead_id=office)
            for officer in officers[:1]:
                for line in queues.queue(officer, filters, number=1, at=self.at).object_list:
                    yield officer, line.id


def add(roster: Roster, *, at: datetime) -> None:
    """Put a handful of rows on each panel of the page of a case."""
    house = _House(roster, at)
    _keep(house)
    _leave_notes(house)
    _ask(house)
    _dispute(house)
    _cover(house)


def _keep(house: _House) -> None:
    desk = house.desks[0]
    for title, text, moves in PHRASES:
        phrases.keep(
            desk,
            phrase_id=house.key(),
            title=title,
            text=text,
            moves=moves,
            categories=[],
            stamp=house.stamp(),
        )
    steps = [MacroStep(Action.VERIFY, words="经核查处置到位。"), MacroStep(Action.CLOSE)]
    macros.keep(desk, macro_id=house.key(), title=MACRO, steps=steps, stamp=house.stamp())


def _leave_notes(house: _House) -> None:
    """Let a desk and the officer at work leave notes on two matters, one with a file."""
    for number, (officer, case_id) in zip(range(2), house.led("in_hand"), strict=False):
        file = SentFile(house.key(), "现场记录.txt", RECORD.encode())
        attached = [] if number else [file]
        inside = Leaving(case_id, house.key(), Kind.INTERNAL, INTERNAL, attached=attached)
        notes.leave(house.desks[0], left=inside, stamp=house.stamp())
        outside = Leaving(case_id, house.key(), Kind.PUBLIC, PUBLIC)
        notes.leave(officer, left=outside, stamp=house.stamp())


def _ask(house: _House) -> None:
    """Ask three reporters after closing; what the last one says is judged by another post."""
    desk, judge = house.desks[0], house.roster.by_role[Role.SUPERVISOR][0]
    waiting = to_ask.waiting(desk, at=house.at).order_by("closed_at", "pk")
    for (heard, words), case in zip(HEARD, waiting[: len(HEARD)], strict=False):
        step = Step(case.pk, words=words)
        followups.follow_up(desk, step=step, key=house.key(), heard=heard, stamp=house.stamp())
        if heard.settled is Settled.NO:
            judgements.ask(desk, step=Step(case.pk, words=ASKED), stamp=house.stamp())
            judgements.judge(
                judge,
                step=Step(case.pk, words=FOUND),
                key=house.key(),
                finding=Finding.LAWFULLY_SETTLED,
                stamp=house.stamp(),
            )


def _dispute(house: _House) -> None:
    """Let a department give a matter back and argue whose duty it is; it waits to be decided."""
    for officer, case_id in house.led("dispatched"):
        step = Step(case_id, words=GIVEN_BACK)
        handling.give_back(officer, step=step, stamp=house.stamp())
        key = house.key()
        disputes.begin(
            house.desks[0],
            step=Step(case_id, words=IN_DISPUTE),
            dispute_id=key,
            ground=DisputeGround.NOT_PLACE,
            stamp=house.stamp(),
        )
        step = Step(case_id, words=STATED)
        disputes.state(officer, step=step, dispute_id=key, stamp=house.stamp())
        return


def _cover(house: _House) -> None:
    """Cover a number plate on one picture of a matter in hand."""
    pictures = photos.of_cases([case_id for _, case_id in house.led("in_hand")])
    for case_id, taken in pictures.items():
        cover = Cover(case_id, taken[0].pk, "", [COVERED], Why.PLATE)
        gallery.redact(house.desks[0], cover=cover, stamp=house.stamp())
        return
