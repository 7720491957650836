"""``linli load-demo``: put the demonstration district into an empty database, once."""

import argparse
from importlib import import_module
from importlib.util import find_spec

LOADER = "linli.board.demo"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("load-demo", help="load the demonstration district, once")


def handle(options: argparse.Namespace) -> int:
    """Load what is missing and print who may sign in."""
    if not find_spec(LOADER):
        print("There is no demonstration district yet; the pages are empty.", flush=True)
        return 0
    loader = import_module(LOADER)
    loader.load(say=lambda line: print(line, flush=True))
    for line in loader.sign_ins():
        print(f"  {line}", flush=True)
    return 0
