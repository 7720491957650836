"""How a kept file is given out."""

from django.http import FileResponse

from linli.kernel.store import queries
from linli.kernel.store.rules import MEDIA_TYPES


def to_save(file: str, *, name: str, form: str) -> FileResponse:
    """Answer a file to be saved, never shown: no browser runs anything of it under our name.

    Args:
        file: its name in the store.
        name: what it is called when it is saved.
        form: what it is by its content, one of ``MEDIA_TYPES``.
    """
    kept, kind = queries.opened(file), MEDIA_TYPES[form]
    response = FileResponse(kept, as_attachment=True, filename=name, content_type=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
