"""``linli load-demo``: put the demonstration district into an empty database, once."""

import argparse
import os

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.board.demonstration import queries, services
from linli.cli import house
from linli.kernel.heads import services as heads


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("load-demo", help="load the demonstration district, once")


def handle(options: argparse.Namespace) -> int:
    """Load it where nothing is there yet, and print who may sign in.

    From then on every command of this folder knows that its data are made up.
    """
    if not queries.is_loaded():
        services.load(at=timezone.now(), say=_say)
        house.DEMONSTRATION.touch()
    heads.begin(settings.SIGNING_KEY, raw=os.urandom(32))
    _say("")
    _say(_("Made-up data (演示数据). Sign in on this machine as:"))
    for name, password, role in queries.sign_ins():
        _say(f"    {name:24} {password:24} {_(role)}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
