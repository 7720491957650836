"""Takes one made-up matter through the ordinary services, each step at its own moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from linli.board.demo_lives import rules, solver
from linli.board.demo_lives.rules import Turn
from linli.board.demo_papers import services as papers
from linli.board.demo_past import rules as past
from linli.board.demo_past.rules import one_of
from linli.board.demo_past.services import VERDICTS, Happening, Setting
from linli.board.demo_staff.rules import phone
from linli.grid.cases import services as cases
from linli.grid.cases.rules import Ask, Ground
from linli.grid.cases.services import Report
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.joining import services as joining
from linli.grid.photos import services as photos
from linli.grid.photos.rules import PhotoKind, Stored
from linli.grid.timing import services as timing
from linli.grid.verdicts import services as verdicts
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import ANONYMOUS, Role, reporter

WATCH_AFTER = timedelta(seconds=30)
"""The worker looks at the clocks about so long after they have something to do."""

Moments = Iterator[datetime]
"""When a script wants to go on; what follows a ``yield`` happens at that moment."""


class Seen(Protocol):
    """What a script looks at in a case."""

    stage: str
    is_public: bool
    due_at: datetime | None
    watch_at: datetime | None


class Pictures:
    """Draws a few pictures once and stores a copy for each matter that needs one."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.littered = [solver.picture(setting.noise, is_clean=False) for _ in range(5)]
        self.clean = [solver.picture(setting.noise, is_clean=True)]

    def store(self, at: datetime, *kinds: PhotoKind) -> list[Stored]:
        """Store one picture of each kind."""
        sent = []
        for kind in kinds:
            after = kind in (PhotoKind.AFTER, PhotoKind.EVIDENCE)
            choice = self.clean if after else self.littered
            content = choice[int(self.setting.noise.integers(0, len(choice)))]
            sent.append(photos.Sent(self.setting.key(at), kind, "picture.png", content))
        return photos.store(sent, most=len(sent), most_mb=1)


