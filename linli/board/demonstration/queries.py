"""What the demonstration district has to show."""

from linli.board.demo_staff.rules import PASSWORD, SIGN_INS
from linli.kernel.people.rules import ROLE_NAMES
from linli.kernel.places import queries as places


def is_loaded() -> bool:
    """Return whether there is a territory already, made up or real; one statement when warm."""
    return places.district_id() is not None


def sign_ins() -> list[tuple[str, str, str]]:
    """Return name, password and role (English, for translation) of each sign-in."""
    return [(each.username, PASSWORD, ROLE_NAMES[each.role]) for each in SIGN_INS]
