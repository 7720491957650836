"""Which cases ask for a supervision document; a person decides whether one is drafted."""

from linli.party.moves.rules import Source


def suggested(*, level: int, reopens: int, top_level: int, most_reopens: int) -> Source | None:
    """Return the source of the document that a case seems to ask for, or None.

    A case that rose to the highest level is overdue for days; one reopened as often as it may
    be was not settled for the resident.

    Source: article, pillar two, “限期办结” (row G1); the two thresholds are those of the policy.
    """
    if level >= top_level:
        return Source.BREACH
    return Source.RESIDENT if reopens >= most_reopens else None
