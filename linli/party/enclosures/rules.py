"""Which files go with a paper, and what is said when one does not."""

import re
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST = 5
MOST_MB = 10
"""So many files at a step, so large each; ours, as for attachments (decision 0020)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it, with the key the door gave it."""

    id: UUID
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose content was looked at: the name it is given out under, its form, its bytes."""

    name: str
    form: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the store and waits for its entry; ``size`` in bytes."""

    id: UUID
    name: str
    form: str
    size: int
    digest: str
    file: str


def stem_of(name: str) -> str:
    """Return what a file is called as an enclosed paper: without path and ending."""
    base = re.split(r"[\\/]", name)[-1]
    return base.rpartition(".")[0].strip() or base


class TooManyEnclosures(InputRefused):
    """More files at once than a step takes."""

    code = "party.too_many_enclosures"
    message = gettext_noop("%(count)s files were chosen; %(most)s are possible at once.")
    hint = gettext_noop("Name the others as enclosed papers and send them on.")
