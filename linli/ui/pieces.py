"""What the recurring pieces of a page are fed with.

Each tag in ``templatetags/ui.py`` takes one of these, or anything with the same names.
Words are translated by the caller before they arrive; moments are aware datetimes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something must be done, and how that stands now.

    ``state``: ``running``, ``soon`` (80 % of the time is gone), ``late``, ``still`` (the
    clock stands still), ``met``, ``met_late``; where an answer ends it, ``answered``,
    ``answered_late``.
    ``left``: whole ``unit`` until ``due_at``, or since it when late; 0 means less than one.
    ``unit``: working_hour, urgent_hour, working_day or calendar_day.
    ``why_still``: the public reason why the clock stands still.
    ``warning``: what makes the moment uncertain, or ''.
    """

    state: str
    due_at: datetime | None
    left: int = 0
    unit: str = "working_day"
    why_still: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a matter's way: ``state`` is ``done``, ``now`` or ``next``.

    ``hands``: whose hands it is or was in, by post. ``at``: when the step was taken.
    """

    label: str
    state: str
    at: datetime | None = None
    hands: str = ""
    deadline: Deadline | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture: ``url`` opens it whole, ``small_url`` is shown; ``phase`` before or after.

    ``edit_url``: where a desk covers parts of it; empty for everybody else.
    """

    url: str
    small_url: str
    alt: str
    phase: str = ""
    caption: str = ""
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the record as a sentence; ``key`` makes its permanent link (``#entry-<key>``).

    ``is_public``: its words are for everybody who follows the matter.
    """

    key: str
    sentence: str
    at: datetime
    who: str = ""
    words: str = ""
    photos: Sequence[Photo] = field(default_factory=tuple)
    proof_url: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PathUnit:
    """One unit of a path, widest first; without ``url`` it is plain text."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: ``value`` as text, ``of`` its denominator in words, ``url`` opens the rows."""

    label: str
    value: str
    unit: str = ""
    of: str = ""
    as_of: datetime | None = None
    url: str = ""
    note: str = ""
