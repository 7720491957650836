"""Tools that speak to the JSON door with a key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.utils import timezone

from linli.api.door.api import door
from linli.api.refusals.rules import codes_of
from linli.kernel.common import ids
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys import services as keys
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people.rules import BY_RULE, Actor

BASE = "/api/v1"
READING, WRITING = frozenset({Scope.CASES_READ}), frozenset({Scope.CASES_READ, Scope.CASES_WRITE})


def now_stamp() -> Stamp:
    """Return a stamp of the present moment."""
    now = timezone.now()
    return Stamp(at=now, recorded_at=now, salt=b"0" * 16)


class Asking(Client):
    """A client that asks whether each refusal is one that the description of the door names."""

    def request(self, **asked: Any) -> Any:
        """Return the answer; a code that its operation does not name is a fault."""
        answer = super().request(**asked)
        method, path = asked["REQUEST_METHOD"], asked["PATH_INFO"]
        if answer.status_code >= 400 and path.startswith(BASE):
            check_described(method.lower(), path, answer.json()["code"])
        return answer


def check_described(method: str, path: str, code: str) -> None:
    """Refuse a code that the operation at a path does not name.

    What no operation answers, and a fault of ours, have no description.
    """
    for template, methods in door.get_openapi_schema()["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", template)
        if method in methods and re.fullmatch(pattern, path):
            said = methods[method]
            known = codes_of(said["operationId"], writes=method == "post")
            if code in known | {"ui.our_fault"}:
                return
            if template.count("{") == min(_braces(method, path)):
                raise AssertionError(f"{said['operationId']} does not name {code}")


def _braces(method: str, path: str) -> list[int]:
    """Return how many parts of a path are open in each template that fits."""
    return [
        template.count("{")
        for template, methods in door.get_openapi_schema()["paths"].items()
        if method in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    ]


class Tool:
    """A tool with a key of its own; it speaks English and never shows a cookie."""

    def __init__(self, actor: Actor, scopes: Iterable[Scope] = WRITING) -> None:
        key_id = ids.new()
        self.secret = f"secret-of-a-tool-{key_id}"
        self.key: Key = keys.issue(
            BY_RULE,
            key=NewKey(
                id=key_id,
                name="工具",
                scopes=frozenset(scopes),
                post_id=actor.post_id,
                organisation_id=None if actor.post_id else actor.organisation_id,
            ),
            secret=self.secret,
            stamp=now_stamp(),
        )
        headers = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}
        self.client = Asking(headers=headers)

    def get(self, path: str, **asked: Any) -> Any:
        """Return the answer to a question."""
        return self.client.get(BASE + path, asked)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Return the answer to a JSON body."""
        content = body if isinstance(body, bytes | str) else json.dumps(body or {})
        return self.client.post(
            BASE + path, content, content_type="application/json", headers=headers
        )

    def send(self, path: str, form: dict[str, Any], **headers: str) -> Any:
        """Return the answer to a form with files."""
        return self.client.post(BASE + path, form, headers=headers)

    def report(self, body: dict[str, Any], word: str = "word-of-a-tool") -> Any:
        """Return the answer to a report."""
        return self.post("/cases", body, **{"Idempotency-Key": word})


def tool_of(actor: Actor, scopes: Iterable[Scope] = WRITING) -> Tool:
    """Return a tool with a key of the actor's post, or of her organisation."""
    return Tool(actor, scopes)
