"""The door itself: one NinjaAPI, one way to show a key, one shape of errors."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import BaseModel
from pydantic_core import to_json

from linli.api.door import services
from linli.api.door.forms import faults
from linli.api.door.rules import KeyMissing, MethodNotOpen, NotUnderstood
from linli.api.refusals.rules import codes_of
from linli.api.shapes.rules import EXAMPLES, MEANINGS
from linli.kernel.common.errors import LinliError, NotFound, TooMany
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import Scope
from linli.ui.errors import OurFault, words

logger = logging.getLogger(__name__)

JSON = "application/json; charset=utf-8"


class ToolRequest(HttpRequest):
    """A request that was let in; ``auth`` is who speaks through the key."""

    auth: Holder


class Refusal(Schema):
    """Why something was not done: a code that never changes, what is so, what to do."""

    code: str
    message: str
    hint: str


REFUSALS: dict[int, str] = {
    400: "The request could not be read.",
    401: "No key was shown.",
    403: "The key does not open this door, or its post may not do this.",
    404: "There is no such thing, or not for this key; the two look the same.",
    409: "A rule of the house does not allow this now, or the matter was changed meanwhile.",
    413: "The body is too large.",
    422: "What was sent cannot be used as it is.",
    429: "The key was used too often; “Retry-After” says how many seconds to wait.",
}
"""Status → what it means at this door; the codes are in docs/reference/errors.md."""

READING, WRITING = (400, 401, 403, 404, 422, 429), tuple(REFUSALS)


def answers(status: int, model: Any, *, writes: bool = False) -> dict[int, Any]:
    """Return what an operation may answer, for its description."""
    return {status: model, **dict.fromkeys(WRITING if writes else READING, Refusal)}


class Key(HttpBearer):
    """The secret of a key, as ``linli keys issue`` shows it."""

    def __init__(self, scope: Scope | None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Holder:
        """Return who speaks through the key.

        Raises:
            KeyRefused, ScopeMissing, TooMany: the key does not open this door.
        """
        return services.let_in(token, scope=self.scope, at=timezone.now())


READ, WRITE, ANY = Key(Scope.CASES_READ), Key(Scope.CASES_WRITE), Key(None)


def answer(body: Any, *, status: int = 200) -> HttpResponse:
    """Return plain values as JSON; keys, moments and lists are written as they are."""
    content = to_json(body)
    headers = {"Content-Length": str(len(content)), "Cache-Control": "no-store"}
    return HttpResponse(content, status=status, content_type=JSON, headers=headers)


def told(error: LinliError) -> dict[str, Any]:
    """Return a situation the house knows in the one shape of this door."""
    message, hint = words(error)
    where = {"where": error.where} if isinstance(error, NotUnderstood) else {}
    return {"code": error.code, "message": message, "hint": hint, **where}


def refusal(error: LinliError, more: Mapping[str, Any] | None = None) -> HttpResponse:
    """Return the answer to a situation the house knows."""
    response = answer({**told(error), **(more or {})}, status=error.http_status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(60 * int(str(error.facts.get("minutes", 1))))
    if isinstance(error, KeyMissing):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


_described: dict[str, Any] = {}


class Door(NinjaAPI):
    """The JSON door; its description names the scope of each operation."""

    def get_root_path(self, path_params: Any) -> str:
        """Return the address below which the operations lie."""
        return reverse("api:door")

    def get_openapi_schema(self, **more: Any) -> Any:
        """Return the description: ninja's, with scopes, and with what each refusal means.

        It is made once in each process: nothing in it depends on who asks.
        """
        if not _described:
            _described.update(self._described(super().get_openapi_schema(**more)))
        return _described

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the name of an operation: that of its function, where it has no other."""
        return str(operation.view_func.__name__)

    def _described(self, found: Any) -> Any:
        found["components"]["schemas"] |= _lifted
        for methods in found["paths"].values():
            for method, operation in methods.items():
                scope = operation.pop("x-scope", "")
                operation["security"] = [{"Key": [scope] if scope else []}]
                if gives := operation.pop("x-gives", ""):
                    operation["responses"][200]["content"] = {gives: {"schema": BINARY}}
                _tell_codes(operation, writes=method == "post")
                _tell_meanings({one["name"]: one for one in operation["parameters"]})
                for kind in operation.get("requestBody", {}).get("content", {}).values():
                    _tell_meanings(kind["schema"].get("properties", {}))
        for name, schema in found["components"]["schemas"].items():
            _tell_meanings(schema.get("properties", {}))
            if name in EXAMPLES:
                schema["examples"] = [EXAMPLES[name]]
        return found


