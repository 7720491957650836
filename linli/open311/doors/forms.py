"""Reads a request as it comes over the wire; nothing in it can break the reading."""

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from linli.open311.doors.rules import Arguments, Asked
from linli.ui.middleware import LARGEST_MB, SentTooMuch
from linli.ui.requests import address

KEY_HEADERS = ("X-Api-Key", "Api-Key")
BEARER = "Bearer "


def asked(request: HttpRequest, *, is_test: bool) -> Asked:
    """Return what a request asks; its body has been read whole.

    Raises:
        SentTooMuch: it is larger than anything that is taken; nothing of it is read.
        SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError: the body,
            the query or the name of the host cannot be read.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST_MB * 1024 * 1024:
        raise SentTooMuch(most_mb=LARGEST_MB)
    request.encoding = "utf-8"
    query, body = _arguments(request.GET), _arguments(request.POST)
    return Asked(
        root=f"{request.scheme}://{request.get_host()}",
        path=request.path,
        query=query,
        body=body,
        files=[(name, file) for name, files in request.FILES.lists() for file in files],
        address=address(request),
        secret=_header_key(request),
        idempotency_key=request.headers.get("Idempotency-Key", "").strip()[:255],
        is_test=is_test,
    )


def _arguments(given: MultiValueDict[str, str]) -> Arguments:
    return {name: [str(value) for value in values] for name, values in given.lists()}


def _header_key(request: HttpRequest) -> str:
    """Return the key that a header carries, or ''."""
    said = request.headers.get("Authorization", "")
    bearer = said[len(BEARER) :].strip() if said.startswith(BEARER) else ""
    return bearer or next(
        (value.strip() for name in KEY_HEADERS if (value := request.headers.get(name))), ""
    )
