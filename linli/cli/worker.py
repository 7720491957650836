"""``linli worker``: the queue and the timetable."""

import argparse

from django.core.management import call_command


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    commands.add_parser("worker", help="run the queue and the timetable")


def handle(options: argparse.Namespace) -> int:
    """Work until asked to stop; a job under way is finished first."""
    call_command(
        *("procrastinate", "worker", "--concurrency=2"),
        *("--shutdown-graceful-timeout=5", "--delete-jobs=successful"),
    )
    return 0
