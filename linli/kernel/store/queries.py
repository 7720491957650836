"""Reads files of cases: from a folder, or from a bucket; the caller does not know which."""

from django.core.files.base import File
from django.core.files.storage import default_storage

from linli.kernel.common.errors import NotFound


def opened(name: str) -> "File[bytes]":
    """Return a file of the store, ready to be read.

    Raises:
        NotFound: it is not there.
    """
    try:
        return default_storage.open(name)
    except FileNotFoundError:
        raise NotFound from None


def names_in(folder: str) -> list[str]:
    """Return the names in a folder of the store; none where there is no such folder."""
    try:
        return sorted(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []
