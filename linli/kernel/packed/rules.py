"""What a packed file may be, and what one is refused for."""

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_PARTS = 200
MOST_UNPACKED_MB = 200
"""POLICY. A district of 20,000 buildings is a Shapefile of 15 MB; ours (decision 0039)."""


class NotPacked(InputRefused):
    """The file is no zip file, or a broken one."""

    code = "packed.not_packed"
    message = gettext_noop("This zip file is broken.")
    hint = gettext_noop("Pack the files anew (zip, without a password) and send that.")


class PackedUnsafe(InputRefused):
    """A part leads out of the packed file, is a link, or is locked with a password."""

    code = "packed.unsafe"
    message = gettext_noop("The zip file holds a part that is not taken: %(part)s")
    hint = gettext_noop(
        "Pack only the files of the map themselves: no folders above, no links, no password."
    )


class PackedTooLarge(InputRefused):
    """The file would unpack to more than the house takes."""

    code = "packed.too_large"
    message = gettext_noop("The zip file unpacks to more than is taken.")
    hint = gettext_noop("Up to %(most)s MB in %(parts)s parts are possible; divide the map.")

    def __init__(self) -> None:
        super().__init__(most=MOST_UNPACKED_MB, parts=MOST_PARTS)


def is_safe(name: str) -> bool:
    """Return whether the name of a part stays inside the folder it is unpacked into."""
    pieces = name.replace("\\", "/").split("/")
    return not (name.startswith(("/", "\\")) or ":" in pieces[0] or ".." in pieces)
