"""The front page, the switches, the choice of a post, and what the house says when it fails."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from linli.ui import views
from linli.ui.middleware import POST_KEY
from tests.ui.posted import Posted, somebody

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_BYTES = 60_000


@pytest.fixture
def posted(db: None) -> Posted:
    """Return a person with two posts."""
    return somebody()


@pytest.fixture
def signed_in(client: Client, posted: Posted) -> Client:
    """Return the browser of the person with two posts."""
    client.force_login(posted.person, backend=PASSWORD_BACKEND)
    return client


def test_front_page_offers_the_three_things_without_asking_the_database(client: Client) -> None:
    page = client.get("/").content.decode()

    assert page.count('class="door') == 4  # three choices in one frame
    assert "上报问题" in page
    assert "119" in page


def test_a_resident_page_weighs_less_than_it_may(client: Client) -> None:
    page = client.get("/")
    scripts_and_styles = [
        *("ui/tokens.css", "ui/pieces.css", "ui/resident.css", "ui/print.css"),
        *("ui/app.js", "ui/icons.svg", "ui/mark.svg", "django_htmx/htmx-2.min.js"),
    ]

    bodies = [
        page.content,
        *(Path(str(finders.find(name))).read_bytes() for name in scripts_and_styles),
    ]

    assert sum(len(gzip.compress(body)) for body in bodies) < MOST_BYTES


@pytest.mark.parametrize(
    ("wanted", "kept"), [("en", "en"), ("zh-hans", "zh-hans"), ("xx", None), ("", None)]
)
def test_keeps_a_language_it_speaks(client: Client, wanted: str, kept: str | None) -> None:
    response = client.post("/switch/language/", {"language": wanted, "next": "/start/"})

    assert response.headers["Location"] == "/start/"
    cookie = response.cookies.get("linli_language")
    assert (cookie.value if cookie else None) == kept


def test_large_print_stays_on_until_it_is_switched_off(client: Client) -> None:
    client.post("/switch/large-print/", {"large": "1"})
    large = client.get("/").content.decode()

    client.post("/switch/large-print/", {"large": "0"})
    normal = client.get("/").content.decode()

    assert 'class="resident large"' in large
    assert 'class="resident"' in normal


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:x", ""]
)
def test_a_switch_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    response = client.post("/switch/large-print/", {"large": "1", "next": elsewhere})

    assert response.headers["Location"] == "/"


def test_start_asks_a_stranger_to_sign_in(client: Client) -> None:
    response = client.get("/start/")

    assert response.headers["Location"].startswith("/accounts/login/")


def test_start_leads_an_officer_to_the_field(signed_in: Client) -> None:
    response = signed_in.get("/start/")

    assert response.headers["Location"] == "/field/"


def test_choosing_the_desk_post_leads_to_the_desk(signed_in: Client, posted: Posted) -> None:
    response = signed_in.post("/posts/", {"post": str(posted.desk_id)}, follow=True)

    assert response.redirect_chain[-1][0] == "/desk/"


def test_a_post_that_is_not_hers_is_not_kept(signed_in: Client) -> None:
    response = signed_in.post("/posts/", {"post": "00000000-0000-0000-0000-0000000000ff"})

    assert response.status_code == 200
    assert POST_KEY not in signed_in.session


def test_a_person_sees_her_posts_by_office_and_role(signed_in: Client) -> None:
    page = signed_in.get("/posts/").content.decode()

    assert page.count('type="radio"') == 2
    assert "社区工作台" in page


def test_what_is_the_same_for_all_looks_like_the_work_of_the_post(
    signed_in: Client, posted: Posted
) -> None:
    on_the_way = signed_in.get("/inbox/").content.decode()

    signed_in.post("/posts/", {"post": str(posted.desk_id)})
    at_the_desk = signed_in.get("/inbox/").content.decode()

    assert 'class="resident"' in on_the_way
    assert 'class="desk"' in at_the_desk
    assert '<a href="/desk/">事件</a>' in at_the_desk


@pytest.mark.django_db
def test_sign_in_page_labels_its_fields(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()

    assert '<label for="id_login">' in page
    assert '<label for="id_password">' in page
    assert "工作人员登录" in page


@pytest.mark.django_db
def test_health_says_that_the_database_answers(client: Client) -> None:
    assert client.get("/health/").json() == {"database": "ok"}


def test_health_says_that_the_database_does_not_answer(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> Any:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", down)

    assert views.health(rf.get("/health/")).status_code == 503


def test_an_address_that_leads_nowhere_is_answered_in_words(client: Client) -> None:
    response = client.get("/nowhere/", headers={"Accept-Language": "en"})

    assert response.status_code == 404
    assert "There is nothing here under this address." in response.content.decode()


def test_a_form_without_its_token_is_answered_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/switch/large-print/", {"large": "1"})

    assert response.status_code == 403
    assert "ui.page_too_old" in response.content.decode()


@pytest.mark.parametrize(("headers", "whole"), [({}, True), ({"HX-Request": "true"}, False)])
def test_our_own_fault_is_said_even_when_the_request_cannot_be_read(
    rf: RequestFactory, headers: dict[str, str], whole: bool
) -> None:
    response = views.our_fault(rf.get("/", headers=headers))

    assert response.status_code == 500
    assert "ui.our_fault" in response.content.decode()
    assert ("<html" in response.content.decode()) is whole


def test_the_page_of_pieces_is_closed_outside_of_development(client: Client) -> None:
    assert settings.DEBUG is False
    assert client.get("/ui/pieces/").status_code == 404


@pytest.mark.parametrize("address", ["/ui/pieces/", "/ui/pieces/desk/"])
def test_every_piece_draws(client: Client, settings: Any, address: str) -> None:
    settings.DEBUG = True

    assert client.get(address).status_code == 200


def test_a_demonstration_says_so_on_the_page_and_on_paper(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True

    page = client.get("/").content.decode()

    assert 'data-watermark="演示数据"' in page
    assert '<aside class="demonstration"' in page
