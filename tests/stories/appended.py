"""The worker's part of the log, as a process that can be killed: ``python -m tests.stories.appended``.

``prepare COUNT`` makes the tables and so many entries; ``append`` appends and signs a few at a
time until nothing waits, and prints a line when it begins.
"""

import sys

import django

BATCH = 60


def prepare(count: int) -> None:
    """Lay down the tables and record entries."""
    from django.conf import settings
    from django.core.management import call_command

    from linli.kernel.heads import services as heads
    from tests.kernel.heads.keeping import record

    call_command("migrate", verbosity=0)
    heads.begin(settings.SIGNING_KEY, raw=b"\1" * 32)
    record(count)


def append() -> None:
    """Append and sign a few at a time."""
    from django.conf import settings
    from django.utils import timezone

    from linli.kernel.heads import services as heads

    file = settings.SIGNING_KEY
    signer = heads.read_key(file)
    print("begun", flush=True)
    while heads.append(most=BATCH):
        heads.sign(signer, at=timezone.now(), file=file)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        append()
