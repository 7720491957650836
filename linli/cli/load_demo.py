"""``linli load-demo``: put the demonstration district into an empty database, once."""

import argparse
import time

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.board.demonstration import queries as demonstration
from linli.board.demonstration import services


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("load-demo", help="load the demonstration district, once")


def handle(options: argparse.Namespace) -> int:
    """Load it where nothing is there yet, and print who may sign in."""
    if not demonstration.is_loaded():
        began = time.monotonic()
        services.load(at=timezone.now(), say=lambda line: print(f"  {line}", flush=True))
        print(f"  {time.monotonic() - began:.0f} s", flush=True)
    print(_("Made-up data (演示数据). Sign in on this machine as:"))
    for username, password, role in demonstration.sign_ins():
        print(f"  {username:<16} {password}   {_(role)}", flush=True)
    return 0
