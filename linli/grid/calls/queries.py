"""Where a caller may mean."""

from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind, ListedUnit


def places(words: str) -> list[ListedUnit]:
    """Return the communities, compounds and buildings that the words fit, at most twelve."""
    return territory.search(words, (Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING), 12)
