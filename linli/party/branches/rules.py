"""Party organisations: which kinds there are, which may stand under which, who may do what.

Three tables: ``KINDS_ABOVE`` and ``BASES_ABOVE`` (what may stand under what), ``MAY`` (role →
moves). Source of the kinds: 中国共产党章程 (2022), art. 30; of the bases: article, rows P3, P4
and A2; the tables themselves are ours (decision on Party organisations).
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import Forbidden, InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import DESKS, Actor, Placed, Role, check_covers, covers


class Kind(StrEnum):
    """The kinds of Party organisations at the grass roots, the largest first."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"
    GROUP = "group"


class Base(StrEnum):
    """Of what an organisation is one."""

    OFFICE = "office"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    COMPOUND = "compound"
    PROPERTY_COMPANY = "property_company"
    NEW_ORGANISATION = "new_organisation"


class Stage(StrEnum):
    """Where an organisation is: at work, or ended in one of two ways."""

    ACTIVE = "active"
    MERGED = "merged"
    DISSOLVED = "dissolved"


KIND_NAMES: dict[Kind, str] = {
    Kind.COMMITTEE: gettext_noop("Party committee"),
    Kind.GENERAL_BRANCH: gettext_noop("general Party branch"),
    Kind.BRANCH: gettext_noop("Party branch"),
    Kind.GROUP: gettext_noop("Party group"),
}

BASE_NAMES: dict[Base, str] = {
    Base.OFFICE: gettext_noop("of an office"),
    Base.STREET: gettext_noop("of a street"),
    Base.COMMUNITY: gettext_noop("of a community"),
    Base.GRID: gettext_noop("of a grid"),
    Base.COMPOUND: gettext_noop("of a compound"),
    Base.PROPERTY_COMPANY: gettext_noop("of a property company"),
    Base.NEW_ORGANISATION: gettext_noop("of a new economic or social organisation"),
}

STAGE_NAMES: dict[Stage, str] = {
    Stage.ACTIVE: gettext_noop("at work"),
    Stage.MERGED: gettext_noop("merged into another"),
    Stage.DISSOLVED: gettext_noop("dissolved"),
}
"""English names; pages translate them."""

WORKING_COMMITTEE = gettext_noop("Party working committee")
"""What the committee of a street is: an agency of the district's, not elected (党工委)."""


def kind_name(kind: Kind, base: Base) -> str:
    """Return the English name of a kind; pages translate it."""
    is_agency = (kind, base) == (Kind.COMMITTEE, Base.STREET)
    return WORKING_COMMITTEE if is_agency else KIND_NAMES[kind]


KINDS_ABOVE: dict[Kind, frozenset[Kind]] = {
    Kind.COMMITTEE: frozenset({Kind.COMMITTEE}),
    Kind.GENERAL_BRANCH: frozenset({Kind.COMMITTEE}),
    Kind.BRANCH: frozenset({Kind.COMMITTEE, Kind.GENERAL_BRANCH}),
    Kind.GROUP: frozenset({Kind.BRANCH}),
}
"""Kind → the kinds it may stand under."""

BASES_ABOVE: dict[Base, frozenset[Base]] = {
    Base.OFFICE: frozenset({Base.OFFICE, Base.STREET}),
    Base.STREET: frozenset({Base.OFFICE}),
    Base.COMMUNITY: frozenset({Base.STREET, Base.COMMUNITY}),
    Base.GRID: frozenset({Base.STREET, Base.COMMUNITY, Base.GRID}),
    Base.COMPOUND: frozenset({Base.STREET, Base.COMMUNITY, Base.GRID, Base.COMPOUND}),
    Base.PROPERTY_COMPANY: frozenset(
        {Base.OFFICE, Base.STREET, Base.COMMUNITY, Base.PROPERTY_COMPANY}
    ),
    Base.NEW_ORGANISATION: frozenset(
        {Base.OFFICE, Base.STREET, Base.COMMUNITY, Base.NEW_ORGANISATION}
    ),
}
"""Base → the bases it may stand under."""

HOSTED = frozenset({Base.OFFICE, Base.PROPERTY_COMPANY, Base.NEW_ORGANISATION})
"""Named after a company or an office, not after a piece of the territory."""


class Move(StrEnum):
    """What can be done with an organisation."""

    FOUND = "found"
    REVISE = "revise"
    SUBORDINATE = "subordinate"
    COUNT = "count"
    FILL = "fill"
    REELECT = "reelect"
    EXTEND = "extend"
    MERGE = "merge"
    DISSOLVE = "dissolve"


READERS = DESKS | {Role.SUPERVISOR, Role.AUDITOR}
"""Posts that read organisations of the unit they are posted over."""

OF_A_COMMUNITY = frozenset({Move.COUNT, Move.FILL})

MAY: dict[Role, frozenset[Move]] = {
    Role.DISTRICT_DESK: frozenset(Move),
    Role.STREET_DESK: frozenset(Move),
    Role.COMMUNITY_DESK: OF_A_COMMUNITY,
    Role.RULE: frozenset(Move),
}
"""Role → the moves it may make within its unit. What needs the approval of the superior Party
organisation (founding, elections, ends) is recorded by the street or the district."""


