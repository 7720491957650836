"""What a report is before it is sent, and what the resident's pages say when something lacks."""

import hashlib
from dataclasses import dataclass

from linli.grid.photos.rules import Stored
from linli.kernel.common.errors import InputRefused, NotFound, gettext_noop
from linli.kernel.places.rules import How, Place


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its name in words.

    ``path``: names of units, widest first; ``lon_e6`` and ``lat_e6`` in millionths of a
    degree, EPSG:4490, where a pin was set.
    """

    place: Place
    path: tuple[str, ...] = ()
    lon_e6: int | None = None
    lat_e6: int | None = None

    @property
    def is_outside(self) -> bool:
        """Return whether the pin lies in no unit below the district."""
        return self.place.how is How.OUTSIDE

    @property
    def is_near(self) -> bool:
        """Return whether the pin lies beside a unit, not in it."""
        return self.place.how is How.NEAR


@dataclass(frozen=True, slots=True)
class Draft:
    """A report on its way through the pages; it travels in the form, signed by the house.

    ``token`` is drawn when the form is opened: it becomes the reporter's link, and a digest
    of it the key under which a repeated sending is the same report.
    """

    token: str
    words: str = ""
    photos: tuple[Stored, ...] = ()
    spot: Spot | None = None
    address: str = ""


def request_key(token: str) -> str:
    """Return the key under which a form sent again is the same report; it gives no link away."""
    return "web:" + hashlib.sha256(f"key:{token}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request comes from: network address, and the random word of the browser."""

    address: str
    device: str


class NothingSaid(InputRefused):
    """There are neither words nor a photo."""

    code = "grid.nothing_said"
    message = gettext_noop("There are no words and no photo yet.")
    hint = gettext_noop("Say in a sentence what is the matter, or take a photo.")


class PlaceMissing(InputRefused):
    """Nothing says where the matter is."""

    code = "grid.place_missing"
    message = gettext_noop("It is not said yet where it is.")
    hint = gettext_noop(
        "Choose a compound from the list, set the pin, or describe the place in words."
    )


class PointUnreadable(InputRefused):
    """The two numbers of the pin are no numbers."""

    code = "grid.point_unreadable"
    message = gettext_noop("The position of the pin could not be read.")
    hint = gettext_noop("Set the pin again, or choose the compound from the list.")


class FormTooOld(InputRefused):
    """The hidden part of the form is older than a day, or was altered."""

    code = "grid.form_too_old"
    message = gettext_noop("This form was opened more than a day ago.")
    hint = gettext_noop("Open a new one and send the report again.")


class NoSuchMatter(NotFound):
    """Number and telephone do not belong together; which of the two is wrong is not said."""

    code = "grid.no_such_matter"
    message = gettext_noop("There is no matter with this number and this telephone.")
    hint = gettext_noop(
        "Compare both with what you left. If you left no telephone, "
        "call your community and name the number."
    )
