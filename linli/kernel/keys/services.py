"""Keys are issued, withdrawn, and remembered as used."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from linli.kernel.common.errors import NotFound
from linli.kernel.common.text import clean
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.journal.services import Line
from linli.kernel.keys import rules
from linli.kernel.keys.models import Key
from linli.kernel.keys.news import KeyIssued, KeyNews, KeyRevoked
from linli.kernel.keys.queries import digest_of
from linli.kernel.keys.rules import HINT, SHORTEST, RevokedAlready, Scope
from linli.kernel.people.models import Organisation, Post
from linli.kernel.people.rules import Actor, check_may_edit_territory

MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is asked for: for whom, how far, until when; exactly one of post and organisation."""

    id: UUID
    name: str
    scopes: frozenset[Scope]
    post_id: UUID | None = None
    organisation_id: UUID | None = None
    expires_at: datetime | None = None


def stream_of(key_id: UUID) -> str:
    """Return the name of the stream that holds the entries of a key."""
    return f"kernel.key:{key_id}"


@transaction.atomic
def issue(actor: Actor, *, key: NewKey, secret: str, stamp: Stamp) -> Key:
    """Give a key to a post or to an organisation; only the digest of the secret is kept.

    Args:
        secret: at least 32 random signs, made by the door and shown there once.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
        HolderUnclear, ScopesNeeded, EndsTooEarly: the key would open nothing.
        NotFound: there is no such post or organisation.
        ValueError: the secret is too short.
    """
    check_may_edit_territory(actor)
    if len(secret) < SHORTEST:
        raise ValueError(f"a secret has at least {SHORTEST} signs")
    holders = [key.post_id is not None, key.organisation_id is not None]
    rules.check_issue(
        holders=sum(holders), scopes=key.scopes, expires_at=key.expires_at, at=stamp.at
    )
    _check_there(key)
    row = Key.objects.create(
        id=key.id,
        name=clean(key.name, most=MOST_NAME),
        digest=digest_of(secret),
        hint=secret[:HINT],
        scopes=sorted(scope.value for scope in key.scopes),
        post_id=key.post_id,
        organisation_id=key.organisation_id,
        created_at=stamp.at,
        expires_at=key.expires_at,
    )
    told = KeyIssued(key_id=row.pk, changes=_fields(row))
    _record(actor, told, stamp, payload={"name": row.name})
    return row


def _check_there(key: NewKey) -> None:
    """Refuse a key for nobody.

    Raises:
        NotFound: there is no such post or organisation.
    """
    posts = Post.objects.filter(pk__in=[key.post_id] if key.post_id else [])
    offices = [key.organisation_id] if key.organisation_id else []
    if not (posts.exists() or Organisation.objects.filter(pk__in=offices).exists()):
        raise NotFound


def _fields(row: Key) -> dict[str, object]:
    """Return the fields of a key that its first entry keeps; name and digest are not for it."""
    names = ("hint", "scopes", "post_id", "organisation_id", "created_at", "expires_at")
    return {name: getattr(row, name) for name in names}


@transaction.atomic
def revoke(actor: Actor, *, key_id: UUID, stamp: Stamp) -> Key:
    """Withdraw a key: when this returns, nothing is read or stored through it any more.

    It waits for whoever is storing something through the key just now.

    Raises:
        Forbidden: the actor is neither operator, district desk nor the house itself.
        NotFound: there is no such key.
        RevokedAlready: it was withdrawn before.
    """
    check_may_edit_territory(actor)
    row = Key.objects.select_for_update().filter(pk=key_id).first()
    if row is None:
        raise NotFound
    if row.revoked_at is not None:
        raise RevokedAlready
    row.revoked_at = stamp.at
    row.save(update_fields=["revoked_at"])
    _record(actor, KeyRevoked(key_id=row.pk, changes={"revoked_at": stamp.at}), stamp)
    return row


def _record(
    actor: Actor, news: KeyNews, stamp: Stamp, payload: dict[str, object] | None = None
) -> None:
    journal.record([Line(actor, stream_of(news.key_id), news, stamp, payload)])


def mark_used(*, key_id: UUID, on: date) -> None:
    """Remember the day a key was last used; one statement, which writes once a day."""
    earlier = Q(last_used_on__isnull=True) | Q(last_used_on__lt=on)
    Key.objects.filter(earlier, pk=key_id).update(last_used_on=on)
