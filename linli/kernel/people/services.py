"""Persons, organisations and posts come and go; attempts are counted."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from linli.kernel.common.errors import TooMany
from linli.kernel.people.models import Attempt, Organisation, Person, Post
from linli.kernel.people.rules import Actor, Role, check_may_edit_territory, check_role


@dataclass(frozen=True, slots=True)
class Staff:
    """Everything that ``add_staff`` writes, ready to store; order does not matter."""

    organisations: list[Organisation]
    persons: list[Person]
    posts: list[Post]


@dataclass(frozen=True, slots=True)
class Moved:
    """A post or an office that went from one unit to another; ``noun`` says which of both."""

    noun: str
    id: UUID
    former: UUID
    later: UUID


@transaction.atomic
def add_staff(actor: Actor, *, staff: Staff) -> None:
    """Store organisations, persons and posts, three statements a thousand rows.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    Organisation.objects.bulk_create(staff.organisations, batch_size=1000)
    Person.objects.bulk_create(staff.persons, batch_size=1000)
    Post.objects.bulk_create(staff.posts, batch_size=1000)


@transaction.atomic
def change_staff(actor: Actor, *, persons: list[Person], posts: list[Post]) -> None:
    """Store the names, telephones and sign-in names of persons, and the days of posts.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    Person.objects.bulk_update(persons, ["name", "phone", "username"], batch_size=1000)
    Post.objects.bulk_update(posts, ["starts_on", "ends_on"], batch_size=1000)


@transaction.atomic
def end_post(actor: Actor, *, post_id: UUID, on: date) -> None:
    """End a post: from ``on`` it gives no rights.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    Post.objects.filter(pk=post_id).update(ends_on=on)


@transaction.atomic
def follow_units(actor: Actor, *, heirs: Mapping[UUID, UUID], on: date) -> list[Moved]:
    """Let posts and offices of units that ended on a day be those of the units named for them.

    A post keeps its key, so what is in its hands stays there. An office goes only where the
    unit has none of its kind yet; else it stays with the former unit. Returns what moved,
    posts before offices; the caller tells of it.

    Args:
        heirs: ended unit → the unit that takes its place for them.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
    """
    check_may_edit_territory(actor)
    held = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    posts = list(Post.objects.filter(held, unit__in=heirs.keys()).order_by("pk"))
    offices = list(Organisation.objects.filter(unit__in=heirs.keys()).order_by("pk"))
    served = Organisation.objects.filter(unit__in=heirs.values()).values_list("unit_id", "kind")
    taken = {(unit, kind) for unit, kind in served if unit not in heirs}
    going = []
    for office in offices:
        place = (heirs[_place(office.unit_id)], office.kind)
        if place not in taken:
            taken.add(place)
            going.append(office)
    moved = [_moved("post", post, heirs) for post in posts]
    moved += [_moved("organisation", office, heirs) for office in going]
    Post.objects.bulk_update(posts, ["unit"])
    Organisation.objects.bulk_update(going, ["unit"])
    return moved


def _moved(noun: str, row: Post | Organisation, heirs: Mapping[UUID, UUID]) -> Moved:
    """Put a row to the heir of its unit, not yet stored, and return what moved."""
    former = _place(row.unit_id)
    row.unit_id = heirs[former]
    return Moved(noun, row.pk, former, row.unit_id)


def _place(unit_id: UUID | None) -> UUID:
    if unit_id is None:
        raise ValueError("what has no unit follows none")
    return unit_id


@transaction.atomic
def forget(actor: Actor, *, person_id: UUID) -> None:
    """Erase the name, telephone, mail and sign-in of a person; her acts stay under her key.

    Raises:
        Forbidden: the actor is not the operator or the house itself.
    """
    check_role(actor, Role.OPERATOR, Role.RULE)
    Person.objects.filter(pk=person_id).update(
        name="—", phone="", email="", username=None, password="!", is_active=False
    )


def source_digest(kind: str, value: str) -> str:
    """Return what stands for an address or device in the attempt table (keyed, 64 signs)."""
    word = f"{kind}:{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), word, hashlib.sha256).hexdigest()


def count_attempts(*, limits: dict[str, int], minutes: int, at: datetime, times: int = 1) -> None:
    """Count attempts of each source; one statement.

    Args:
        limits: source digest → most attempts within a window.
        minutes: length of the window.
        times: how many attempts are counted for each source.

    Raises:
        TooMany: one source is over its limit; the attempt is counted all the same.
    """
    window = int(at.timestamp()) // (minutes * 60) * minutes
    rows = sorted(limits)
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    arguments = [part for source in rows for part in (source, window, times)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {Attempt._meta.db_table} (source, "window", count) VALUES {values}'
            ' ON CONFLICT (source, "window") DO UPDATE SET count = '
            f"{Attempt._meta.db_table}.count + excluded.count RETURNING source, count",
            arguments,
        )
        counted = dict(cursor.fetchall())
    if any(counted[source] > limits[source] for source in rows):
        raise TooMany(minutes=minutes)


def sweep_attempts(*, at: datetime) -> int:
    """Remove attempts older than a day; return how many."""
    oldest = int(at.timestamp()) // 60 - 24 * 60
    return Attempt.objects.filter(window__lt=oldest).delete()[0]
