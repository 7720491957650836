"""Who may sign in, and from where."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from linli.kernel.common import ids
from linli.kernel.people.models import Person

PASSWORD = "五里牌街道十五号"
ELSEWHERE = "192.0.2.7"

pytestmark = pytest.mark.django_db


def sign_in(*, is_demonstration: bool, **where: Any) -> Client:
    person = Person(id=ids.new(), username="desk", name="王芳", is_demonstration=is_demonstration)
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    fields = {"login": "desk", "password": PASSWORD}
    client.post(reverse("account_login"), fields, **where)
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("demonstration", [True, False])
def test_staff_sign_in_from_anywhere(demonstration: bool, settings: Settings) -> None:
    settings.DEMONSTRATION = demonstration

    assert is_in(sign_in(is_demonstration=False, REMOTE_ADDR=ELSEWHERE))


def test_the_demonstration_signs_in_on_its_own_machine(settings: Settings) -> None:
    settings.DEMONSTRATION = True

    assert is_in(sign_in(is_demonstration=True, REMOTE_ADDR="127.0.0.1"))


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": ELSEWHERE},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_the_demonstration_does_not_sign_in_from_elsewhere(
    where: dict[str, str], settings: Settings
) -> None:
    settings.DEMONSTRATION = True

    assert not is_in(sign_in(is_demonstration=True, **where))


def test_its_accounts_are_closed_where_there_is_no_demonstration(settings: Settings) -> None:
    settings.DEMONSTRATION = False

    assert not is_in(sign_in(is_demonstration=True, REMOTE_ADDR="127.0.0.1"))
