"""``linli keys`` gives a key, lists it and withdraws it."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest
from django.utils import timezone, translation

from linli.cli import keys
from linli.kernel.common.errors import LinliError
from linli.kernel.keys import queries
from linli.kernel.keys.models import Key
from linli.kernel.keys.rules import KeyRefused, Scope
from linli.kernel.people.rules import Role
from tests.district import District, small_district


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def _run(*words: str) -> int:
    parser = ArgumentParser()
    keys.add(parser.add_subparsers())
    with translation.override("en"):
        return int(keys.handle(parser.parse_args(["keys", *words])))


def test_gives_a_key_to_a_post_lists_it_and_withdraws_it(
    district: District, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("issue", "报表", "--post", "staff9", "--scope", "cases.read", "--until", "2099-12-31")
    told, secret = capsys.readouterr().out.splitlines()
    row = Key.objects.get()

    found = queries.holder(secret, scope=Scope.CASES_READ, at=timezone.now())
    _run("list")
    listed = capsys.readouterr().out
    _run("revoke", str(row.pk))

    assert told == f"Key {row.pk}. Its secret is shown this once:"
    assert found.actor == district.actor(Role.COMMUNITY_DESK)
    assert row.expires_at is not None
    assert timezone.localtime(row.expires_at).isoformat()[:16] == "2099-12-31T23:59"
    assert f"{row.pk}  {secret[:6]}…  open  报表  甲社区居委会 工作人员9" in listed
    assert secret not in listed
    with pytest.raises(KeyRefused):
        queries.holder(secret, scope=Scope.CASES_READ, at=timezone.now())


def test_gives_a_key_to_the_one_organisation_of_a_name(
    district: District, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("issue", "平台", "--organisation", "样例区环卫局", "--scope", "open311.report")

    assert Key.objects.get().organisation_id == district.sanitation


@pytest.mark.parametrize(
    "words", [["--post", "nobody"], ["--organisation", "没有的单位"], ["--organisation", ""]]
)
def test_names_what_it_does_not_find(district: District, words: list[str]) -> None:
    with pytest.raises(LinliError) as refusal:
        _run("issue", "平台", *words, "--scope", "cases.read")

    assert refusal.value.code in {"keys.holder_unknown", "keys.holder_unclear"}
    assert not Key.objects.exists()
