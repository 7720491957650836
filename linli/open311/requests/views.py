"""The addresses of the requests."""

from urllib.parse import urlencode

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from linli.kernel.common import ids
from linli.open311.doors.rules import Answer, Asked, Page
from linli.open311.doors.views import door
from linli.open311.requests import forms, queries, services
from linli.ui.requests import stamp


def _requests(asked: Asked) -> Answer:
    """Answer one page of requests (E5), with the addresses of the pages around it."""
    at = timezone.now()
    listing = forms.listing(asked, at=at, mine=queries.mine(asked, at=at))
    found = queries.requests(listing, root=asked.root)
    return Answer(found.document, links(asked, listing.page, has_next=found.has_next))


def _report(asked: Asked) -> Answer:
    """Take a report in (E3); the answer names its number, or a token for it."""
    receipt = services.report(
        asked.sender,
        read=lambda policy: forms.reported(asked, policy=policy),
        keys=services.Keys(case_id=ids.new(), reporter_id=ids.new()),
        stamp=stamp(),
    )
    return Answer(queries.receipt(receipt, root=asked.root), {"Cache-Control": "no-store"})


def links(asked: Asked, page: Page, *, has_next: bool) -> dict[str, str]:
    """Return the header that leads to the first, the previous and the next page."""
    pages = {"first": 1, "prev": page.number - 1, "next": page.number + 1}
    if page.number == 1:
        del pages["first"], pages["prev"]
    if not has_next:
        del pages["next"]
    kept = {name: every for name, every in asked.query.items() if name not in {"page", "api_key"}}
    shown = [
        f"<{asked.root}{asked.path}?"
        f"{urlencode({**kept, 'page': number, 'page_size': page.size}, doseq=True)}>"
        f'; rel="{rel}"'
        for rel, number in pages.items()
    ]
    return {"Link": ", ".join(shown)} if shown else {}


def _request(asked: Asked, *, service_request_id: str) -> Answer:
    """Answer one request as a list of one (E6)."""
    is_extended = asked.one("extensions").lower() == "true"
    mine = queries.mine(asked, at=timezone.now())
    number = service_request_id.replace("\x00", "")
    return Answer(queries.request(number, mine=mine, root=asked.root, is_extended=is_extended))


def _token(_: Asked, *, token: str) -> Answer:
    """Answer the number that a token stands for (E4)."""
    return Answer(queries.token(token))


def _bulk(asked: Asked) -> HttpResponseBase:
    """Answer all requests that are asked for as CSV (GeoReport bulk)."""
    listing = forms.listing(asked, at=timezone.now(), mine="")
    response = StreamingHttpResponse(queries.bulk(listing), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    return response


requests = door(GET=_requests, POST=_report)
request = door(GET=_request)
token = door(GET=_token)
bulk = door(GET=_bulk)
