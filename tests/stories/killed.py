"""The house of the kill test, in a database of its own: ``prepare`` before, ``finish`` after.

``python -m tests.stories.killed prepare COUNT`` makes tables and the small district and prints
one signed draft of a report a line; ``finish`` delivers what still waits, as the worker would.
"""

import sys
from datetime import timedelta

import django

START_AGAIN = timedelta(hours=2)
"""Longer than any pause after a failure: whatever waits is due by then."""


def prepare(count: int) -> None:
    """Lay down the tables and a district, and print drafts ready to be sent."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from linli.grid.clocks import services as clocks
    from linli.grid.reports.forms import packed
    from linli.grid.reports.rules import Draft, Spot
    from linli.kernel.heads import services as heads
    from linli.kernel.people.rules import BY_RULE
    from tests.district import small_district

    call_command("migrate", verbosity=0)
    heads.begin(settings.SIGNING_KEY, raw=b"\1" * 32)
    district = small_district()
    many = {"reports_an_hour_device": 90_000, "reports_an_hour_address": 90_000}
    began = timezone.now() - timedelta(days=1)
    clocks.adopt(BY_RULE, values=many, source="tests", at=began)
    spot = Spot(place=district.place())
    for number in range(count):
        print(packed(Draft(token=f"token-{number}", words="楼下垃圾三天没人收", spot=spot)))


def finish() -> None:
    """Deliver everything that is still waiting, and let the log take it in."""
    from django.utils import timezone

    from linli.kernel.journal import queries as journal
    from linli.worker.tasks import append_and_sign, deliver_waiting

    deliver_waiting(timezone.now() + START_AGAIN)
    append_and_sign(timezone.now())
    print(journal.waiting())


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        finish()
