"""Addresses of this door: two endpoints that differ in whether anything is kept."""

from django.urls import URLPattern, include, path, re_path

from linli.open311.discovery import views as discovery
from linli.open311.doors import views as doors
from linli.open311.offers import views as offers
from linli.open311.requests import views as requests
from linli.open311.updates import views as updates

app_name = "open311"

FORM = r"\.(?P<form>xml|json)$"


def endpoint(*, is_test: bool) -> list[URLPattern]:
    """Return the addresses of one endpoint; at the test endpoint nothing is kept."""
    kept = {"is_test": is_test}
    return [
        re_path(f"^discovery{FORM}", discovery.discovery, kept),
        re_path(f"^services{FORM}", offers.services, kept),
        re_path(f"^services/(?P<service_code>[^/]+){FORM}", offers.definition, kept),
        re_path(f"^requests{FORM}", requests.requests, kept),
        re_path(f"^requests/(?P<service_request_id>[^/]+){FORM}", requests.request, kept),
        re_path(f"^tokens/(?P<token>[^/]+){FORM}", requests.token, kept),
        re_path(r"^requests\.csv$", requests.bulk, kept),
        re_path(f"^servicerequestupdates{FORM}", updates.updates, kept),
    ]


urlpatterns = [
    re_path(f"^discovery{FORM}", discovery.discovery),
    path("v2/", include(endpoint(is_test=False))),
    path("test/v2/", include(endpoint(is_test=True))),
    re_path(f"^.*{FORM}", doors.nowhere),
    re_path("", doors.nowhere),
]
