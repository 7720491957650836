"""The page for people who build tools, and what is answered where there is no operation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from linli.api.door.api import door, in_shape, refusal
from linli.kernel.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the page: what is sent where, what it does, which scope opens it."""

    method: str
    path: str
    summary: str
    scope: str


def operations() -> Iterator[Operation]:
    """Yield the operations as the description of the door has them."""
    for path, methods in door.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            scopes = said["security"][0]["Key"]
            yield Operation(method.upper(), path, said["summary"], "".join(scopes))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the door offers; nothing on the page comes from elsewhere."""
    return render(request, "api/home.html", {"operations": list(operations())})


def to_home(request: HttpRequest) -> HttpResponse:
    """Send people from the address of the door to its page."""
    return redirect("api:home")


def _speaking(operation: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let an operation answer in the language that the tool asks for."""

    @wraps(operation)
    def view(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = operation(request, *args, **more)
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept-Language, Authorization"
        return response

    return view


@csrf_exempt
@_speaking
def nowhere(request: HttpRequest) -> HttpResponseBase:
    """Answer an address that is no operation, in the shape of the door."""
    return refusal(NotFound())


def shaped(pattern: URLPattern) -> URLPattern:
    """Return the address in the language of the tool, refusing methods in the shape of the door."""
    operation = pattern.callback

    @_speaking
    @wraps(operation)
    def view(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        response = operation(request, *args, **more)
        return in_shape(response) if isinstance(response, HttpResponse) else response

    pattern.callback = view
    return pattern
