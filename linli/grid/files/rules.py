"""Which files staff may attach to a matter, and what is said when one is not taken."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from linli.kernel.common.errors import InputRefused, gettext_noop

MOST_NAME = 80


class Form(StrEnum):
    """What a file is by its content; the value is the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    TXT = "txt"
    JPG = "jpg"


ACCEPT = ".pdf,.docx,.xlsx,.txt,image/*"
"""What the browser offers to choose; the content decides."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the store and waits for its entry; ``size`` in bytes."""

    id: UUID
    name: str
    form: Form
    size: int
    digest: str
    file: str


class FileNotTaken(InputRefused):
    """The content is none of the forms that are taken, whatever its name says."""

    code = "grid.file_not_taken"
    message = gettext_noop("“%(name)s” is not a file that can be attached.")
    hint = gettext_noop("Attach PDF, Word (docx), Excel (xlsx), plain text or a picture.")


class FileHasProgram(InputRefused):
    """The file carries a program, is encrypted, or reaches for another computer."""

    code = "grid.file_has_program"
    message = gettext_noop("“%(name)s” holds a program or a locked part and is not taken.")
    hint = gettext_noop("Save it without macros and without a password, or print it to PDF.")


class AttachmentTooLarge(InputRefused):
    """The file is larger than the policy allows, or would be when unpacked."""

    code = "grid.attachment_too_large"
    message = gettext_noop("“%(name)s” is too large to be attached.")
    hint = gettext_noop("An attachment may have up to %(most_mb)s MB.")


class TooManyFiles(InputRefused):
    """More files at once than the policy allows."""

    code = "grid.too_many_files"
    message = gettext_noop("%(count)s files were chosen; %(most)s are possible at once.")
    hint = gettext_noop("Attach the others in a second step.")


def shown_name(typed: str, form: Form) -> str:
    """Return the name a file is kept and given out under: without path, with its true ending."""
    base = re.split(r"[\\/]", typed)[-1]
    stem = re.sub(r"[\x00-\x1f\x7f\"<>|:*?\u202a-\u202e\u2066-\u2069]", "", base).strip(" .")
    stem = re.sub(r"(\.[A-Za-z0-9]{1,5})+$", "", stem)[:MOST_NAME] or "file"
    return f"{stem}.{form.value}"
