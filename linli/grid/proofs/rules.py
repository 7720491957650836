"""What stands in a proof file; plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.kernel.common import crypto
from linli.kernel.common.errors import RuleBroken, gettext_noop

FORMAT = "linli-proof-1"


class NotYetSigned(RuleBroken):
    """No signed head stands over the entries of this case yet."""

    code = "grid.not_yet_signed"
    message = gettext_noop("This matter is not sealed by a signed head yet.")
    hint = gettext_noop("The record is signed each minute: try again in two minutes.")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A head that others signed too, and how the newest head goes on from it.

    ``paper``: who signed the printed sheet, on which day, and where it lies.
    """

    head: str
    path: Sequence[bytes]
    paper: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A proof file before it is written; ``keys`` and ``witnesses`` are lines of keys."""

    number: str
    stream: str
    head: str
    keys: Sequence[str]
    witnesses: Sequence[str]
    rotations: Sequence[str]
    witnessed: Witnessed | None
    entries: Sequence[Mapping[str, object]]

    @property
    def name(self) -> str:
        """Return what the file is called."""
        return f"linli-proof-{self.number}.json"

    def content(self) -> bytes:
        """Return the file: canonical JSON with its own digest, and a line's end."""
        seen = self.witnessed
        parts: dict[str, object] = {
            "format": FORMAT,
            "case": self.number,
            "stream": self.stream,
            "head": self.head,
            "keys": list(self.keys),
            "witnesses": list(self.witnesses),
            "rotations": list(self.rotations),
            "witnessed": {
                "head": seen.head,
                "path": [step.hex() for step in seen.path],
                "paper": [dict(sheet) for sheet in seen.paper],
            }
            if seen
            else None,
            "entries": list(self.entries),
        }
        parts["sha256"] = crypto.digest("sha256", crypto.canonical(parts))
        return crypto.canonical(parts) + b"\n"
