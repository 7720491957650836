"""``linli migrate``: lay down the tables, and bring older ones up to date."""

import argparse

from django.core.management import call_command


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("migrate", help="lay down the tables, or bring them up to date")


def handle(options: argparse.Namespace) -> int:
    """Apply what is missing; a second time does nothing."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return 0
