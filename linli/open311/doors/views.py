"""Turns a function of this door into an address: one form in, one form out, never a 5xx."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from linli.kernel.common.errors import LinliError
from linli.open311.documents.rules import CONTENT_TYPES, Document, Form, Row, written
from linli.open311.doors import forms, rules, services
from linli.open311.doors.rules import (
    AddressUnknown,
    Answer,
    Asked,
    MethodNotOpen,
    NotServed,
    Refused,
)
from linli.ui.errors import Unreadable, one_text

logger = logging.getLogger(__name__)

View = Callable[..., Answer | HttpResponseBase]
Address = Callable[..., HttpResponseBase]

UNREADABLE = (
    BadRequest,
    SuspiciousOperation,
    RequestDataTooBig,
    MultiPartParserError,
    UnreadablePostError,
)
SHARED_HEADERS = {"Access-Control-Allow-Origin": "*", "Vary": "Accept-Language"}
"""What is read here is for everybody, also for a page of somebody else's site."""


def door(**views: View) -> Address:
    """Return the address that answers each method with its function.

    A function gets what is asked and the parts of the address, and returns an ``Answer``;
    whatever it raises becomes an error document in the form that was asked for.
    """

    @csrf_exempt
    def handle(
        request: HttpRequest, *, form: str = "xml", is_test: bool = False, **parts: Any
    ) -> HttpResponseBase:
        wanted = Form(form) if form in set(Form) else Form.XML
        with translation.override(translation.get_language_from_request(request)):
            try:
                return _answered(views, request, wanted, is_test=is_test, parts=parts)
            except Refused as several:
                return refused(several.errors, wanted)
            except LinliError as error:
                return refused([error], wanted)
            except UNREADABLE:
                return refused([Unreadable()], wanted)
            except Exception:
                logger.exception("%s %s could not be served", request.method, request.path)
                return refused([NotServed()], wanted)

    return handle


def _answered(
    views: dict[str, View],
    request: HttpRequest,
    form: Form,
    *,
    is_test: bool,
    parts: dict[str, Any],
) -> HttpResponseBase:
    view = views.get("GET" if request.method == "HEAD" else request.method or "")
    if view is None:
        raise MethodNotOpen(method=request.method, possible=", ".join(views))
    asked = forms.asked(request, is_test=is_test)
    services.count_read(asked.address, at=timezone.now())
    answer = view(asked, **parts)
    if isinstance(answer, HttpResponseBase):
        return answer
    return _response(answer.document, form, headers=answer.headers)


def _response(
    document: Document, form: Form, *, status: int = 200, headers: Any = None
) -> HttpResponse:
    return HttpResponse(
        written(document, form),
        status=status,
        content_type=CONTENT_TYPES[form],
        headers={**SHARED_HEADERS, **(headers or {})},
    )


def refused(errors: list[LinliError], form: Form) -> HttpResponse:
    """Return the error document of GeoReport v2 with its HTTP status."""
    status = rules.status_of(errors)
    rows: list[Row] = [{"code": status, "description": one_text(error)} for error in errors]
    headers = {"Cache-Control": "no-store"}
    headers |= {"Retry-After": "60"} if status == 429 else {}
    for error in errors:
        if isinstance(error, MethodNotOpen):
            headers["Allow"] = str(error.facts["possible"])
    return _response(Document("errors", rows, item="error"), form, status=status, headers=headers)


def _nowhere(asked: Asked, **_: Any) -> Answer:
    raise AddressUnknown


nowhere = door(GET=_nowhere, POST=_nowhere)
"""Answers every address below the door that is none."""
