"""Judges the rows of a superior before anything is stored: new, known, changed, or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from linli.grid.catalogue import queries as catalogue
from linli.grid.external import queries as external
from linli.grid.external.models import External
from linli.grid.external.rules import Act, AnswerTooEarly
from linli.grid.intake import rules
from linli.grid.intake.rules import (
    Matter,
    NumberNotOurs,
    NumberStandsTwice,
    OtherStreet,
    Outcome,
    Row,
)
from linli.grid.intake.solver import Gazetteer, Named
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import Layout
from linli.grid.superior_answers import queries as answers
from linli.grid.superior_answers import rules as answering
from linli.grid.superior_answers.rules import Answer, Recorded, Standing
from linli.grid.superior_clocks.rules import State
from linli.grid.superior_rows import rules as superior_rows
from linli.grid.superior_rows.rules import Age, RowOlder
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Actor, covers
from linli.kernel.places import queries as places
from linli.kernel.places.rules import Place
from linli.kernel.territory.models import Unit
from linli.kernel.territory.rules import Kind

OUTCOMES = {Age.SAME: Outcome.KNOWN, Age.NEWER: Outcome.CHANGED, Age.OLDER: Outcome.OLDER}
KINDS = (Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one row, and why.

    ``place``: where a new matter lies; the whole district where its desk has to decide.
    ``due_at``: by when it has to be answered; ``is_changed``: the row changes what is known;
    ``answers``: what of it is to be recorded.
    """

    row: Row
    outcome: Outcome
    matter: Matter | None = None
    place: Place | None = None
    category_code: str = ""
    due_at: datetime | None = None
    known: External | None = None
    is_changed: bool = False
    answers: tuple[Answer, ...] = ()
    error: LinliError | None = None

    @property
    def acts(self) -> bool:
        """Return whether taking the row in changes anything."""
        return self.outcome in {Outcome.NEW, Outcome.CHANGED, Outcome.ANSWERED}


@dataclass(frozen=True, slots=True)
class Read:
    """One row as it was read: its matter and what it answers, or why it cannot be read."""

    row: Row
    matter: Matter | None = None
    answers: tuple[Answer, ...] = ()
    error: LinliError | None = None


