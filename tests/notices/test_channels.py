"""One setting names the channels; what it means is one table."""

from __future__ import annotations

from itertools import product

import pytest

from linli.grid.followups.rules import Contact
from linli.kernel.common.errors import LinliError
from linli.notices.channels import rules
from linli.notices.channels.rules import Way

HOUSE = "https://linli.example"
SMS = "json://gateway.example/send?:to={phone}"
MAIL = "mailtos://user:word@mail.example?to={email}"


@pytest.mark.parametrize(
    ("setting", "ways"),
    [
        ("", []),
        (" , ", []),
        (SMS, [Way.PHONE]),
        (f"{SMS},{MAIL}", [Way.PHONE, Way.EMAIL]),
        (f"{MAIL} , {SMS},", [Way.EMAIL, Way.PHONE]),
        ("json://gateway.example/a,b?:to={phone}", [Way.PHONE]),
        ("json://gateway.example/{phone}?:to={phone}", [Way.PHONE]),
    ],
)
def test_a_setting_names_channels_in_the_order_of_preference(setting: str, ways: list[Way]) -> None:
    assert [one.way for one in rules.channels(setting, house=HOUSE)] == ways


@pytest.mark.parametrize(
    ("setting", "number", "reason"),
    [
        ("gateway.example", 1, "it is not an address"),
        (f"{SMS},json://two words/{{phone}}", 2, "it is not an address"),
        ("wecombot://botkey", 1, "it does not name one recipient"),
        (f"{SMS},json://host/{{phone}}/{{email}}", 2, "it does not name one recipient"),
        ("json://host/{name}", 1, "it does not name one recipient"),
    ],
)
def test_an_address_that_names_nobody_is_refused_without_telling_its_secret(
    setting: str, number: int, reason: str
) -> None:
    with pytest.raises(LinliError) as refused:
        rules.channels(setting, house=HOUSE)

    assert refused.value.code == "notices.channel_unreadable"
    assert refused.value.facts == {"number": number, "reason": reason}
    assert "botkey" not in str(refused.value)


@pytest.mark.parametrize(
    ("house", "is_fine"),
    [
        ("", False),
        ("linli.example", False),
        ("ftp://linli.example", False),
        ("https://", False),
        (HOUSE, True),
        ("http://10.0.0.7:8000", True),
        ("https://district.example/linli", True),
    ],
)
def test_a_link_needs_the_address_of_the_house(house: str, is_fine: bool) -> None:
    assert rules.channels("", house=house) == []
    if is_fine:
        assert len(rules.channels(SMS, house=house)) == 1
        return
    with pytest.raises(LinliError) as refused:
        rules.channels(SMS, house=house)

    assert refused.value.code == "notices.address_missing"


PHONES = {
    "13800138000": True,
    "+8613800138000": True,
    "+4915112345678": True,
    "07308888888": False,
    "8888888": False,
    "12345678901": False,
    "": False,
}
MAILS = {"li@example.cn": True, "li.na@mail.example.cn": True, "li@x": False, "a b@c.cn": False,
         "li@example.cn,wang@example.cn": False, "": False}  # fmt: skip


@pytest.mark.parametrize(("phone", "email"), list(product(PHONES, MAILS)))
def test_a_channel_reaches_whoever_left_what_it_needs(phone: str, email: str) -> None:
    by_phone, by_mail = rules.channels(f"{SMS},{MAIL}", house=HOUSE)
    contact = Contact(phone, email)

    assert by_phone.reaches(contact) is PHONES[phone]
    assert by_mail.reaches(contact) is MAILS[email]


def test_a_recipient_cannot_change_the_address_it_is_put_into() -> None:
    by_phone, by_mail = rules.channels(f"{SMS},{MAIL}", house=HOUSE)
    contact = Contact("+8613800138000", "li&bcc=x@example.cn")

    assert by_phone.address_to(contact) == "json://gateway.example/send?:to=%2B8613800138000"
    assert by_mail.address_to(contact).endswith("?to=li%26bcc%3Dx%40example.cn")
