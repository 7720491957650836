"""Who belongs into the branch of a compound, and what is missing: vacancies, never persons.

The seats, terms and sizes are a standard that a district edits: dated, sourced, kept edition by
edition. What the house is shipped with is edition 0. Source of its seats: article, pillar one,
“分类型组建” (row P4); of terms and sizes, the Party's own rules, named in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from linli.kernel.common.errors import InputRefused, RuleBroken, gettext_noop
from linli.kernel.people.rules import Actor, Role, check_role


class Situation(StrEnum):
    """Whether a property company serves a compound; it decides which seats are asked for."""

    UNKNOWN = ""
    WITH_COMPANY = "with_company"
    WITHOUT_COMPANY = "without_company"


SITUATION_NAMES: dict[Situation, str] = {
    Situation.UNKNOWN: gettext_noop("property service not recorded"),
    Situation.WITH_COMPANY: gettext_noop("with a property company"),
    Situation.WITHOUT_COMPANY: gettext_noop("without a property company"),
}
"""English names of the situations; pages translate them."""

SECRETARY = "secretary"
"""The seat that every organisation has, whatever the standard says of the others."""

POSTS: dict[str, str] = {
    "owners_committee_head": gettext_noop("head of the owners' committee"),
    "council_head": gettext_noop("head of the council"),
    "supervisory_committee_head": gettext_noop("head of the supervisory committee"),
    "company_manager": gettext_noop("manager in the property company"),
    "building_head": gettext_noop("building head"),
    "owner": gettext_noop("owner"),
    "community_secretary": gettext_noop("secretary of the community"),
    "community_worker": gettext_noop("community worker"),
    "grid_officer": gettext_noop("grid officer"),
    "street_official": gettext_noop("official of the street"),
    "company_head": gettext_noop("head of the company or unit"),
    "other": gettext_noop("another post"),
}
"""By which post a seat is held. A closed list: no words that could name somebody."""

MAY_ADOPT = (Role.DISTRICT_DESK, Role.OPERATOR, Role.RULE)
MAY_SET_STATUS = (Role.DISTRICT_DESK, Role.STREET_DESK, Role.COMMUNITY_DESK, Role.RULE)
MOST_SEATS, MOST_NAME, MOST_HELD = 12, 60, 200


class StandardUnreadable(InputRefused):
    """A standard does not have the form of one."""

    code = "party.standard_unreadable"
    message = gettext_noop("This is not a standard of composition: “%(part)s” cannot be read.")
    hint = gettext_noop("Each seat needs a code, a Chinese and an English name.")


class StandardTooEarly(RuleBroken):
    """A newer standard would begin before the last one, or on a day that is over."""

    code = "party.standard_too_early"
    message = gettext_noop("A standard cannot begin on %(day)s.")
    hint = gettext_noop("Choose today or later, and later than the one before: judgements stand.")


class StatusTooEarly(RuleBroken):
    """The property service of a compound would change before its last change."""

    code = "party.status_too_early"
    message = gettext_noop("The last change was on %(day)s; a new one comes after it.")
    hint = gettext_noop("Give the day on which the company really came or left.")


class StatusTheSame(RuleBroken):
    """The property service of a compound already is as it is to become."""

    code = "party.status_the_same"
    message = gettext_noop("This is recorded already.")
    hint = gettext_noop("Nothing has to be done.")


class SeatUnknown(InputRefused):
    """A seat is filled that no standard asks for."""

    code = "party.seat_unknown"
    message = gettext_noop("There is no such seat in this organisation: %(seat)s.")
    hint = gettext_noop("Choose one of the seats on the page.")


class PostUnknown(InputRefused):
    """A seat is held by a post that is not on the list, or by too many."""

    code = "party.post_unknown"
    message = gettext_noop("A seat is held by 0 to 200, and by a post of the list.")
    hint = gettext_noop("Choose the post; a name is not written here.")


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a standard. ``posts``: by which of these it has to be held; none: by any."""

    code: str
    name_zh: str
    name_en: str
    least: int = 1
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The seats that one situation asks for, in their order, and what the whole is called."""

    name_zh: str
    name_en: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """For how long who is elected; years, months.

    ``years``: kind of organisation → years; one of a community has ``years_in_communities``.
    """

    years: Mapping[str, int]
    years_in_communities: int
    longest_extension_months: int
    remind_months: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of full members: from how many one is founded, has a committee, is too large."""

    founded_from: int
    branch_committee_from: int
    branch_up_to: int


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition. ``applies_to``: the kinds of organisations of compounds it asks seats of."""

    source: str
    applies_to: frozenset[str]
    asked: Mapping[Situation, Asked]
    terms: Terms
    sizes: Sizes


Seats = Mapping[str, Mapping[str, Any]]
"""Code of a seat → ``held``: by how many, and ``post``: by which post, as a row keeps it."""


def read(content: Mapping[str, Any]) -> Standard:
    """Return a standard from what was stored or sent.

    Raises:
        StandardUnreadable: a part is missing or of another form.
    """
    try:
        terms, sizes = content["terms"], content["sizes"]
        return Standard(
            source=str(content["source"]),
            applies_to=frozenset(map(str, content["applies_to"])),
            asked={one: _asked(content[one.value]) for one in Situation if one.value},
            terms=Terms(
                years={str(kind): int(years) for kind, years in terms["years"].items()},
                years_in_communities=int(terms["years_in_communities"]),
                longest_extension_months=int(terms["longest_extension_months"]),
                remind_months=int(terms["remind_months"]),
            ),
            sizes=Sizes(
                founded_from=int(sizes["founded_from"]),
                branch_committee_from=int(sizes["branch_committee_from"]),
                branch_up_to=int(sizes["branch_up_to"]),
            ),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise StandardUnreadable(part=str(fault)) from fault


def _asked(content: Mapping[str, Any]) -> Asked:
    seats = tuple(_seat(each) for each in content["seats"])
    codes = [seat.code for seat in seats]
    if not seats or len(seats) > MOST_SEATS or len(set(codes)) < len(codes):
        raise ValueError("seats")
    return Asked(str(content["name_zh"]), str(content["name_en"]), seats)


def _seat(content: Mapping[str, Any]) -> Seat:
    seat = Seat(
        code=str(content["code"]).strip(),
        name_zh=str(content["name_zh"]).strip(),
        name_en=str(content["name_en"]).strip(),
        least=int(content.get("least", 1)),
        posts=tuple(map(str, content.get("posts", []))),
    )
    names = (seat.code, seat.name_zh, seat.name_en)
    if not all(names) or max(map(len, names)) > 2 * MOST_NAME or seat.least < 1:
        raise ValueError(seat.code)
    if not set(seat.posts) <= set(POSTS):
        raise ValueError(", ".join(seat.posts))
    return seat


SECRETARY_SEAT = Seat(SECRETARY, "书记", "secretary")


def seats_of(standard: Standard, *, is_judged: bool, situation: Situation) -> tuple[Seat, ...]:
    """Return the seats an organisation has to fill, its secretary first.

    Args:
        is_judged: whether the standard asks seats of it, beside the secretary.
    """
    asked = standard.asked.get(situation) if is_judged else None
    seats = asked.seats if asked else ()
    own = [seat for seat in seats if seat.code == SECRETARY] or [SECRETARY_SEAT]
    return (*own, *(seat for seat in seats if seat.code != SECRETARY))


def missing(seats: Sequence[Seat], filled: Seats) -> list[str]:
    """Return the codes of the seats that are vacant, or held by another post than is asked."""
    return [seat.code for seat in seats if not is_filled(seat, filled)]


def is_filled(seat: Seat, filled: Seats) -> bool:
    """Return whether a seat is held by enough, and by the post that it asks for."""
    return is_held(seat, filled) and (not seat.posts or filled[seat.code].get("post") in seat.posts)


def is_held(seat: Seat, filled: Seats) -> bool:
    """Return whether a seat is held by enough, by whatever post."""
    return seat.code in filled and int(filled[seat.code].get("held", 0)) >= seat.least


def check_filling(seats: Sequence[Seat], filling: Seats) -> None:
    """Refuse a filling that names unknown seats or posts.

    Raises:
        SeatUnknown, PostUnknown.
    """
    known = {seat.code for seat in seats}
    for code, one in filling.items():
        if code not in known:
            raise SeatUnknown(seat=code)
        post, held = one.get("post", ""), one.get("held", 0)
        if not isinstance(held, int) or not 0 <= held <= MOST_HELD or post not in {"", *POSTS}:
            raise PostUnknown


def check_may_adopt(actor: Actor) -> None:
    """Refuse everyone but the district desk, the operator and the house itself.

    Raises:
        Forbidden: the actor is somebody else.
    """
    check_role(actor, *MAY_ADOPT)