class NotUnderThis(RuleBroken):
    """An organisation may not stand under another."""

    code = "party.not_under_this"
    message = gettext_noop("An organisation of this kind cannot stand under the chosen one.")
    hint = gettext_noop(
        "A group stands under a branch, a branch under a general branch or a committee, and one "
        "of a compound under its grid, community or street."
    )


class SuperiorNeeded(InputRefused):
    """A Party group without a branch."""

    code = "party.superior_needed"
    message = gettext_noop("A Party group is part of a branch.")
    hint = gettext_noop("Choose the branch.")


class SuperiorElsewhere(RuleBroken):
    """The superior belongs to another part of the territory."""

    code = "party.superior_elsewhere"
    message = gettext_noop("The chosen organisation belongs to another part of the territory.")
    hint = gettext_noop("Choose one of the same street, community or grid.")


class UnderItself(RuleBroken):
    """An organisation would stand under itself, in a circle."""

    code = "party.under_itself"
    message = gettext_noop("An organisation cannot stand under itself or under its own parts.")
    hint = gettext_noop("Choose another one.")


class HostNeeded(InputRefused):
    """An organisation of a company or office without its name."""

    code = "party.host_needed"
    message = gettext_noop("The name of the company or unit is missing.")
    hint = gettext_noop("Write it in full, as it is registered.")


class NameTaken(RuleBroken):
    """Another organisation at work has the name."""

    code = "party.name_taken"
    message = gettext_noop("There is an organisation of this name already: %(name)s.")
    hint = gettext_noop("Open it in the register, or choose a name that tells the two apart.")


class DayRefused(InputRefused):
    """A day lies in the future, or before the organisation was founded."""

    code = "party.day_refused"
    message = gettext_noop("The day %(day)s cannot be.")
    hint = gettext_noop("Give a day from the founding up to today.")


class HasParts(RuleBroken):
    """An organisation ends while others stand under it."""

    code = "party.has_parts"
    message = gettext_noop("%(count)s organisations stand under this one.")
    hint = gettext_noop("Put them under another one first.")


class OrganisationEnded(RuleBroken):
    """The organisation was merged or dissolved; nothing changes any more."""

    code = "party.organisation_ended"
    message = gettext_noop("This organisation has ended.")
    hint = gettext_noop("Its record stays; found a new one where there is one again.")


class OrganisationChanged(RuleBroken):
    """Somebody else changed the organisation since the page was loaded."""

    code = "party.organisation_changed"
    message = gettext_noop("Somebody else has changed this organisation in the meantime.")
    hint = gettext_noop("Reload the page, look at what changed, and decide again.")


def may_see(actor: Actor, place: Placed) -> bool:
    """Return whether an organisation at a place exists for a post."""
    return actor.role is Role.RULE or (actor.role in READERS and covers(actor, place))


def may(actor: Actor, place: Placed, move: Move) -> bool:
    """Return whether a post may make a move with an organisation at a place."""
    return move in MAY.get(actor.role, frozenset()) and covers(actor, place)


def check_may(actor: Actor, place: Placed, move: Move) -> None:
    """Refuse a move that is not the actor's.

    Raises:
        Forbidden: it is not of her role, or she is no reader of organisations at all.
        NotYourTerritory: the place lies outside her unit.
    """
    if actor.role is not Role.RULE and actor.role not in READERS:
        raise Forbidden
    check_covers(actor, place)
    if move not in MAY.get(actor.role, frozenset()):
        raise Forbidden


def check_active(stage: str) -> None:
    """Refuse to change an organisation that has ended.

    Raises:
        OrganisationEnded: it has.
    """
    if stage != Stage.ACTIVE:
        raise OrganisationEnded


@dataclass(frozen=True, slots=True)
class Above:
    """What must be known of a superior: its stage, kind and base, and where it lies."""

    id: UUID
    stage: str
    kind: str
    base: str
    place: Placed


def check_under(kind: Kind, base: Base, place: Placed, above: Above | None) -> None:
    """Refuse a superior that an organisation may not stand under; None: none is recorded yet.

    Raises:
        SuperiorNeeded, NotUnderThis, SuperiorElsewhere.
    """
    if above is None:
        if kind is Kind.GROUP:
            raise SuperiorNeeded
        return
    fits = Kind(above.kind) in KINDS_ABOVE[kind] and Base(above.base) in BASES_ABOVE[base]
    if not fits or above.stage != Stage.ACTIVE:
        raise NotUnderThis
    if not lies_in(place, above):
        raise SuperiorElsewhere


LEVEL = {
    Base.STREET: "street_id",
    Base.COMMUNITY: "community_id",
    Base.COMPOUND: "compound_id",
}


def lies_in(place: Placed, above: Above) -> bool:
    """Return whether a place lies in the street, community or compound of a superior of one."""
    level = LEVEL.get(Base(above.base))
    return level is None or getattr(place, level) == getattr(above.place, level)
