"""What a request of GeoReport v2 is here, and what is said when it cannot be found.

Source: Open311 GeoReport v2, “GET Service Requests”, “POST Service Request”; where it is
silent, decision 0016.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from linli.grid.published.rules import Wanted
from linli.kernel.common.errors import InputRefused, NotFound, gettext_noop
from linli.open311.doors.rules import Page
from linli.open311.offers.rules import Kind

NEAR_M = 1000.0
"""POLICY. Radius of ``lat`` and ``long`` in a list where none is given, metres."""

NEAR_MOST_M = 100_000.0
"""POLICY. Larger radii mean as much; a district is smaller."""


class RequestUnknown(NotFound):
    """There is no such request, or it is not for everybody; the two look the same."""

    code = "open311.request_unknown"
    message = gettext_noop("There is no request with this service_request_id.")
    hint = gettext_noop("Compare the number; what is not public is read with the key it came by.")


class TokenUnknown(NotFound):
    """The token was not given out here."""

    code = "open311.token_unknown"
    message = gettext_noop("There is no such token.")
    hint = gettext_noop("Send the token as it was received.")


class LocationMissing(InputRefused):
    """Nothing says where the matter is."""

    code = "open311.location_missing"
    message = gettext_noop("It is not said where it is.")
    hint = gettext_noop("Send lat and long, or address_string, or address_id.")
    http_status = 400


class SameKeyOtherRequest(InputRefused):
    """An idempotency key came again with another request."""

    code = "open311.same_key_other_request"
    message = gettext_noop("A request with this key and other content was stored before.")
    hint = gettext_noop("Give every new request a key of its own.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with a radius in metres; ``lon`` and ``lat`` in degrees."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list is asked for."""

    wanted: Wanted
    page: Page
    spot: Spot | None
    is_extended: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a report: the case, what it may be called, and the link to it.

    ``emergency``: the sentence to say first, or ''.
    """

    case_id: UUID
    number: str
    kind: Kind
    link_token: str
    emergency: str


STATUSES = {"open": True, "closed": False}

SOURCE = "open311"
CHANNELS = {"history": "import"}
"""Source of a case → its channel in ``extended_attributes`` where the word differs."""


def mine(key_id: UUID) -> str:
    """Return how the request keys of everything begin that was reported by one key."""
    return f"{SOURCE}:{key_id.hex}:"


def request_key(key_id: UUID, *, said: str, otherwise: UUID) -> str:
    """Return the key under which a request sent again is the same case.

    Args:
        said: what the client calls the request: its idempotency key, or its device and number;
            empty: it is the only one of its kind (``otherwise``).
    """
    name = hashlib.sha256(said.encode()).hexdigest()[:32] if said else otherwise.hex
    return mine(key_id) + name


# Tokens -------------------------------------------------------------------------------------

SIGNED_BYTES = 12


def _signature(secret: str, case_id: UUID) -> bytes:
    word = b"open311.token:" + case_id.bytes
    return hmac.new(secret.encode(), word, hashlib.sha256).digest()[:SIGNED_BYTES]


def token(secret: str, case_id: UUID) -> str:
    """Return the token of a case: its key and a signature, as text for an address."""
    signed = case_id.bytes + _signature(secret, case_id)
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def case_of_token(secret: str, words: str) -> UUID:
    """Return the case a token was given out for.

    Raises:
        TokenUnknown: it was not made with this secret.
    """
    try:
        signed = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
        case_id = UUID(bytes=signed[:16])
    except ValueError:
        raise TokenUnknown from None
    if not hmac.compare_digest(signed[16:], _signature(secret, case_id)):
        raise TokenUnknown
    return case_id


def link_token(secret: str, key: str) -> str:
    """Return the capability of the reporter's link; of the same request it is the same again."""
    word = hmac.new(secret.encode(), f"open311.link:{key}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(word.digest()[:16]).rstrip(b"=").decode()
