"""How a Party organisation reads: sentences of its record, words of its steps."""

from dataclasses import dataclass

from linli.kernel.common.errors import gettext_noop
from linli.party.branches.rules import Move

SENTENCES: dict[str, str] = {
    "party.organisation_founded": gettext_noop("Founded on %(founded)s%(document)s."),
    "party.organisation_revised": gettext_noop("Name, founding day or document put right."),
    "party.organisation_subordinated": gettext_noop("Put under %(superior)s."),
    "party.organisation_relocated": gettext_noop("Its place is part of another unit now."),
    "party.organisation_entered": gettext_noop("Seats and members were entered. %(judged)s"),
    "party.members_counted": gettext_noop("%(members)s members reported."),
    "party.seats_filled": gettext_noop("Seats were filled or became vacant. %(judged)s"),
    "party.organisation_reelected": gettext_noop(
        "Elected anew on %(began)s, term until %(ends)s%(document)s."
    ),
    "party.term_extended": gettext_noop("Election put off until %(until)s%(document)s."),
    "party.composition_judged": gettext_noop("Judged anew by rule. %(judged)s"),
    "party.organisation_merged": gettext_noop("Merged into %(into)s on %(ended)s%(document)s."),
    "party.organisation_dissolved": gettext_noop("Dissolved on %(ended)s%(document)s."),
}
"""Verb of an entry → its sentence; the facts it names are filled in by the query."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a step reads: ``name`` over its form, ``button`` on it, ``done`` once it is taken."""

    name: str
    button: str
    done: str
    is_grave: bool = False


WORDINGS: dict[Move, Wording] = {
    Move.FILL: Wording(
        gettext_noop("Record who is there, by post"),
        gettext_noop("Save the seats"),
        gettext_noop("The seats are recorded."),
    ),
    Move.COUNT: Wording(
        gettext_noop("Report the number of members"),
        gettext_noop("Save the number"),
        gettext_noop("The number is recorded."),
    ),
    Move.REELECT: Wording(
        gettext_noop("Record an election"),
        gettext_noop("Record the election"),
        gettext_noop("The election is recorded; a new term runs."),
    ),
    Move.EXTEND: Wording(
        gettext_noop("Put the election off"),
        gettext_noop("Record the new day"),
        gettext_noop("The new day is recorded."),
    ),
    Move.SUBORDINATE: Wording(
        gettext_noop("Put under another organisation"),
        gettext_noop("Put under it"),
        gettext_noop("The superior is recorded."),
    ),
    Move.REVISE: Wording(
        gettext_noop("Put name or document right"),
        gettext_noop("Save"),
        gettext_noop("Put right."),
    ),
    Move.MERGE: Wording(
        gettext_noop("Merge into another"),
        gettext_noop("Merge"),
        gettext_noop("Merged."),
        is_grave=True,
    ),
    Move.DISSOLVE: Wording(
        gettext_noop("Dissolve"),
        gettext_noop("Dissolve"),
        gettext_noop("Dissolved."),
        is_grave=True,
    ),
}
"""Every step a person takes on an organisation, the most usual first."""
