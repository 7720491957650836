"""A program that speaks Open311 to the house, and the keys it has."""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponseBase
from django.test import Client

from linli.kernel.keys import services as keys
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import Scope
from linli.kernel.keys.services import NewKey
from linli.kernel.people.rules import BY_RULE
from tests.district import District, key, stamp

SECRET = "partner-of-the-tests-" + "0" * 32
OTHER_SECRET = "another-partner-of-the-tests-" + "0" * 32
READ_ONLY_SECRET = "reads-cases-only-" + "0" * 32

BOTH = frozenset({Scope.OPEN311_REPORT, Scope.OPEN311_UPDATE})


def issued(
    district: District, secret: str = SECRET, *, number: int = 1, scopes: frozenset[Scope] = BOTH
) -> Key:
    """Return a key of a partner: the sanitation department's organisation stands for one."""
    new = NewKey(
        id=key(70_000 + number), name="市民热线", scopes=scopes, organisation_id=district.sanitation
    )
    return keys.issue(BY_RULE, key=new, secret=secret, stamp=stamp())


@dataclass
class Partner:
    """Sends requests with a key and reads the answers."""

    secret: str = SECRET
    base: str = "/open311/v2"
    client: Client = field(default_factory=Client)

    def gets(self, path: str, **query: Any) -> Any:
        """Return the response to a question."""
        return self.client.get(f"{self.base}/{path}", query)

    def reads(self, path: str, **query: Any) -> Any:
        """Return the JSON that a question is answered with."""
        response = self.gets(f"{path}.json", **query)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def posts(self, path: str = "requests.json", **said: Any) -> Any:
        """Return the response to a report with a key."""
        return self.client.post(f"{self.base}/{path}", {"api_key": self.secret} | said)

    def sends(self, **said: Any) -> dict[str, Any]:
        """Return the receipt of a report."""
        response = self.posts(**said)
        assert response.status_code == 200, response.content
        (receipt,) = json.loads(response.content)
        return dict(receipt)


def errors_in(response: HttpResponseBase) -> list[dict[str, str]]:
    """Return the errors of an answer, in whichever form it came."""
    content: bytes = response.content  # type: ignore[attr-defined]
    if response.headers["Content-Type"].startswith("application/json"):
        return [
            {name: str(value) for name, value in error.items()} for error in json.loads(content)
        ]
    root = ET.fromstring(content)
    assert root.tag == "errors"
    return [{part.tag: part.text or "" for part in error} for error in root]
