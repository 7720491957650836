"""A web process's part of a limit: ``python -m tests.kernel.limits.counting MOST TRIES AT``.

Prints ``ready``, waits for a line, then asks so many times and prints how many were let through.
"""

import sys
from datetime import datetime

import django


def let_through(most: int, tries: int, at: datetime) -> int:
    """Return how many of some requests of one source are let through."""
    from linli.kernel.common.errors import TooMany
    from linli.kernel.limits import services as limits

    through = 0
    for _ in range(tries):
        try:
            limits.count(("test", "somebody"), most=most, minutes=1, at=at)
        except TooMany:
            continue
        through += 1
    return through


if __name__ == "__main__":
    django.setup()
    print("ready", flush=True)
    sys.stdin.readline()
    print(let_through(int(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
