"""Who acts, from which post, and over which part of the territory."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from linli.kernel.common.errors import Forbidden, InputRefused, NotFound, gettext_noop


class Role(StrEnum):
    """What a person may be in one act; a person with several posts acts from one of them."""

    REPORTER = "reporter"
    GRID_OFFICER = "grid_officer"
    COMMUNITY_DESK = "community_desk"
    STREET_DESK = "street_desk"
    DEPARTMENT_OFFICER = "department_officer"
    DEPARTMENT_HEAD = "department_head"
    DISTRICT_DESK = "district_desk"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    RULE = "rule"


ROLE_NAMES: dict[Role, str] = {
    Role.REPORTER: gettext_noop("the reporter"),
    Role.GRID_OFFICER: gettext_noop("grid officer"),
    Role.COMMUNITY_DESK: gettext_noop("community desk"),
    Role.STREET_DESK: gettext_noop("street desk"),
    Role.DEPARTMENT_OFFICER: gettext_noop("department officer"),
    Role.DEPARTMENT_HEAD: gettext_noop("department head"),
    Role.DISTRICT_DESK: gettext_noop("district desk"),
    Role.SUPERVISOR: gettext_noop("supervisor"),
    Role.AUDITOR: gettext_noop("auditor"),
    Role.OPERATOR: gettext_noop("operator"),
    Role.RULE: gettext_noop("by rule"),
}
"""English names of the roles; pages translate them."""

DESKS = frozenset({Role.COMMUNITY_DESK, Role.STREET_DESK, Role.DISTRICT_DESK})
DEPARTMENT = frozenset({Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD})
STAFF = frozenset(Role) - {Role.REPORTER, Role.RULE}
POST_ROLES = tuple(role for role in Role if role in STAFF)


class Placed(Protocol):
    """Something that lies in the territory: one id per level, or none."""

    @property
    def district_id(self) -> UUID | None:
        """Return the district."""

    @property
    def street_id(self) -> UUID | None:
        """Return the street."""

    @property
    def community_id(self) -> UUID | None:
        """Return the community."""

    @property
    def grid_id(self) -> UUID | None:
        """Return the grid."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a role, and the post or the link that gives it.

    ``unit_kind`` is one of ``district``, ``street``, ``community``, ``grid`` or empty.
    ``holds`` is the one case that a reporter's capability link opens.
    """

    role: Role
    person_id: UUID | None = None
    post_id: UUID | None = None
    organisation_id: UUID | None = None
    unit_id: UUID | None = None
    unit_kind: str = ""
    holds: UUID | None = None

    @property
    def is_staff(self) -> bool:
        """Return whether the actor speaks from a post."""
        return self.role in STAFF


ANONYMOUS = Actor(role=Role.REPORTER)
BY_RULE = Actor(role=Role.RULE)


def reporter(case_id: UUID) -> Actor:
    """Return the actor who holds the capability link of one case."""
    return Actor(role=Role.REPORTER, holds=case_id)


def covers(actor: Actor, place: Placed) -> bool:
    """Return whether ``place`` lies in the unit of the actor's post."""
    if actor.role is Role.RULE:
        return True
    if actor.unit_id is None or actor.unit_kind not in {"district", "street", "community", "grid"}:
        return False
    return bool(getattr(place, f"{actor.unit_kind}_id") == actor.unit_id)


class NotYourTerritory(NotFound):
    """The thing lies outside the actor's unit; its existence is not disclosed."""

    code = "people.not_your_territory"


class PhoneRefused(InputRefused):
    """A telephone number has signs or a length that no number has."""

    code = "people.phone_refused"
    message = gettext_noop("This is not a telephone number that can be called back.")
    hint = gettext_noop("Give 7 to 15 digits, for example a mobile number of 11 digits.")


def check_covers(actor: Actor, place: Placed) -> None:
    """Refuse an actor whose unit does not contain ``place``.

    Raises:
        NotYourTerritory: it does not.
    """
    if not covers(actor, place):
        raise NotYourTerritory


def check_role(actor: Actor, *roles: Role) -> None:
    """Refuse an actor whose role is not among ``roles``.

    Raises:
        Forbidden: it is not.
    """
    if actor.role not in roles:
        raise Forbidden


def check_may_edit_territory(actor: Actor) -> None:
    """Refuse everyone but the operator, the district desk and the house itself.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, Role.OPERATOR, Role.DISTRICT_DESK, Role.RULE)


def phone_number(words: str) -> str:
    """Return the digits of a telephone number, with a leading ``+`` where one was given.

    An empty text stays empty: nobody has to leave a number.

    Raises:
        PhoneRefused: other signs than digits, space, ``-``, ``+``, brackets, or not 7 to 15 digits.
    """
    kept = "".join(sign for sign in words.strip() if sign not in " -()（）\u3000")
    if not kept:
        return ""
    if not (
        7 <= len(kept.lstrip("+")) <= 15
        and kept.lstrip("+").isascii()
        and kept.lstrip("+").isdigit()
    ):
        raise PhoneRefused
    return kept
