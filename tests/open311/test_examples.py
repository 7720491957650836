"""Every example of the how-to works against a running house."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from linli.cli.places import ROOT
from linli.grid.cases.models import Case
from linli.grid.moves.rules import Stage
from linli.kernel.keys.models import Key
from tests.courses import brought
from tests.district import District
from tests.grid.reports.resident import picture
from tests.open311.clients import SECRET

PAGE = ROOT / "docs" / "how-to" / "open311-clients.md"


def examples() -> list[str]:
    """Return the commands of the page, each with its continued lines, in their order."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [
        part.strip() for block in blocks for part in re.split(r"^\$ ", block, flags=re.M) if part
    ]


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here: apt-get install curl")
@pytest.mark.django_db(transaction=True)
def test_every_example_of_the_page_works(
    live_server: LiveServer, district: District, partner_key: Key, tmp_path: Path
) -> None:
    assert partner_key.pk
    brought(district, Stage.CLOSED, at=timezone.now())
    (tmp_path / "photo.jpg").write_bytes(picture().read())
    first, *calls = examples()
    answers = []

    for call in calls:
        head, said, last = call.rpartition("curl -s ")
        line = f"{head}{said}-w ' %{{http_code}}' {last}"
        done = subprocess.run(
            ["/bin/bash", "-c", line],
            cwd=tmp_path,
            env={
                "BASE": f"{live_server.url}/open311/v2",
                "KEY": SECRET,
                "PATH": "/usr/bin:/bin",
                "NO_PROXY": "*",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        answers.append(done.stdout[-4:].strip())

    assert first == "BASE=http://127.0.0.1:8000/open311/v2"
    assert [answer for answer in answers if answer] == ["200"] * (len(calls) - 2) + ["403"]
    assert Case.objects.count() == 4
