"""The shape of what an interface sends: a header, a count, a list of objects."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError

from linli.grid.exchange.rules import (
    MOST_A_BATCH,
    MOST_CHANGES,
    BatchTooLarge,
    BodyUnreadable,
    ExchangeKeyMissing,
)

BEARER = "bearer"


def secret(request: HttpRequest) -> str:
    """Return the secret that a request shows.

    Raises:
        ExchangeKeyMissing: it shows none.
    """
    kind, _space, found = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != BEARER or not found.strip():
        raise ExchangeKeyMissing
    return found.strip()


def batch(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """Return the objects of a body.

    Raises:
        BatchTooLarge: the body or the list is too long.
        BodyUnreadable: it is not of the shape.
    """
    try:
        sent = json.loads(request.body, parse_constant=_no_constant)
    except RequestDataTooBig:
        raise BatchTooLarge(most=MOST_A_BATCH) from None
    except (ValueError, RecursionError, UnreadablePostError):
        raise BodyUnreadable(name=name) from None
    found = sent.get(name) if isinstance(sent, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise BodyUnreadable(name=name)
    if len(found) > MOST_A_BATCH:
        raise BatchTooLarge(most=MOST_A_BATCH)
    return found


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def count(request: HttpRequest, name: str, usual: int) -> int:
    """Return a whole number of the address; nonsense is the usual one."""
    said = request.GET.get(name, "")
    is_number = said.isascii() and said.isdigit() and len(said) <= 18
    return int(said) if is_number else usual


def most(request: HttpRequest) -> int:
    """Return how many changes are asked for."""
    return count(request, "most", MOST_CHANGES)
