"""How files are named in the store, by the time in their key, and as what they are given out."""

from datetime import datetime
from uuid import UUID

MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "jpg": "image/jpeg",
}
"""Form of a file, which is the ending of its name → its media type."""

FOLDER_BITS = 24
"""Lowest bits of the milliseconds in a key that share a folder: 16,777 seconds, 4.7 hours."""

KEY_LENGTH = 36
"""Signs of a key at the beginning of each name."""


def folder_of(key: UUID) -> str:
    """Return the folder of a file: by the time in its UUIDv7."""
    return key.hex[:6]


def folders_between(start: datetime, end: datetime) -> list[str]:
    """Return the folders of files that came wholly between two moments, oldest first."""
    first, last = (int(at.timestamp() * 1000) >> FOLDER_BITS for at in (start, end))
    return [f"{number:06x}" for number in range(first, last)]