@dataclass
class Judge:
    """Judges the rows of one platform one after the other; what is known is read at once."""

    actor: Actor
    platform: Platform
    how: Layout
    now: datetime
    gazetteer: Gazetteer
    district_id: UUID | None
    codes: frozenset[str]
    sent_at: datetime
    recorded: Mapping[UUID, Sequence[Recorded]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    places: dict[UUID, Place] = field(default_factory=dict)

    def judge(self, rows: Sequence[Row], *, sent_at: datetime | None = None) -> list[Verdict]:
        """Return the verdict of each row, in their order; two statements beside those of places.

        Args:
            sent_at: when the rows reached us; now, if it is not said.
        """
        self.sent_at = sent_at or self.now
        read = [self._read(row) for row in rows]
        known = external.by_numbers(
            self.platform.pk, [each.matter.number for each in read if each.matter]
        )
        answered = [
            known[each.matter.number].case_id
            for each in read
            if each.matter and each.answers and each.matter.number in known
        ]
        self.recorded = answers.recorded(answered) if answered else {}
        return [self._verdict(each, known) for each in read]

    def _read(self, row: Row) -> Read:
        try:
            matter = self._once(rules.matter(row, self.how, now=self.now))
            said = rules.answers_of(row, self.how, due_at=matter.due_at, now=self.now)
        except LinliError as refused:
            return Read(row, error=refused)
        return Read(row, matter, tuple(said))

    def _once(self, matter: Matter) -> Matter:
        if matter.number in self.seen:
            raise NumberStandsTwice(number=matter.number)
        self.seen.add(matter.number)
        return matter

    def _verdict(self, read: Read, known: Mapping[str, External]) -> Verdict:
        row, matter = read.row, read.matter
        if matter is None:
            return Verdict(row, Outcome.REFUSED, error=read.error)
        try:
            if matter.number in known:
                return self._of_known(read, matter, known[matter.number])
            if read.answers:
                raise NumberNotOurs(number=matter.number)
            due_at = rules.deadline_of_new(matter, self.how)
            place = self._place(matter)
            if not covers(self.actor, place):
                raise OtherStreet
        except LinliError as refused:
            return Verdict(row, Outcome.REFUSED, matter, error=refused)
        return Verdict(row, Outcome.NEW, matter, place, self._category(matter), due_at)

    def _of_known(self, read: Read, matter: Matter, known: External) -> Verdict:
        """Return the verdict of a number that is there: what of its row is new.

        Raises:
            OtherStreet, and what an answer is refused with.
        """
        if not covers(self.actor, known.case):
            raise OtherStreet
        age = superior_rows.age(known, matter.told(self.sent_at))
        new, older = self._answers(read.answers, known)
        outcome = Outcome.ANSWERED if new else OUTCOMES[age]
        if older and outcome is Outcome.KNOWN:
            outcome = Outcome.OLDER
        error = (older or RowOlder()) if outcome is Outcome.OLDER else None
        return Verdict(
            read.row,
            outcome,
            matter,
            due_at=matter.due_at or known.due_at,
            known=known,
            is_changed=age is Age.NEWER,
            answers=tuple(new),
            error=error,
        )

    def _answers(
        self, said: Sequence[Answer], known: External
    ) -> tuple[list[Answer], LinliError | None]:
        """Return the answers to record, one after the other, and whether one is of before.

        Raises:
            NotRepliedYet, AnsweredOtherwise, AnswerInFuture, NotLater.
            DeadlineMissing: what is sent back has no deadline.
        """
        recorded = self.recorded.get(known.case_id, [])
        standing = Standing(known.number, State(known.state), known.due_at, recorded, self.how.tz())
        new: list[Answer] = []
        older: LinliError | None = None
        for each in said:
            if not answering.is_new(each, standing):
                continue
            answer = self._with_deadline(each)
            try:
                answering.check(answer, known, at=self.now)
            except AnswerTooEarly as early:
                older = early
                continue
            new.append(answer)
            standing = replace(standing, state=State.FOLLOWED_UP)
        return new, older

    def _with_deadline(self, answer: Answer) -> Answer:
        if answer.act is not Act.SEND_BACK or answer.due_at:
            return answer
        return replace(answer, due_at=rules.usual(self.how, self.now))

    def _category(self, matter: Matter) -> str:
        code = self.how.categories.get(matter.category, "")
        return code if code in self.codes else ""

    def _place(self, matter: Matter) -> Place:
        named = {
            kind: getattr(matter, kind) for kind in ("street", "community", "compound", "building")
        }
        unit_id = self.gazetteer.find(named, matter.address)
        unit = self.gazetteer.units[unit_id] if unit_id else None
        has_point = matter.lon_e6 is not None and matter.lat_e6 is not None
        if has_point and (unit is None or unit.kind == "street"):
            return places.locate(matter.lon_e6 / 1_000_000, matter.lat_e6 / 1_000_000)  # type: ignore[operator]
        return self._of_unit(unit_id or self.district_id)

    def _of_unit(self, unit_id: UUID | None) -> Place:
        if unit_id is None:
            return Place()
        if unit_id not in self.places:
            self.places[unit_id] = places.place_of_unit(unit_id)
        return self.places[unit_id]


def judge(actor: Actor, platform: Platform, how: Layout, *, now: datetime) -> Judge:
    """Return who judges the rows of a platform at a moment; three statements.

    Args:
        how: how its rows are written.
    """
    units = Unit.objects.filter(valid_to=None, kind__in=[kind.value for kind in KINDS])
    named = units.values_list("pk", "kind", "name", "parent_id")
    return Judge(
        actor=actor,
        platform=platform,
        how=how,
        now=now,
        gazetteer=Gazetteer(Named(*row) for row in named),
        district_id=places.district_id(),
        codes=frozenset(one.code for one in catalogue.edition(now).categories),
        sent_at=now,
    )
