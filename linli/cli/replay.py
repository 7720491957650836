"""``linli replay baltimore``: a real city's requests, in a throw-away database."""

import argparse
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from linli.grid.replay import services
from linli.kernel.common.errors import InputRefused, gettext_noop


class DataMissing(InputRefused):
    """The city's files are not where they should be."""

    code = "cli.data_missing"
    message = gettext_noop("%(file)s is not there.")
    hint = gettext_noop("Set LINLI_REAL_DATA to the folder with the real data, or give --data.")


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Describe the command."""
    parser = commands.add_parser("replay", help="run a real city's requests through the house")
    parser.add_argument("city", choices=["baltimore"])
    parser.add_argument("--data", default=os.environ.get("LINLI_REAL_DATA", ""), metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def handle(options: argparse.Namespace) -> int:
    """Replay, and print what was reproduced."""
    folder = Path(options.data or ".") / "requests"
    requests = folder / "baltimore_311_10000.csv.gz"
    neighbourhoods = folder / "baltimore_neighborhoods_278.geojson"
    for file in (requests, neighbourhoods):
        if not file.is_file():
            raise DataMissing(file=file)
    call_command("migrate", verbosity=0)
    outcome = services.baltimore(
        requests=requests, neighbourhoods=neighbourhoods, at=timezone.now()
    )
    print(json.dumps(asdict(outcome)) if options.json else _words(asdict(outcome)))
    return 0


def _words(outcome: dict[str, Any]) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in outcome["reasons"].items())
    return "\n".join(
        [
            "{rows} requests".format(**outcome),
            "{located} of {located_of} lie in the neighbourhood the city recorded".format(
                **outcome
            ),
            "{set_aside} set aside: ".format(**outcome) + reasons,
            "{late} of {late_of} with a deadline and an end were late".format(**outcome),
        ]
    )
