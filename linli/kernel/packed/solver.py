"""Opens zip files of somebody else: looked through first, then part by part, never by their names.

What a part says of its size is not believed: what is unpacked is counted while it is written.
"""

import stat
import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from linli.kernel.packed.rules import (
    MOST_PARTS,
    MOST_UNPACKED_MB,
    NotPacked,
    PackedTooLarge,
    PackedUnsafe,
    is_safe,
)

PIECE = 1 << 20
MARKED_UTF8 = 0x800
LOCKED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What the reader of zip files raises on files that are broken on purpose or by accident."""


class Packed:
    """A zip file that was looked through; use it with ``with``.

    ``names`` are those of its parts that are files; folders and what one system leaves in zip
    files for itself are passed over.

    Raises:
        NotPacked, PackedUnsafe, PackedTooLarge: see there.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.file = zipfile.ZipFile(path)
        except (*BROKEN, ValueError):
            raise NotPacked from None
        self.left = MOST_UNPACKED_MB << 20
        try:
            self.parts = self._looked_through()
        except BaseException:
            self.file.close()
            raise

    def __enter__(self) -> "Packed":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()

    @property
    def names(self) -> list[str]:
        """Return the names of the parts, in the order of the file."""
        return list(self.parts)

    def _looked_through(self) -> dict[str, zipfile.ZipInfo]:
        parts = self.file.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > self.left:
            raise PackedTooLarge
        for part in parts:
            is_link = stat.S_ISLNK(part.external_attr >> 16)
            if is_link or part.flag_bits & LOCKED or not is_safe(part.orig_filename):
                raise PackedUnsafe(part=_named(part)[:80])
        names = {_named(part): part for part in parts if not part.is_dir()}
        return {name: part for name, part in names.items() if not _is_left_behind(name)}

    def unpack(self, name: str, into: Path) -> None:
        """Write one part into a file that the caller names.

        Raises:
            PackedTooLarge: all that was unpacked together is more than is taken.
            NotPacked: the part is broken.
        """
        try:
            with self.file.open(self.parts[name]) as part, into.open("wb") as file:
                while piece := part.read(PIECE):
                    self.left -= len(piece)
                    if self.left < 0:
                        raise PackedTooLarge
                    file.write(piece)
        except BROKEN:
            raise NotPacked from None


def _named(part: zipfile.ZipInfo) -> str:
    """Return the name of a part; Chinese Windows writes GBK where it says nothing."""
    if part.flag_bits & MARKED_UTF8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename


def _is_left_behind(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