class Life:
    """One matter on its way: its script says when it goes on, a clock may come first."""

    def __init__(
        self, setting: Setting, happening: Happening, turn: Turn, pictures: Pictures
    ) -> None:
        self.setting, self.happening, self.turn, self.pictures = setting, happening, turn, pictures
        self.hands = happening.hands
        self.chance = setting.noise.random(12).tolist()
        self.by_resident = turn in (Turn.REOPENED, Turn.DECLINED) or self.chance[0] < 0.6
        self.is_chosen = turn not in (Turn.WAITING, Turn.DECLINED) and self.chance[1] < 0.7
        self.key = setting.key(happening.at)
        self.now = happening.at
        self.case: Seen | None = None
        self.paper: UUID | None = None
        self.script = self._script()
        self.next_at = next(self.script, None)

    @property
    def seen(self) -> Seen:
        """Return the matter as its last step left it.

        Raises:
            ValueError: it was not reported yet.
        """
        if self.case is None:
            raise ValueError("nothing was reported yet")
        return self.case

    def upcoming(self) -> datetime | None:
        """Return when something happens next: a step of the script, or a clock."""
        due = self.case.watch_at if self.case else None
        clock = due + WATCH_AFTER if due else None
        return min((at for at in (self.next_at, clock) if at), default=None)

    def go_on(self, at: datetime) -> None:
        """Let happen what is due at this moment."""
        self.now = at
        if self.next_at is not None and self.next_at <= at:
            self.next_at = next(self.script, None)
            return
        if timing.watch(case_id=self.key, stamp=self._stamp()) is None:
            raise ValueError("a clock that is due has nothing to do")
        self.case = cases.hold(self.key)

    # What every step needs --------------------------------------------------------------

    def _stamp(self) -> Stamp:
        return Stamp(at=self.now, recorded_at=self.now, salt=self.setting.noise.bytes(16))

    def _step(self, words: str = "", pictures: list[Stored] | None = None) -> Step:
        return Step(case_id=self.key, words=words, pictures=pictures or [])

    def _in(self, least: float, most: float) -> datetime:
        """Return a moment between so many working minutes from now."""
        share = float(self.setting.noise.random())
        return self.setting.after(self.now, least + share * (most - least))

    def _said(self, words: tuple[str, ...]) -> str:
        return one_of(words, self.chance[2])

    # The scripts ------------------------------------------------------------------------

    def _script(self) -> Moments:
        yield self.happening.at
        if self.turn is Turn.ON_SITE:
            self._settle_on_site()
            return
        self._report()
        if self.turn is Turn.WAITING:
            return
        if self.turn is Turn.DECLINED:
            yield self._in(10, 100)
            self._decline()
            return
        yield from self._begin()
        yield from self._middle()
        if self.turn in (Turn.ASKED, Turn.SUSPENDED):
            return
        if self.turn in (Turn.LATE, Turn.SUPERVISED) and self.chance[3] < 0.5:
            return
        yield from self._end()

    def _begin(self) -> Moments:
        """Bring the matter into the hands of who handles it."""
        yield from self._take_in()
        if self.turn is Turn.JOINED:
            yield from self._neighbours()
        if self.turn is Turn.MERGED:
            yield from self._twin()
        if self.turn is Turn.RETURNED:
            yield self._in(20, 90)
            self.case = handling.give_back(
                self.hands.handler,
                step=self._step(self._said(past.RETURN_WORDS)),
                stamp=self._stamp(),
            )
            yield self._in(10, 60)
            self._dispatch()
        yield self._in(3, 100)
        self.case = handling.accept(self.hands.handler, step=self._step(), stamp=self._stamp())

    def _middle(self) -> Moments:
        """Let the overlay come that this matter is to show."""
        if self.turn in (Turn.SUSPENDED, Turn.RESUMED, Turn.ASKED, Turn.EXTENDED):
            yield self._in(5, 60)
            yield from self._ask()
        if self.turn is Turn.SUPERVISED:
            yield self._in(60, 400)
            supervisor = self.setting.roster.by_role[Role.SUPERVISOR][0]
            self.paper = self.setting.key(self.now)
            papers.supervise(
                supervisor,
                key=self.paper,
                case_id=self.key,
                lead=self.hands.lead,
                words=self._said(rules.SUPERVISE_WORDS),
                stamp=self._stamp(),
            )
            self.case = cases.hold(self.key)
        if self.turn is Turn.LATE:
            due_at = self.seen.due_at or self.now
            yield self.setting.after(due_at, 60 + 1200 * self.chance[4])

    def _end(self) -> Moments:
        """Take the matter from in hand to closed, and let the reporter speak."""
        yield self._in(0.04 * self.happening.minutes, 0.7 * self.happening.minutes)
        self._done()
        if self.turn is Turn.REWORKED:
            yield self._in(20, 120)
            words = self._said(past.REWORK_WORDS)
            self.case = handling.rework(
                self.hands.checker, step=self._step(words), stamp=self._stamp()
            )
            yield self._in(60, 240)
            self._done()
        yield self._in(15, 180)
        self.case = handling.verify(self.hands.checker, step=self._step(), stamp=self._stamp())
        if self.turn is Turn.REOPENED or self.chance[5] < 0.6:
            yield self._in(5, 200)
            self.case = handling.close(self.hands.desk, step=self._step(), stamp=self._stamp())
        else:
            yield self._in(481, 490)
        if self.paper:
            yield self._in(10, 200)
            self._cancel_off(self.paper)
        yield from self._verdict()

    def _cancel_off(self, paper: UUID) -> None:
        """Let the unit answer to the document it stands under, and the supervisor accept it."""
        posts = (self.hands.handler, self.hands.desk)
        papers.answer(*posts, key=paper, lead=self.hands.lead, stamp=self._stamp())
        if self.chance[4] < 0.7:
            supervisor = self.setting.roster.by_role[Role.SUPERVISOR][0]
            papers.cancel_off(supervisor, key=paper, stamp=self._stamp())
        self.case = cases.hold(self.key)

    def _verdict(self) -> Moments:
        if not self.by_resident or (self.chance[6] > 0.5 and self.turn is not Turn.REOPENED):
            return
        yield self.now + timedelta(hours=1 + 30 * self.chance[7])
        holder = reporter(self.key)
        if self.turn is not Turn.REOPENED:
            grade = self.chance[8]
            satisfied = VERDICTS[0 if grade < 0.75 else 1 if grade < 0.93 else 2]
            self.case = verdicts.rate(
                holder, step=self._step(), settled=True, satisfied=satisfied, stamp=self._stamp()
            )
            return
        self.case = verdicts.rate(
            holder, step=self._step(), settled=False, satisfied=VERDICTS[2], stamp=self._stamp()
        )
        words = self._said(past.REOPEN_WORDS)
        self.case = verdicts.reopen(holder, step=self._step(words), stamp=self._stamp())
        yield self._in(10, 100)
        self.case = handling.accept(self.hands.handler, step=self._step(), stamp=self._stamp())
        yield self._in(0.2 * self.happening.minutes, 1.2 * self.happening.minutes)
        self._done()

    # Single steps -----------------------------------------------------------------------

    def _report_of(self, key: UUID, *, category: str, chance: float) -> Report:
        """Return the report; a resident gets a link, and leaves a number now and then."""
        plain = self.happening.report(
            key, source="web" if self.by_resident else "officer", chance=chance, request_key=None
        )
        link = self.setting.noise.bytes(16).hex() if self.by_resident else ""
        leaves_number = self.by_resident and self.chance[9] < 0.5
        return Report(
            case_id=key,
            source=plain.source,
            place=plain.place,
            text=plain.text,
            address=plain.address,
            category_code=category,
            phone=phone(int(self.chance[9] * 10**8)) if leaves_number else "",
            token=link,
            reporter_id=self.setting.key(self.now) if link else None,
            photos=self.pictures.store(self.now, PhotoKind.REPORT)
            if self.chance[10] < 0.06
            else [],
        )

    def _report(self) -> None:
        code = self.happening.category.code if self.is_chosen else ""
        told = self._report_of(self.key, category=code, chance=self.chance[11])
        actor = ANONYMOUS if self.by_resident else self.hands.officer
        cases.report(actor, report=told, stamp=self._stamp())
        handling.register_by_rule(case_id=self.key, stamp=self._stamp())
        self.case = cases.hold(self.key)

    def _settle_on_site(self) -> None:
        officer = self.hands.officer
        told = self.happening.report(
            self.key, source="officer", chance=self.chance[11], request_key=None
        )
        pictures = self.pictures.store(self.now, PhotoKind.BEFORE, PhotoKind.AFTER)
        whole = Report(
            case_id=self.key,
            source=told.source,
            place=told.place,
            text=told.text,
            address=told.address,
            category_code=told.category_code,
            photos=pictures,
        )
        self.case = handling.resolve_on_site(officer, report=whole, stamp=self._stamp())

    def _decline(self) -> None:
        words = self._said(past.DECLINE_WORDS)
        ground = Ground.OTHER_PROCEDURE if self.chance[2] < 0.5 else Ground.REPEAT
        step = self._step(words)
        self.case = handling.decline(self.hands.desk, step=step, ground=ground, stamp=self._stamp())

    def _take_in(self) -> Moments:
        """Register and dispatch at the desk where the rule did not."""
        if self.seen.stage != "reported":
            return
        yield self._in(4, 110)
        self.case = handling.register(
            self.hands.desk,
            step=self._step(),
            category_code=self.happening.category.code,
            stamp=self._stamp(),
        )
        yield self._in(2, 25)
        self._dispatch()

    def _dispatch(self) -> None:
        self.case = handling.dispatch(
            self.hands.desk, step=self._step(), lead_id=self.hands.lead, stamp=self._stamp()
        )

    def _done(self) -> None:
        pictures = (
            self.pictures.store(self.now, PhotoKind.EVIDENCE) if self.chance[10] > 0.94 else []
        )
        step = self._step(self._said(past.DONE_WORDS), pictures)
        self.case = handling.done(self.hands.handler, step=step, stamp=self._stamp())

    def _ask(self) -> Moments:
        """Ask the desk for more time; it grants, unless this matter is to wait for an answer."""
        is_extension = self.turn in (Turn.ASKED, Turn.EXTENDED)
        what = Ask.EXTEND if is_extension else Ask.SUSPEND
        words = self._said(rules.EXTEND_WORDS if is_extension else rules.SUSPEND_WORDS)
        self.case = timing.ask(
            self.hands.handler, step=self._step(words), what=what, stamp=self._stamp()
        )
        if self.turn is Turn.ASKED:
            return
        yield self._in(10, 90)
        self.case = timing.grant(self.hands.desk, step=self._step(), stamp=self._stamp())
        if self.turn is Turn.RESUMED:
            yield self._in(420, 1260)
            self.case = timing.resume(self.hands.handler, step=self._step(), stamp=self._stamp())

    def _neighbours(self) -> Moments:
        """Let up to four neighbours say that they have this too, where they may see it."""
        for _ in range(1 + int(self.chance[4] * 4)):
            if not self.seen.is_public:
                return
            yield self.now + timedelta(minutes=4)
            self.case = joining.join(
                case_id=self.key,
                reporter_id=self.setting.key(self.now),
                token=self.setting.noise.bytes(16).hex(),
                name="",
                phone="",
                stamp=self._stamp(),
            )

    def _twin(self) -> Moments:
        """Let the same matter be reported once more, and merged at the desk."""
        yield self.now + timedelta(minutes=8)
        twin = self.setting.key(self.now)
        told = self._report_of(twin, category="", chance=self.chance[3])
        actor = ANONYMOUS if self.by_resident else self.hands.officer
        cases.report(actor, report=told, stamp=self._stamp())
        yield self.now + timedelta(minutes=9)
        step = Step(case_id=twin)
        self.case = joining.merge(self.hands.desk, step=step, into_id=self.key, stamp=self._stamp())
