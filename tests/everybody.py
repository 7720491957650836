"""One actor for each role and place of the small district, for matrices role × place."""

from linli.kernel.people.rules import POST_ROLES, Actor, Role
from tests.district import District

LOCAL = {Role.STREET_DESK, Role.COMMUNITY_DESK, Role.GRID_OFFICER}


def everybody(district: District) -> list[tuple[Actor, bool]]:
    """Return each post, and whether the first compound of the first community is in its unit."""
    wide = [(district.actor(role), True) for role in POST_ROLES if role not in LOCAL]
    local = [
        (district.actor(Role.STREET_DESK, street), n == 0)
        for n, street in enumerate(district.streets)
    ]
    for n, side in enumerate(district.sides):
        local.append((district.actor(Role.COMMUNITY_DESK, side.community), n == 0))
        local += [
            (district.actor(Role.GRID_OFFICER, grid), n == 0 and half == 0)
            for half, grid in enumerate(side.grids)
        ]
    return wide + local
