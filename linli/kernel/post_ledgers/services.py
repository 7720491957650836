"""The ledger of posts is looked at, and taken in: all or nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.kernel.common.errors import InputRefused
from linli.kernel.deliveries.rules import Outcome, Report, Verdict, change_notes
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.ledgers import queries as ledgers
from linli.kernel.ledgers.rules import Ledger, Row, RowStandsTwice
from linli.kernel.people import services as people
from linli.kernel.people.models import Person, Post
from linli.kernel.people.rules import Actor, Role, check_may_edit_territory, phone_number
from linli.kernel.people.services import Staff
from linli.kernel.post_ledgers.news import PostLedgerTakenIn
from linli.kernel.post_ledgers.queries import Days, Known
from linli.kernel.post_ledgers.rules import PostEndsTooEarly, RoleNotYours, SignInTaken
from linli.kernel.territory import services as territory
from linli.kernel.territory.rules import RowFault, RowsRefused

Keys = Callable[[], UUID]
GIVEN_BY_OPERATOR = frozenset({Role.OPERATOR, Role.AUDITOR})
"""Posts that look over the district desk's shoulder; it gives none of them."""


@dataclass
class _Change:
    """What the ledger does to persons and posts."""

    staff: Staff = field(default_factory=lambda: Staff([], [], []))
    persons: dict[UUID, Person] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows of one ledger for one actor."""

    actor: Actor
    known: Known
    keys: Keys
    change: _Change = field(default_factory=_Change)
    seen: dict[object, int] = field(default_factory=dict)
    fresh: defaultdict[tuple[UUID, str], list[Person]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_username: dict[str, Person] = field(default_factory=dict)

    def verdict(self, row: Row) -> Verdict:
        """Return what one row does, and note it down."""
        try:
            outcome, changes = self._outcome(row)
        except InputRefused as error:
            name = row.cells.get("name", "")[:120]
            return Verdict(row.number, name, Outcome.REFUSED, error=error)
        return Verdict(row.number, row.words("name"), outcome, change_notes(changes))

    def _outcome(self, row: Row) -> tuple[Outcome, list[str]]:
        office, role = self.known.office(row), self.known.role(row)
        if role in GIVEN_BY_OPERATOR and self.actor.role is Role.DISTRICT_DESK:
            raise RoleNotYours(role=row.words("role"))
        said = row.words("unit")
        unit_id = self.known.units.meant(row, "unit", said=said).pk if said else office.unit_id
        phone, days = phone_number(row.words("phone")), _days(row)
        person = self.known.person(row, office, phone) or self._fresh(row, office.pk, phone)
        same = (person.pk, office.pk, role.value, unit_id)
        post = self.known.post(same, days)
        starts_on = days[0] or (post.starts_on if post else self.known.on)
        ends_on = days[1] or (post.ends_on if post else None)
        if ends_on and ends_on <= starts_on:
            raise PostEndsTooEarly(ends_on=ends_on)
        self._check_once(row, post.pk if post else (*same, starts_on))
        changes = self._bring_in_line(person, row, phone)
        if post is None:
            self._add(
                person,
                Post(
                    organisation_id=office.pk,
                    role=role.value,
                    unit_id=unit_id,
                    starts_on=starts_on,
                    ends_on=ends_on,
                ),
            )
            return Outcome.NEW, []
        changes += self._move(post, starts_on, ends_on)
        return (Outcome.CHANGED if changes else Outcome.UNCHANGED), changes

    def _check_once(self, row: Row, means: object) -> None:
        if means in self.seen:
            raise RowStandsTwice(name=row.words("name"), row=self.seen[means])
        self.seen[means] = row.number

    def _fresh(self, row: Row, office_id: UUID, phone: str) -> Person:
        """Return the new person of a row; several rows of one person make one.

        Raises:
            SignInTaken: an earlier row gives this sign-in name to another person.
        """
        name, username = row.words("name"), row.words("username")
        signing_in = self.by_username.get(username) if username else None
        if signing_in is not None:
            if signing_in.name != name:
                raise SignInTaken(username=username)
            return signing_in
        for person in self.fresh[office_id, name]:
            if not (_differ(username, person.username) or _differ(phone, person.phone)):
                return person
        person = Person(
            id=self.keys(), name=name, phone=phone, username=username or None, password="!"
        )
        self.fresh[office_id, name].append(person)
        self.by_username[username] = person
        self.change.staff.persons.append(person)
        return person

    def _bring_in_line(self, person: Person, row: Row, phone: str) -> list[str]:
        """Bring a person in line with a row and return what changed; empty cells change nothing.

        Raises:
            SignInTaken: an earlier row gives this sign-in name to another person.
        """
        username = row.words("username")
        if username and self.by_username.setdefault(username, person) is not person:
            raise SignInTaken(username=username)
        wanted = {"name": row.words("name"), "phone": phone, "username": username}
        differs = {
            word: said for word, said in wanted.items() if said and said != getattr(person, word)
        }
        for word, said in differs.items():
            setattr(person, word, said)
        if differs and not person._state.adding:
            self.change.persons[person.pk] = person
        return list(differs)

    def _add(self, person: Person, post: Post) -> None:
        post.id, post.person = self.keys(), person
        self.change.staff.posts.append(post)

    def _move(self, post: Post, starts_on: date, ends_on: date | None) -> list[str]:
        wanted = {"starts_on": starts_on, "ends_on": ends_on}
        differs = [word for word, day in wanted.items() if day != getattr(post, word)]
        if differs:
            post.starts_on, post.ends_on = starts_on, ends_on
            self.change.posts.append(post)
        return differs


def _differ(some: str | None, other: str | None) -> bool:
    return bool(some and other and some != other)


def _days(row: Row) -> Days:
    return row.day_in("starts_on"), row.day_in("ends_on")


def look(actor: Actor, *, file: Path, at: datetime, keys: Keys) -> Report:
    """Return what a ledger of posts would do, row by row; nothing is changed.

    Raises:
        Forbidden, and whatever ``ledgers.queries.read`` refuses about the file as a whole.
    """
    check_may_edit_territory(actor)
    report, _ = _prepared(actor, file, timezone.localtime(at).date(), keys)
    return report


@transaction.atomic
def take_in(actor: Actor, *, file: Path, delivery_id: UUID, stamp: Stamp, keys: Keys) -> Report:
    """Add persons and posts, or change their days, all or nothing; the same file again changes nothing.

    A row means the person with its sign-in name, else the one of that name in the organisation,
    and her open post with that role over that unit. Posts that the ledger does not have stay.

    Raises:
        Forbidden: the actor is neither operator nor district desk nor the house itself.
        RowsRefused: rows cannot be used; ``faults`` lists them.
        whatever ``ledgers.queries.read`` refuses about the file as a whole.
    """
    check_may_edit_territory(actor)
    territory.hold()
    report, change = _prepared(actor, file, timezone.localtime(stamp.at).date(), keys)
    if report.faults:
        raise RowsRefused([RowFault(number, error) for number, error in report.faults])
    people.add_staff(actor, staff=change.staff)
    people.change_staff(actor, persons=list(change.persons.values()), posts=change.posts)
    counts = report.counts
    told = PostLedgerTakenIn(
        delivery_id=delivery_id,
        what=Ledger.POSTS.value,
        digest=hashlib.sha256(file.read_bytes()).hexdigest(),
        created=counts[Outcome.NEW],
        changed=counts[Outcome.CHANGED],
        unchanged=counts[Outcome.UNCHANGED],
    )
    journal.record([Line(actor, f"kernel.delivery:{delivery_id}", told, stamp)])
    return report


def _prepared(actor: Actor, file: Path, on: date, keys: Keys) -> tuple[Report, _Change]:
    reader = _Reader(actor, Known(on), keys)
    rows = ledgers.read(file, Ledger.POSTS)
    return Report([reader.verdict(row) for row in rows]), reader.change
