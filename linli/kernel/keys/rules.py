"""What a key of a tool opens, and when it opens nothing any more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop

HINT = 6
"""So many first signs of a secret are kept readable, so that a list can name a key."""

SHORTEST = 32
"""Signs of a secret: 192 random bits as URL-safe text; nobody guesses it."""


class Scope(StrEnum):
    """A door that a key opens; a key has one or several."""

    CASES_READ = "cases.read"
    CASES_WRITE = "cases.write"
    OPEN311_REPORT = "open311.report"
    OPEN311_UPDATE = "open311.update"
    EXCHANGE = "exchange"


SCOPE_NAMES: dict[Scope, str] = {
    Scope.CASES_READ: gettext_noop("read matters"),
    Scope.CASES_WRITE: gettext_noop("report matters and take steps on them"),
    Scope.OPEN311_REPORT: gettext_noop("report by Open311"),
    Scope.OPEN311_UPDATE: gettext_noop("update by Open311"),
    Scope.EXCHANGE: gettext_noop("exchange with another system"),
}
"""English names of the scopes; pages translate them."""


class KeyRefused(Forbidden):
    """The key is unknown, has run out or was withdrawn; the three look the same."""

    code = "keys.refused"
    message = gettext_noop("This key opens nothing here.")
    hint = gettext_noop("Ask the desk that issued it: it is unknown, has run out or was withdrawn.")


class ScopeMissing(Forbidden):
    """The key does not have the scope that this door needs."""

    code = "keys.scope_missing"
    message = gettext_noop("This key does not open “%(scope)s”.")
    hint = gettext_noop("Ask the desk that issued it for a key with this scope.")


class HolderUnclear(InputRefused):
    """A key belongs to a post or to an organisation, to exactly one."""

    code = "keys.holder_unclear"
    message = gettext_noop("A key belongs to exactly one post or to exactly one organisation.")
    hint = gettext_noop("Name the post for a tool of staff, the organisation for a partner.")


class HolderUnknown(InputRefused):
    """The one a key is for was not found, or is several."""

    code = "keys.holder_unknown"
    message = gettext_noop("“%(name)s” is not one person with a post, nor one organisation.")
    hint = gettext_noop("Give the sign-in name of the person, the code or name of the office.")


class ScopesNeeded(InputRefused):
    """A key without scopes would open nothing."""

    code = "keys.scopes_needed"
    message = gettext_noop("A key needs at least one scope.")
    hint = gettext_noop("The scopes are: %(scopes)s.")


class EndsTooEarly(InputRefused):
    """The key would have run out before it is issued."""

    code = "keys.ends_too_early"
    message = gettext_noop("The key would have run out already.")
    hint = gettext_noop("Give a later day, or none.")


class RevokedAlready(RuleBroken):
    """The key was withdrawn before."""

    code = "keys.revoked_already"
    message = gettext_noop("This key was withdrawn already.")
    hint = gettext_noop("Nothing more needs to be done.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a key opens anything.

    ``is_held``: the post of the key is held today by an active person, or the key is an
    organisation's.
    """

    is_held: bool
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


def stands(standing: Standing, *, at: datetime) -> bool:
    """Return whether a key opens anything at a moment; at its end it no longer does."""
    has_run_out = standing.expires_at is not None and at >= standing.expires_at
    return standing.is_held and standing.revoked_at is None and not has_run_out


def check_stands(standing: Standing | None, *, at: datetime) -> None:
    """Refuse a key that is unknown (None), withdrawn, run out, or of a post nobody holds.

    Raises:
        KeyRefused: it is one of these; which one is not said.
    """
    if standing is None or not stands(standing, at=at):
        raise KeyRefused


def check_scope(scopes: Collection[str], scope: Scope) -> None:
    """Refuse a key that does not have the scope of a door.

    Raises:
        ScopeMissing: it has not.
    """
    if scope.value not in scopes:
        raise ScopeMissing(scope=scope.value)


def check_issue(
    *, holders: int, scopes: Collection[Scope], expires_at: datetime | None, at: datetime
) -> None:
    """Refuse a key that would open nothing or that nobody would answer for.

    Args:
        holders: how many of post and organisation are named.

    Raises:
        HolderUnclear, ScopesNeeded, EndsTooEarly.
    """
    if holders != 1:
        raise HolderUnclear
    if not scopes:
        raise ScopesNeeded(scopes=[scope.value for scope in Scope])
    if expires_at is not None and expires_at <= at:
        raise EndsTooEarly
