"""What a remark says, and when the same one comes again."""

import hashlib
from dataclasses import dataclass

from linli.kernel.common.errors import RuleBroken, gettext_noop


class SameMarkOtherRemark(RuleBroken):
    """A remark came again under the same mark, with other words."""

    code = "grid.same_mark_other_remark"
    message = gettext_noop("This update was already sent with other content.")
    hint = gettext_noop("Give every new update a name of its own.")


@dataclass(frozen=True, slots=True)
class Remark:
    """Words of somebody who takes part, with the name and telephone she gives.

    ``mark``: what the door calls the remark, so that sent again it is the same.
    ``said``: the word for how the matter stands in the eyes of whoever sends it, or ''.
    """

    words: str
    mark: str
    said: str = ""
    name: str = ""
    phone: str = ""

    def digest(self) -> str:
        """Return the digest by which a remark that comes again is known; it gives no word away."""
        parts = "\x1f".join([self.words, self.said, self.name, self.phone])
        return hashlib.sha256(f"{self.mark}\x1f{parts}".encode()).hexdigest()