def _tell_meanings(parts: Mapping[str, Any]) -> None:
    """Say of each field or parameter what it means, where its own description does not."""
    for name, part in parts.items():
        if not part.get("description"):
            part["description"] = part.get("schema", {}).get("description") or MEANINGS[name]


def _tell_codes(operation: Any, *, writes: bool) -> None:
    """Say of each status what it means here, and by which codes."""
    wanted = codes_of(operation["operationId"], writes=writes)
    codes: dict[int, list[str]] = {}
    for error in _known(LinliError):
        if error.code in wanted:
            codes.setdefault(error.http_status, []).append(error.code)
    for status, response in list(operation["responses"].items()):
        number = int(status)
        if number not in REFUSALS:
            response["description"] = HTTPStatus(number).phrase
        elif number in codes:
            told = ", ".join(f"`{code}`" for code in sorted(set(codes[number])))
            response["description"] = f"{REFUSALS[number]} {told}"
        else:
            del operation["responses"][status]


def _known(error: type[LinliError]) -> Iterator[type[LinliError]]:
    """Yield the situations of the house that have a code of their own."""
    for each in error.__subclasses__():
        if "code" in vars(each):
            yield each
        yield from _known(each)


door = Door(
    title="Linli",
    version="1",
    description="Matters of a district for tools of officers and partners. Names, sentences "
    "and refusals come in Chinese or English, by Accept-Language.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="tools",
)


BINARY = {"type": "string", "format": "binary"}
FILES = {"type": "array", "items": BINARY}
"""How a file, and a field with files, is described."""

_lifted: dict[str, Any] = {}
"""Shapes that bodies refer to, for the components of the description."""


def described(
    scope: Scope | None,
    *,
    body: type[BaseModel] | None = None,
    files: Sequence[str] = (),
    needs_files: bool = False,
    gives: str = "",
) -> dict[str, Any]:
    """Return what the description of an operation says beyond ninja: scope, body, files.

    Args:
        gives: media type of what is answered, where that is no JSON.
        files: fields of a form in which files may come along.
        needs_files: one of each has to come, so that JSON alone will not do.
    """
    marked: dict[str, Any] = {"x-scope": scope.value if scope else "", "x-gives": gives}
    if body is None:
        return marked
    shape = body.model_json_schema(ref_template="#/components/schemas/{model}")
    _lifted.update(shape.pop("$defs", {}))
    _lifted[body.__name__] = shape
    kinds: dict[str, Any] = {}
    if not needs_files:
        kinds["application/json"] = {"schema": {"$ref": f"#/components/schemas/{body.__name__}"}}
    if files:
        whole = {**shape["properties"], **{name: {**FILES} for name in files}}
        needed = [*shape.get("required", []), *(files if needs_files else ())]
        kinds["multipart/form-data"] = {
            "schema": {**shape, "properties": whole, "required": needed}
        }
    return {**marked, "requestBody": {"required": True, "content": kinds}}


@door.exception_handler(LinliError)
def _refuse(request: HttpRequest, error: LinliError) -> HttpResponse:
    return refusal(error)


@door.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return refusal(NotUnderstood(faults(error.errors, within="")))


@door.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refusal(KeyMissing())


@door.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal(NotFound())


@door.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Refuse what ninja itself cannot read: a body that is no JSON."""
    part = {"part": "body", "fault": "unreadable", "why": error.message}
    return refusal(NotUnderstood([part]))


@door.exception_handler(Exception)
def _our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("A request of a tool failed: %s", request.path, exc_info=error)
    return refusal(OurFault())


def in_shape(response: HttpResponse) -> HttpResponse:
    """Return the response; one that only says “not for this method” in the shape of the door."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    told = refusal(MethodNotOpen())
    told.headers["Allow"] = response.headers["Allow"]
    return told
