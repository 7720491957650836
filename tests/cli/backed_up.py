"""A house to back up: ``python -m tests.cli.backed_up prepare``, and ``report`` without end."""

import io
import itertools
import os
import sys
from dataclasses import replace

import django


def prepare() -> None:
    """Lay down the tables and a district with three matters, one with a picture; sign the log."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone
    from PIL import Image

    from linli.grid.cases import services as cases
    from linli.grid.photos import services as photos
    from linli.grid.photos.rules import PhotoKind
    from linli.grid.photos.services import Sent
    from linli.kernel.heads import services as heads
    from linli.kernel.people.rules import ANONYMOUS
    from linli.worker.tasks import append_and_sign
    from tests.district import key, small_district, stamp

    call_command("migrate", verbosity=0)
    heads.begin(settings.SIGNING_KEY, raw=os.urandom(32))
    district = small_district()
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(out, "JPEG")
    sent = Sent(id=key(900), kind=PhotoKind.REPORT, name="a.jpg", content=out.getvalue())
    stored = photos.store([sent], most=9, most_mb=9)
    now = timezone.now()
    for number in range(3):
        report = district.report(number)
        if number == 0:
            report = replace(report, photos=stored)
        cases.report(ANONYMOUS, report=report, stamp=stamp(now, number))
    append_and_sign(now)


def report() -> None:
    """Report one matter after the other and print the number of each once it is acknowledged."""
    from django.utils import timezone

    from linli.grid.cases import services as cases
    from linli.kernel.people.rules import ANONYMOUS
    from tests.district import District, stamp

    district = District()
    for number in itertools.count(100):
        when = stamp(timezone.now(), number)
        case = cases.report(ANONYMOUS, report=district.report(number), stamp=when)
        print(case.number, flush=True)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "report": report}[sys.argv[1]]()
