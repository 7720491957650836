"""A worker is killed while a gateway keeps it waiting; the letter is not lost, and says so (G1)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from linli.cli.places import ROOT
from linli.notices.letters import queries as letters
from linli.worker import tasks
from tests.district import small_district
from tests.notices.gateways import Gateway, web_gateway
from tests.notices.test_letters import TUESDAY_9, asked, letter, verbs

pytestmark = pytest.mark.django_db(transaction=True)

HOUSE = "https://linli.example"


def worker_of(settings: Settings) -> subprocess.Popen[bytes]:
    """Start another worker on the database of the tests."""
    at = connection.settings_dict
    place = f"?host={at['HOST']}" if at["HOST"].startswith("/") else ""
    host = "" if place else f"{at['HOST']}:{at['PORT']}"
    user = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    more = {
        "DATABASE_URL": f"postgresql://{user}@{host}/{at['NAME']}{place}",
        "DJANGO_SETTINGS_MODULE": "linli.site.settings",
        "LINLI_ADDRESS": settings.ADDRESS,
        "LINLI_MESSAGES": settings.MESSAGES,
        "LINLI_SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-m", "tests.notices.killed", TUESDAY_9.isoformat()]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | more)


def wait_for(gateway: Gateway) -> None:
    """Wait until a worker has asked the gateway."""
    until = time.monotonic() + 60
    while not gateway.asked:
        assert time.monotonic() < until, "the worker never asked"
        time.sleep(0.05)


@pytest.mark.parametrize("takes_first", [True, False])
def test_a_killed_worker_loses_nothing_and_sends_once_more_at_most(
    settings: Settings, takes_first: bool
) -> None:
    with web_gateway() as gateway:
        settings.ADDRESS = HOUSE
        settings.MESSAGES = f"json://127.0.0.1:{gateway.port}/send?:to={{phone}}"
        case = asked(small_district())
        gateway.takes_first = takes_first
        gateway.answers.clear()
        worker = worker_of(settings)
        wait_for(gateway)
        worker.kill()
        worker.wait()
        gateway.answers.set()

        early = tasks.send_due(TUESDAY_9 + timedelta(minutes=9))
        was = letter().state
        late = tasks.send_due(TUESDAY_9 + timedelta(minutes=10))

    links = {said["message"].partition(HOUSE)[2] for said in gateway.taken}
    assert (early, was, late) == (0, "sending", 1)
    assert len(gateway.taken) == 1 + takes_first, "at least once, and once more at most"
    assert len(links) == 1, "both carry the same link"
    assert (letter().state, letter().tries, letter().was_cut) == ("sent", 2, True)
    assert "可能收到两次" in letters.told(case.pk)[0]
    assert verbs(case).count("case_message_sent") == 1
