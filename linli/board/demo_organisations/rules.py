"""Who sits in the branches of the demonstration: made up, by number and post, never by name.

The number of companies' branches is the article's (row A2); everything else is made up
(decision 0012).
"""

from collections.abc import Sequence
from uuid import UUID

from linli.party.composition.rules import SECRETARY, Seat, Seats

COMPANIES = 39
"""Party organisations of property companies (article, pillar three, “红色物业”)."""

SERVED = 7
"""Of ten compounds so many have a property company."""

POSTS = {
    "company_management": "company_manager",
    "owners_committee_head": "owners_committee_head",
    "supervisory_committee_head": "supervisory_committee_head",
    "owner_representative": "owner",
    "community_worker": "grid_officer",
    "owner_member": "owner",
    "building_head": "building_head",
}


def is_served(compound_id: UUID) -> bool:
    """Return whether a compound of the demonstration has a property company."""
    return compound_id.int % 10 < SERVED


def seats(compound_id: UUID, asked: Sequence[Seat]) -> Seats:
    """Return who sits in a branch: six of ten have everybody, the others lack one or two."""
    turn = compound_id.int // 10 % 10
    lacking = {asked[turn % len(asked)].code} if turn > 5 else set()
    lacking |= {asked[0].code} if turn > 8 else set()
    filled = {
        seat.code: {"held": seat.least, "post": POSTS.get(seat.code, "")}
        for seat in asked
        if seat.code not in lacking
    }
    heads = next((seat.posts for seat in asked if seat.posts), ())
    post = heads[0] if heads else "community_worker"
    if turn != 7:
        filled[SECRETARY] = {"held": 1, "post": post}
    return filled


def members(compound_id: UUID) -> int:
    """Return a number of members between 8 and 47."""
    return 8 + compound_id.int // 100 % 40
