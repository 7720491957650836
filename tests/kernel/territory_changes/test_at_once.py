"""A process that was there before a change locates by the territory after it, at once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from linli.kernel.places import queries as places
from linli.kernel.territory_changes.rules import Merger, Part
from tests.district import small_district
from tests.kernel.territory_changes.deciding import decide

OTHER = """
import sys
import django
django.setup()
from linli.kernel.places import queries as places
for line in sys.stdin:
    lon, lat = map(float, line.split())
    print(places.locate(lon, lat).community_id, flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_every_process_follows_a_change_at_once(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    district = small_district()
    first, second = district.sides[0], district.sides[1]
    mine = urlsplit(os.environ["DATABASE_URL"])
    url = mine._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    around = {**os.environ, "DATABASE_URL": url, "LINLI_VAR": str(tmp_path / "other")}
    with subprocess.Popen(
        [sys.executable, "-c", OTHER],
        env=around,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:

        def asked() -> str:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write("{} {}\n".format(*first.inside))
            other.stdin.flush()
            return other.stdout.readline().strip()

        assert asked() == str(first.community)
        assert places.locate(*first.inside).community_id == first.community

        into = Part(id=second.community, name="乙社区")
        decide(Merger(units=(first.community, second.community), into=into))

        assert asked() == str(second.community)
        assert places.locate(*first.inside).community_id == second.community
        other.terminate()
