"""``linli shell``: Python with the house at hand."""

import argparse

from django.core.management import call_command


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("shell", help="open Python with the house at hand")


def handle(options: argparse.Namespace) -> int:
    """Open it."""
    call_command("shell")
    return 0
