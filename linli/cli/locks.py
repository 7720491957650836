"""A lock on a folder: held by a living process, free at once when it dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class Held(Exception):
    """Another living process holds the lock."""


class Lock:
    """An advisory lock on one file; a context manager.

    The kernel frees it with the process, so a killed run leaves nothing to clear up.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            Held: another living process has it.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Held from None
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)

    def is_held(self) -> bool:
        """Return whether a living process holds the lock."""
        if not self.path.exists():
            return False
        try:
            with self:
                return False
        except Held:
            return True
