"""Whose key this is, and whether it still opens anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from linli.kernel.common import crypto, statements
from linli.kernel.database.base import Asked, Row
from linli.kernel.keys import rules
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import HolderUnknown, KeyRefused, Scope, Standing
from linli.kernel.people import queries as people
from linli.kernel.people.models import Organisation, Person
from linli.kernel.people.rules import Actor, Role

MOST = 500

HOLDER = """
SELECT key.id, key.name, key.scopes, key.expires_at, key.revoked_at, key.last_used_on,
       key.organisation_id, key.post_id, post.person_id, post.role, post.organisation_id,
       post.unit_id, unit.kind,
       key.post_id IS NULL OR (person.is_active AND post.starts_on <= %(day)s
                               AND (post.ends_on IS NULL OR post.ends_on > %(day)s))
FROM kernel_key AS key
LEFT JOIN kernel_post AS post ON post.id = key.post_id
LEFT JOIN kernel_person AS person ON person.id = post.person_id
LEFT JOIN kernel_unit AS unit ON unit.id = post.unit_id
WHERE key.digest = %(digest)s
"""
"""Plain SQL: every request of a tool begins with it, and building it anew costs more than it."""

HELD = f"{HOLDER} FOR SHARE OF key"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who speaks through a key, and how far it reaches."""

    key_id: UUID
    name: str
    actor: Actor
    scopes: frozenset[str]
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key in a list. ``holder`` is the post or the organisation in words."""

    id: UUID
    hint: str
    name: str
    scopes: list[str]
    holder: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_on: date | None
    is_open: bool


def digest_of(secret: str) -> str:
    """Return what is stored of a secret: its SHA-256."""
    return crypto.digest("sha256", secret.encode("utf-8", "replace"))


def holder(secret: str, *, scope: Scope, at: datetime, is_held: bool = False) -> Holder:
    """Return who speaks through a key; one statement.

    Args:
        is_held: hold the key as ``lock`` does; saves a statement where what is stored
            follows in the same transaction.

    Raises:
        KeyRefused: the key is unknown, has run out, was withdrawn, or nobody holds its post.
        ScopeMissing: it does not open this door.
        TransactionManagementError: it is to be held, and there is no transaction.
    """
    return holder_of(
        statements.found(*asked_holder(secret, at=at, is_held=is_held)), scope=scope, at=at
    )


def any_holder(secret: str, *, at: datetime, is_held: bool = False) -> Holder:
    """Return who speaks through a key, whatever it opens; one statement.

    Raises:
        KeyRefused, TransactionManagementError: as for ``holder``.
    """
    return holder_of(statements.found(*asked_holder(secret, at=at, is_held=is_held)), at=at)


def asked_holder(secret: str, *, at: datetime, is_held: bool = False) -> Asked:
    """Return what asks who speaks through a key, for ``found_each``.

    Raises:
        TransactionManagementError: as for ``holder``.
    """
    if is_held and not connection.in_atomic_block:
        raise TransactionManagementError("a key is held inside a transaction only")
    statement = HELD if is_held else HOLDER
    return statement, {"digest": digest_of(secret), "day": timezone.localdate(at)}


def holder_of(rows: Sequence[Row], *, at: datetime, scope: Scope | None = None) -> Holder:
    """Return the holder that ``asked_holder`` was answered with.

    Raises:
        KeyRefused, ScopeMissing: as for ``holder``; without a scope, whatever it opens.
    """
    if not rows:
        raise KeyRefused
    row = rows[0]
    key_id, name, scopes, expires_at, revoked_at, used_on, organisation_id, *post, has_holder = row
    rules.check_stands(Standing(bool(has_holder), expires_at, revoked_at), at=at)
    if scope is not None:
        rules.check_scope(frozenset(scopes), scope)
    return Holder(
        key_id=key_id,
        name=name,
        actor=_actor(organisation_id, *post),
        scopes=frozenset(scopes),
        last_used_on=used_on,
    )


def _actor(organisation_id: UUID | None, post_id: UUID | None, *post: Any) -> Actor:
    """Return the post's actor, or a partner's: no right of staff, only whom it speaks for."""
    if post_id is None:
        return Actor(role=Role.REPORTER, organisation_id=organisation_id)
    person_id, role, office_id, unit_id, unit_kind = post
    return Actor(
        role=Role(role),
        person_id=person_id,
        post_id=post_id,
        organisation_id=office_id,
        unit_id=unit_id,
        unit_kind=unit_kind or "",
    )


def lock(key_id: UUID, at: datetime) -> None:
    """Hold a key until the end of the transaction, so that nobody withdraws it before that.

    To be called in the transaction that stores something, before it is stored: after a
    withdrawal has returned, nothing is stored through the key any more. Those who hold it at
    once do not wait for each other; one statement.

    Raises:
        KeyRefused: it has run out or was withdrawn since the request came in.
        TransactionManagementError: there is no transaction whose end could let it go.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a key is held inside a transaction only")
    held = "SELECT expires_at, revoked_at FROM kernel_key WHERE id = %s FOR SHARE"
    rows = statements.found(held, [key_id])
    rules.check_stands(Standing(True, *rows[0]) if rows else None, at=at)  # noqa: FBT003


def end_of(day: date) -> datetime:
    """Return the last moment of a day by the district's own clock."""
    return timezone.make_aware(datetime.combine(day, time.max)).astimezone(UTC)


def post_of(username: str, *, on: date) -> UUID:
    """Return the post that a person holds on a day; her first one, where she holds several.

    Raises:
        HolderUnknown: nobody has this sign-in name, or she holds no post.
    """
    person = Person.objects.filter(username=username, is_active=True).first()
    posts = people.posts_of(person.pk, on=on) if person else []
    if not posts:
        raise HolderUnknown(name=username)
    return posts[0].post_id


def organisation_named(words: str) -> UUID:
    """Return the one organisation with this code or name.

    Raises:
        HolderUnknown: there is none, or there are several.
    """
    coded = Organisation.objects.filter(code=words).exclude(code="")
    found = list(coded[:2]) or list(Organisation.objects.filter(name=words)[:2])
    if len(found) != 1:
        raise HolderUnknown(name=words)
    return found[0].pk


def listed(*, at: datetime) -> list[KeyLine]:
    """Return the keys, open ones first, then the newest; at most 500; one statement."""
    found = Key.objects.select_related("post__person", "post__organisation", "organisation")
    day = timezone.localdate(at)
    lines = [_line(key, day, at) for key in found.order_by("-created_at", "pk")[:MOST]]
    return sorted(lines, key=lambda line: not line.is_open)


def _line(key: Key, day: date, at: datetime) -> KeyLine:
    post = key.post
    office = post.organisation if post else key.organisation
    name = office.name if office else ""
    is_held = post is None or (
        post.person.is_active
        and post.starts_on <= day
        and (post.ends_on is None or post.ends_on > day)
    )
    return KeyLine(
        id=key.pk,
        hint=key.hint,
        name=key.name,
        scopes=list(key.scopes),
        holder=f"{name} {post.person.name}" if post else name,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_on=key.last_used_on,
        is_open=rules.stands(Standing(is_held, key.expires_at, key.revoked_at), at=at),
    )
