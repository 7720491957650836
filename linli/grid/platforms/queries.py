"""Reads the superiors' platforms."""

from linli.grid.platforms.models import Platform
from linli.kernel.common.errors import NotFound


def platforms() -> list[Platform]:
    """Return the platforms in use, by name; one statement."""
    return list(Platform.objects.filter(is_active=True).order_by("name", "code"))


def platform(code: str) -> Platform:
    """Return the platform in use that an address names.

    Raises:
        NotFound: there is none.
    """
    found = Platform.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise NotFound
    return found
