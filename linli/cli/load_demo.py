"""``linli load-demo``: put the demonstration district into an empty database, once."""

import argparse
from importlib import import_module
from importlib.util import find_spec

from django.utils import timezone

DEMONSTRATION = "linli.board.demonstration"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("load-demo", help="load the demonstration district, once")


def handle(options: argparse.Namespace) -> int:
    """Load what is missing and print who may sign in."""
    if not find_spec(DEMONSTRATION):
        _say("There is no demonstration district yet; the pages are empty.")
        return 0
    queries = import_module(f"{DEMONSTRATION}.queries")
    if not queries.is_loaded():
        import_module(f"{DEMONSTRATION}.services").load(at=timezone.now(), say=_say)
    _say("\n  Sign in on this machine as:")
    for name, password, role in queries.sign_ins():
        _say(f"    {name:24} {password:24} {role}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
