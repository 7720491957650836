"""Pictures and files that were chosen in a form which is shown once more before it is sent.

A browser never fills a chosen file in again. Where a page without a script comes back, what was
chosen lies in the store already and its keys travel in the form, signed by the house.
"""

from dataclasses import dataclass

from linli.grid.files.rules import StoredFile
from linli.grid.photos.rules import Stored
from linli.kernel.common.errors import InputRefused, gettext_noop


@dataclass(frozen=True, slots=True)
class Carried:
    """What lies in the store and waits for its form to be sent."""

    pictures: tuple[Stored, ...] = ()
    files: tuple[StoredFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pictures or self.files)


NOTHING = Carried()


class CarriedGone(InputRefused):
    """The form is older than a day, or was sent already with what it carried."""

    code = "grid.carried_gone"
    message = gettext_noop("The photos and files of this form were sent already, or wait too long.")
    hint = gettext_noop("Open the matter again, and choose them again if they are not there.")
