"""All processes together let through what the policy says and not one request more."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.common.errors import TooMany
from linli.kernel.limits import services as limits
from tests.district import NOW
from tests.kernel.limits.counting import let_through

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _nobody_counted() -> None:
    limits.forget()


@pytest.mark.django_db
@pytest.mark.parametrize("most", [1, 7, 100, 199, 250])
def test_lets_through_what_the_policy_says_and_not_one_more(most: int) -> None:
    assert let_through(most, most + 20, NOW) == most
    assert let_through(most, 1, NOW + timedelta(minutes=1)) == 1


@pytest.mark.django_db
def test_a_hundredth_costs_one_statement_and_a_refusal_none() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert let_through(60_000, 1800, NOW) == 1800
    assert len(asked) == 3

    let_through(3, 5, NOW + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as asked, pytest.raises(TooMany) as refused:
        limits.count(("test", "somebody"), most=3, minutes=1, at=NOW + timedelta(minutes=1))
    assert (len(asked), refused.value.facts) == (0, {"minutes": 1})


@pytest.mark.django_db
def test_threads_of_one_process_do_not_spoil_its_share() -> None:
    limits.count(("test", "somebody"), most=100_000, minutes=1, at=NOW)  # 999 are left

    with ThreadPoolExecutor(8) as threads:
        through = list(threads.map(lambda _: let_through(100_000, 100, NOW), range(8)))

    assert through == [100] * 8


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("most", "least"), [(150, 150), (1_000, 980)])
def test_two_processes_together_let_through_no_more_than_one(most: int, least: int) -> None:
    processes = [_process(most, tries=most) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

    through = [int(process.communicate("go\n")[0]) for process in _begun(processes)]

    assert least <= sum(through) <= most
    assert min(through) > 0


def _begun(processes: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    """Let all of them ask at once."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return processes


def _process(most: int, *, tries: int) -> subprocess.Popen[str]:
    """Start a process of its own on the database of this test."""
    base = connection.settings_dict
    who = f"{quote(base['USER'])}:{quote(base['PASSWORD'])}"
    where = f"{quote(base['NAME'])}?host={quote(base['HOST'])}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{who}@localhost:{base['PORT'] or 5432}/{where}",
        "DJANGO_SETTINGS_MODULE": "linli.site.settings",
        "LINLI_SECRET_KEY": settings.SECRET_KEY,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kernel.limits.counting", str(most), str(tries), f"{NOW}"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
