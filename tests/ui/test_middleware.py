"""What is done for every request: headers, language, actor."""

from typing import cast
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from linli.kernel.people.models import Person
from linli.kernel.people.rules import ANONYMOUS, Role
from linli.ui import middleware
from linli.ui.requests import Request
from tests.ui.posted import Posted, somebody


@pytest.fixture
def posted(db: None) -> Posted:
    """Return a person with two posts."""
    return somebody()


def ok(request: HttpRequest) -> HttpResponse:
    """Answer with the language that is spoken."""
    return HttpResponse(translation.get_language() or "")


def test_no_page_may_load_or_run_anything_from_elsewhere() -> None:
    response = middleware.security_headers(ok)(RequestFactory().get("/"))

    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("cookie", "accepted", "spoken"),
    [
        ("", "", "zh-hans"),
        ("", "zh-CN,zh;q=0.9", "zh-hans"),
        ("", "en-GB,en;q=0.8", "en"),
        ("", "fr", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("xx", "en", "en"),
    ],
)
def test_speaks_the_language_of_cookie_then_browser_then_district(
    cookie: str, accepted: str, spoken: str
) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": accepted})
    request.COOKIES["linli_language"] = cookie

    response = middleware.language_of_cookie(ok)(request)

    assert isinstance(response, HttpResponse)
    assert response.content.decode() == spoken
    assert response.headers["Content-Language"] == spoken


def test_nobody_in_particular_costs_no_statement(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()

    middleware.actor(ok)(request)

    assert cast(Request, request).actor == ANONYMOUS


def test_a_person_acts_from_the_post_she_chose(rf: RequestFactory, posted: Posted) -> None:
    request = rf.get("/")
    request.user = posted.person
    vars(request)["session"] = {middleware.POST_KEY: str(posted.desk_id)}

    middleware.actor(ok)(request)

    actor = cast(Request, request).actor
    assert actor.role is Role.COMMUNITY_DESK
    assert actor.post_id == posted.desk_id


def test_a_post_of_somebody_else_is_never_acted_from(rf: RequestFactory, posted: Posted) -> None:
    request = rf.get("/")
    request.user = posted.person
    vars(request)["session"] = {middleware.POST_KEY: str(UUID(int=7))}

    middleware.actor(ok)(request)

    assert cast(Request, request).actor.post_id == posted.officer_id


@pytest.mark.django_db
def test_a_person_without_a_post_is_nobody_in_particular(client: Client) -> None:
    person = Person.objects.create(id=UUID(int=9), username="left", name="离岗")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get("/")

    assert response.context["page"].actor == ANONYMOUS


@pytest.mark.parametrize(("megabytes", "status"), [(64, 200), (65, 413), ("a lot", 200)])
def test_what_is_too_large_is_refused_before_it_is_read(megabytes: object, status: int) -> None:
    length = megabytes * 1024 * 1024 if isinstance(megabytes, int) else megabytes
    request = RequestFactory().post("/", headers={"Accept": "application/json"})
    request.META["CONTENT_LENGTH"] = str(length)

    response = middleware.bounded(ok)(request)

    assert response.status_code == status
    assert request._read_started is False  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_who_sends_too_much_reads_it_in_words(client: Client) -> None:
    answer = client.post("/report/", CONTENT_LENGTH=str(80 * 1024 * 1024))

    assert answer.status_code == 413
    assert "64 MB" in answer.content.decode()
