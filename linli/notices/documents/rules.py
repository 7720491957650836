"""Who is told of what happens to a supervision document."""

from enum import StrEnum

from linli.kernel.common.errors import gettext_noop


class Circle(StrEnum):
    """A group of posts around a document."""

    ADDRESSED = "addressed"
    """Every post that may answer for an office it is addressed to."""
    WAITED_FOR = "waited_for"
    """Those of them whose office has not answered yet."""
    COPIES = "copies"
    """The posts of the offices that get a copy."""
    NEW = "new"
    """The posts of the offices it was circulated to just now."""
    ISSUER = "issuer"
    """The posts of the issuing office that may check the feedback."""
    ABOVE = "above"
    """The supervisors and the desk of the district."""


TOLD: dict[str, tuple[Circle, ...]] = {
    "party.supervision_issued": (Circle.ADDRESSED, Circle.COPIES),
    "party.supervision_answered": (Circle.ISSUER,),
    "party.supervision_sent_back": (Circle.ADDRESSED,),
    "party.supervision_cancelled_off": (Circle.ADDRESSED,),
    "party.supervision_withdrawn": (Circle.ADDRESSED,),
    "party.supervision_extended": (Circle.WAITED_FOR,),
    "party.supervision_chased": (Circle.WAITED_FOR,),
    "party.supervision_warned": (Circle.WAITED_FOR,),
    "party.supervision_risen": (Circle.WAITED_FOR, Circle.ISSUER, Circle.ABOVE),
    "party.supervision_circulated": (Circle.NEW,),
}
"""Drafting, changing a draft and marking as read tell nobody."""

TITLES: dict[str, str] = {
    "party.supervision_issued": gettext_noop("A supervision document went to your office"),
    "party.supervision_answered": gettext_noop("Feedback to your supervision document came in"),
    "party.supervision_sent_back": gettext_noop("A supervision document asks for new feedback"),
    "party.supervision_cancelled_off": gettext_noop("A supervision document was cancelled off"),
    "party.supervision_withdrawn": gettext_noop("A supervision document was withdrawn"),
    "party.supervision_extended": gettext_noop("A supervision document gives more time"),
    "party.supervision_chased": gettext_noop("A supervision document is chased"),
    "party.supervision_warned": gettext_noop("The deadline of a supervision document is near"),
    "party.supervision_risen": gettext_noop("The deadline of a supervision document has passed"),
    "party.supervision_circulated": gettext_noop(
        "A supervision document was circulated to your office"
    ),
}
"""Verb → title of the message; pages translate it."""

FROM_LEVEL: dict[Circle, int] = {Circle.ISSUER: 2, Circle.ABOVE: 3}
"""Circle → from which level of lateness it is told that a deadline has passed."""


def circles(verb: str, *, level: int) -> list[Circle]:
    """Return the circles that are told; ``level``: how often a late document was chased by rule.

    Source: article, pillar two, “分级负责、限期办结” (row G1); the levels are ours (decision 0018).
    """
    if verb != "party.supervision_risen":
        return list(TOLD[verb])
    return [circle for circle in TOLD[verb] if level >= FROM_LEVEL.get(circle, 1)]
