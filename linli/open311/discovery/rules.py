"""Where the production and the test endpoint are. Source: Open311, “Service Discovery”."""

from linli.open311.documents.rules import CONTENT_TYPES, Document, Form

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-27T00:00:00Z"
"""When what this door offers last changed; it is changed together with the conformance page."""

ENDPOINTS = (("v2", "production"), ("test/v2", "test"))


def discovery(base: str, *, contact: str, key_service: str) -> Document:
    """Return the discovery document; ``base`` is the address of the door, without a slash."""
    formats = [CONTENT_TYPES[form].partition(";")[0] for form in Form]
    return Document(
        "discovery",
        {
            "changeset": CHANGESET,
            "contact": contact,
            "key_service": key_service,
            "endpoints": [
                {
                    "specification": SPECIFICATION,
                    "url": f"{base}/{path}",
                    "changeset": CHANGESET,
                    "type": kind,
                    "formats": formats,
                }
                for path, kind in ENDPOINTS
            ],
        },
    )
