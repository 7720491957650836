"""What anybody may know of a case, and in which of few words its stage is told.

Neighbours never read what a reporter wrote, who she is, where exactly she stood or the
picture she took (`what it must always mind`); the words here are about the matter alone.
The words of the exchange are those of FixMyStreet's update extension to Open311.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from linli.grid.cases.rules import Ground
from linli.grid.moves.rules import OPEN, Stage
from linli.kernel.common.errors import gettext_noop

SHOWN_STAGES = OPEN | {Stage.CLOSED}
"""Stages in which a matter of a public kind is shown; refused and merged ones are nobody's else."""

PLACE_FIELDS = ("compound_id", "grid_id", "community_id", "street_id", "district_id")
"""Levels whose point may stand for a case, finest first; a building never does."""

ADDRESS_FIELDS = ("compound_id", "community_id", "street_id", "district_id")
"""Levels that an address names, most specific first."""


class Row(NamedTuple):
    """A case as other programs may read it; the order is that of the statement.

    Moments are texts, ``2026-11-23T01:00:00Z``: whole seconds, UTC, as every client reads them.
    """

    id: UUID
    number: str
    stage: str
    source: str
    category_code: str
    edition: int
    is_public: bool
    clock: str
    settled: bool | None
    ground: str
    lead_id: UUID | None
    compound_id: UUID | None
    grid_id: UUID | None
    community_id: UUID | None
    street_id: UUID | None
    district_id: UUID
    stands: bool
    reported_at: str
    changed_at: str
    closed_at: str | None
    due_at: str | None
    handle_due_at: str | None


STORED = Row._fields[: Row._fields.index("stands")]
"""The fields of a row that are read as they are stored."""

MOMENTS = Row._fields[Row._fields.index("reported_at") :]
"""The fields of a row that are moments."""


class Told(NamedTuple):
    """One entry of a case's record as other programs may read it.

    ``recorded_at`` is when the house heard of it, as a text: whoever asks for one span of time
    after the other misses nothing that an officer did offline. ``words`` only of a note that
    was left for the reporter, and only for the partner who speaks for her.
    """

    case_id: UUID
    number: int
    verb: str
    stage: str
    settled: bool | None
    recorded_at: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases are asked for; empty means: no condition.

    ``near``: keys of the units whose points lie near, for each of ``PLACE_FIELDS``.
    ``mine``: beginning of the request keys of one partner, who also sees what she reported.
    """

    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_open: bool | None = None
    reported_from: datetime | None = None
    reported_to: datetime | None = None
    changed_from: datetime | None = None
    changed_to: datetime | None = None
    near: frozenset[UUID] | None = None
    mine: str = ""


def is_open(stage: str) -> bool:
    """Return whether a matter in this stage is still on its way."""
    return Stage(stage) in OPEN


def updated_at(case: Row) -> str:
    """Return when a case last changed; of a closed one: when it was closed."""
    if case.stage == Stage.CLOSED and case.closed_at is not None:
        return case.closed_at
    return case.changed_at


def expected_at(case: Row) -> str | None:
    """Return by when a case is to be handled, or None: no unit has it yet, or its clock stands."""
    if case.clock == "handle":
        return None if case.stands else case.due_at
    return case.handle_due_at


WORDS: dict[Stage, str] = {
    Stage.REPORTED: "open",
    Stage.REGISTERED: "investigating",
    Stage.DISPATCHED: "action_scheduled",
    Stage.IN_HAND: "in_progress",
    Stage.DONE: "in_progress",
    Stage.VERIFIED: "in_progress",
    Stage.CLOSED: "fixed",
    Stage.DECLINED: "no_further_action",
    Stage.MERGED: "duplicate",
}
"""Stage → word of the update exchange; what follows refines it."""

DECLINED_WORDS: dict[str, str] = {
    Ground.BEYOND_DUTY: "not_councils_responsibility",
    Ground.OTHER_PROCEDURE: "not_councils_responsibility",
    Ground.EMERGENCY_LINE: "not_councils_responsibility",
    Ground.REPEAT: "duplicate",
}


def word(stage: str, *, settled: bool | None = None, ground: str = "", stands: bool = False) -> str:
    """Return the one word for how a matter stands, as the update exchange spells it.

    Closed without being settled, by the verdict of the one who raised it, is ``closed`` and
    not ``fixed``; a matter whose clock stands still is ``planned``.
    """
    if stands:
        return "planned"
    if stage == Stage.CLOSED and settled is False:
        return "closed"
    if stage == Stage.DECLINED:
        return DECLINED_WORDS.get(ground, WORDS[Stage.DECLINED])
    return WORDS[Stage(stage)]


def word_of(case: Row) -> str:
    """Return the one word for how a matter stands now."""
    return word(case.stage, settled=case.settled, ground=case.ground, stands=case.stands)


UNCHANGED = "unchanged"


def word_of_entry(told: Told) -> str:
    """Return the word of the update exchange for what an entry made of a matter."""
    if told.stage:
        return word(told.stage)
    return word(Stage.CLOSED, settled=told.settled) if told.settled is not None else UNCHANGED


SENTENCES: dict[str, str] = {
    "grid.case_registered": gettext_noop("Taken in."),
    "grid.case_declined": gettext_noop("Not taken in."),
    "grid.case_taken_up": gettext_noop("Taken up again."),
    "grid.case_dispatched": gettext_noop("Given to a unit."),
    "grid.case_accepted": gettext_noop("Taken in hand."),
    "grid.case_given_back": gettext_noop("Given back as not the unit's duty."),
    "grid.case_done": gettext_noop("Handled; waits for the check."),
    "grid.case_verified": gettext_noop("Checked: done."),
    "grid.case_sent_back": gettext_noop("Checked: not done, back in hand."),
    "grid.case_closed": gettext_noop("Closed."),
    "grid.case_rated": gettext_noop("The reporter has given a verdict."),
    "grid.case_reopened": gettext_noop("Reopened: not settled."),
    "grid.case_resumed": gettext_noop("The clock runs again."),
    "grid.case_merged": gettext_noop("Goes on as part of another matter."),
    "grid.case_joined": gettext_noop("A neighbour has this too."),
    "grid.case_undone": gettext_noop("The last step was taken back."),
}
"""Verb of an entry that anybody may read → its sentence; it names nobody."""

NOTE = "grid.case_note_published"
"""Verb of a note for the reporter and those who joined; what it says is not for everybody."""

NOTE_SENTENCE = gettext_noop("A note was left for the reporter.")
"""Stands for a note whose words were erased."""
